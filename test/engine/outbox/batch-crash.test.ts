/** A batch is one transaction: killed (SIGKILL) while it is recorded it is there whole or not at all; while it is sent nobody is met twice. */
import { describe, expect, it } from 'vitest';
import { startActions } from '../../helpers/action-harness.ts';
import { assertQuiet } from '../../helpers/assert-laws.ts';
import { dyingEngine } from '../../helpers/dying-engine.ts';

const batchId = 'batch-0001';
const of = 6;

const patches = { role: { role: 'Read Only' }, notes: { 'user_data.notes': 'Batch' } };

async function startBatch(what: keyof typeof patches | 'deactivate') {
  const harness = await startActions({ practice: { size: 6 } });
  await harness.practice.control('settings', { json: { listDeactivatedWebUsers: true } });
  await harness.sync('pull');
  const { rows } = await harness.call('webUsers.list', { status: 'active' });
  const users = rows.filter(({ isAdmin, role }) => !isAdmin && role !== 'Read Only').slice(0, of);
  expect(users).toHaveLength(of);
  const batch = {
    entity: 'web-user' as const,
    who: { ids: users.map(({ localId }) => localId) },
    what:
      what === 'deactivate'
        ? { kind: 'act' as const, action: 'deactivate' as const }
        : { kind: 'edit' as const, patch: patches[what] },
    batchId,
  };
  return { ...harness, users, batch, ids: users.map((_user, index) => `${batchId}.${index}`) };
}

/** Those of the batch that wait. */
async function waiting({ changes }: Awaited<ReturnType<typeof startBatch>>): Promise<string[]> {
  return (await changes()).filter((change) => change.batchId === batchId).map(({ id }) => id);
}

describe('kill -9 while a batch is recorded', () => {
  it.each([
    ['write:record-edit:within#1', 0],
    ['write:record-edit:within#4', 0],
    ['write:change-many:before-commit', 0],
    ['write:change-many:after-commit', of],
  ] as const)('at %s: %i wait, and the same command again makes it one batch', async (point, there) => {
    const stage = await startBatch('role');
    const { child, reopen } = await dyingEngine(stage, point);
    expect(await child.call('people.changeMany', stage.batch)).toBeNull();
    await reopen();
    expect(await waiting(stage)).toHaveLength(there);
    expect(await stage.call('people.changeMany', stage.batch)).toMatchObject({ total: of, changed: of });
    expect(await waiting(stage)).toEqual(stage.ids);
    expect(await stage.sync('push')).toMatchObject({ pushed: of, pending: 0, attention: 0 });
    await stage.finish(stage.ids);
    await assertQuiet(stage.folder, stage.practice);
  });
});

describe('kill -9 while a waiting batch is decided', () => {
  it.each([
    ['people.undoMany', 'write:record-edit:within#3', of],
    ['people.undoMany', 'write:undo-many:after-commit', 0],
    ['changes.discardBatch', 'write:discard-change:within#3', of],
    ['changes.discardBatch', 'write:discard-batch:after-commit', 0],
  ] as const)('%s at %s: %i of it are left', async (method, point, left) => {
    const stage = await startBatch('role');
    await stage.call('people.changeMany', stage.batch);
    const { child, reopen } = await dyingEngine(stage, point);
    expect(await child.call(method, { batchId })).toBeNull();
    await reopen();
    expect(await waiting(stage)).toHaveLength(left);
    expect(await stage.sync('push')).toMatchObject({ pushed: left, pending: 0, attention: 0 });
    await stage.finish(stage.ids);
    await assertQuiet(stage.folder, stage.practice);
  });
});

describe('kill -9 while a batch is sent', () => {
  it.each([
    // Of a role whose answer was lost the person is asked: taken-once.test.ts.
    ['notes', 'push:sending#5'],
    ['notes', 'push:answered#3'],
    ['notes', 'write:settle:before-commit#4'],
    ['deactivate', 'push:sending#3'],
    ['deactivate', 'push:answered#4'],
    ['deactivate', 'settle:after#2'],
  ] as const)('(%s) at %s: each is met once', async (what, point) => {
    const stage = await startBatch(what);
    const { child, survive } = await dyingEngine(stage, point);
    expect(await child.call('people.changeMany', stage.batch)).toMatchObject({ ok: true });
    await child.call('sync.run', { what: 'push' });
    expect(await survive()).toMatchObject({ done: true, pending: 0, attention: 0 });
    const wanted = what === 'notes' ? { user_data: { notes: 'Batch' } } : { is_active_in_domain: false };
    const applied = (await stage.writes()).filter((entry) => entry.applied).map(({ path }) => path);
    for (const { serverId } of stage.users) {
      expect(await stage.stateOf('web-user', serverId ?? '')).toMatchObject(wanted);
      expect(applied.filter((path) => path.includes(serverId ?? ''))).toHaveLength(1);
    }
    const lines = await stage.finish(stage.ids);
    expect(lines.map((line) => `${line.change_id} ${line.outcome}`).sort()).toEqual(
      stage.ids.map((id) => `${id} acked`),
    );
    await assertQuiet(stage.folder, stage.practice);
  });
});
