import { describe, expect, it } from 'vitest';
import type { MethodOutput } from '#shared/ipc/contract.ts';
import type { PersonDetail } from '#shared/domain/change.ts';
import { pushCrashPoints } from '../../helpers/crash-points.ts';
import { assertLaws, assertQuiet } from '../../helpers/assert-laws.ts';
import { accountOf, secretKey, startHarness, unwrap } from '../../helpers/engine-harness.ts';
import type { Harness, HarnessOptions } from '../../helpers/engine-harness.ts';
import { forkEngine } from '../../helpers/fork-engine.ts';
import type { ForkedEngine } from '../../helpers/fork-engine.ts';

/** A folder with the project pulled, its file closed, to be opened by processes that die. */
async function pulledFolder(options: HarnessOptions = {}): Promise<Harness & { localId: string; username: string }> {
  const harness = await startHarness(options);
  await harness.open();
  await harness.sync('pull');
  const [worker] = (await harness.call('mobileWorkers.list', {})).rows;
  await harness.engine.call('account.close', {});
  await harness.requests();
  return { ...harness, localId: worker?.localId ?? '', username: worker?.username ?? '' };
}

async function openIn(child: ForkedEngine, harness: Harness): Promise<void> {
  const { hq } = harness.practice;
  const secrets = { apiKey: hq.apiKey, secretKey };
  const params = { folder: harness.folder, account: accountOf(hq), secrets, autoSync: false };
  const opened = await child.call('account.open', params);
  expect(opened).toMatchObject({ ok: true });
}

const edit = (localId: string) => ({
  changeId: 'edit-0001',
  entity: 'mobile-worker',
  localId,
  patch: { first_name: 'Survivor', 'user_data.training': 'yes' },
});
const create = { changeId: 'create-0001', values: { username: 'nia.one', first_name: 'Nia' }, password: 'Long-pass-1' };

/** Where a crash is told to happen → what of it HQ has at that moment. */
const crashPoints = ['write:record-edit:before-commit', 'write:record-edit:after-commit', ...pushCrashPoints] as const;

describe('kill -9 of the engine process', () => {
  it('right after an edit was answered loses nothing', async () => {
    const harness = await pulledFolder();
    const child = await forkEngine();
    await openIn(child, harness);
    const saved = await child.call('people.edit', edit(harness.localId));
    expect(saved).toMatchObject({ ok: true });
    await child.kill();
    await harness.open();
    const detail: PersonDetail = await harness.call('people.get', { entity: 'mobile-worker', key: harness.localId });
    expect(detail).toMatchObject({ syncState: 'pending', values: { first_name: 'Survivor' } });
    expect(await harness.sync()).toMatchObject({ pushed: 1 });
    await harness.engine.shutdown();
    await assertQuiet(harness.folder, harness.practice);
    assertLaws(harness.folder, ['edit-0001']);
  });

  it.each(crashPoints)('at %s: an edit is applied exactly once or is not there at all', async (point) => {
    const harness = await pulledFolder();
    const child = await forkEngine(point);
    await openIn(child, harness);
    const saved = await child.call('people.edit', edit(harness.localId));
    if (saved) await child.call('sync.run', { what: 'push' });
    expect(await child.ended).toBe('SIGKILL');
    await harness.open();
    const { totals }: MethodOutput<'changes.list'> = await harness.call('changes.list', {});
    expect(totals.sending).toBe(0);
    const lost = point === 'write:record-edit:before-commit';
    harness.ahead(600_000);
    expect(await harness.sync()).toMatchObject({ done: true, pending: 0, attention: 0 });
    const atHq = await harness.atHq('worker', harness.username);
    expect(atHq?.['first_name'] === 'Survivor').toBe(!lost);
    expect((await harness.writes()).filter(({ method }) => method === 'PUT').length).toBe(lost ? 0 : 1);
    await harness.engine.shutdown();
    await assertQuiet(harness.folder, harness.practice);
    assertLaws(harness.folder, lost ? [] : ['edit-0001']);
  });

  it.each(['write:sending:after-commit', 'push:answered', 'write:settle:before-commit', 'settle:after'])(
    'at %s: a new worker is made exactly once',
    async (point) => {
      const harness = await pulledFolder();
      const child = await forkEngine(point);
      await openIn(child, harness);
      expect(await child.call('mobileWorkers.create', create)).toMatchObject({ ok: true });
      await child.call('sync.run', { what: 'push' });
      expect(await child.ended).toBe('SIGKILL');
      await harness.open();
      harness.ahead(600_000);
      expect(await harness.sync()).toMatchObject({ done: true, pending: 0, attention: 0 });
      const posts = (await harness.writes()).filter(({ method, applied }) => method === 'POST' && applied);
      expect(posts).toHaveLength(1);
      await harness.engine.shutdown();
      await assertQuiet(harness.folder, harness.practice);
      assertLaws(harness.folder, ['create-0001']);
    },
  );

  describe.each(['did', 'did not'])('while HQ has the request and then %s apply it', (what) => {
    const applies = what === 'did';

    it.each([
      { kind: 'an edit', method: 'PUT', id: 'edit-0001' },
      { kind: 'a new worker', method: 'POST', id: 'create-0001' },
    ])('$kind is settled by reading, and applied once', async ({ method, id }) => {
      const held: { kill?: () => Promise<void> } = {};
      const harness = await pulledFolder({ practice: { wait: async () => held.kill?.() } });
      const child = await forkEngine();
      held.kill = () => child.kill();
      await openIn(child, harness);
      const saved =
        method === 'PUT'
          ? child.call('people.edit', edit(harness.localId))
          : child.call('mobileWorkers.create', create);
      expect(await saved).toMatchObject({ ok: true });
      await harness.fault({ match: { method }, kind: 'delay', ms: 1 });
      if (!applies) await harness.fault({ match: { method }, kind: 'drop-before' });
      await child.call('sync.run', { what: 'push' });
      expect(await child.ended).toBe('SIGKILL');
      await harness.open();
      expect(await harness.call('changes.get', { id })).toMatchObject({ state: 'unknown' });
      // Read twice, and only then sent again, after a while.
      for (let run = 0; run < 2; run += 1) {
        harness.ahead(600_000);
        await harness.sync();
      }
      expect((await harness.call('changes.list', {})).totals.all).toBe(0);
      const asked = (await harness.writes()).filter((entry) => entry.method === method);
      expect(asked.filter(({ applied }) => applied)).toHaveLength(1);
      expect(asked).toHaveLength(applies ? 1 : 2);
      await harness.engine.shutdown();
      await assertQuiet(harness.folder, harness.practice);
      assertLaws(harness.folder, [id]);
    });
  });

  it.each([
    'write:pull-mobile-worker:before-commit',
    'write:pull-mobile-worker:after-commit',
    'pull:mobile-worker:deactivated:0',
  ])('in a pull at %s: page and cursor both or neither', async (point) => {
    const harness = await startHarness();
    const child = await forkEngine(point);
    await openIn(child, harness);
    await child.call('sync.run', { what: 'pull' });
    expect(await child.ended).toBe('SIGKILL');
    await harness.open();
    expect(await harness.sync()).toMatchObject({ done: true });
    await harness.engine.shutdown();
    await assertQuiet(harness.folder, harness.practice);
    assertLaws(harness.folder, []);
  });
});

describe('the engine process', () => {
  it('ends when its parent is gone, and gives the account back', async () => {
    const harness = await pulledFolder();
    const child = await forkEngine();
    await openIn(child, harness);
    child.disconnect();
    expect(await child.ended).toBe('0');
    unwrap(await harness.open());
  });

  it('answers bad input and unknown methods with values', async () => {
    const child = await forkEngine();
    expect(await child.call('people.edit', {})).toMatchObject({ ok: false, error: { code: 'no-account' } });
    expect(await child.call('account.open', { folder: 7 })).toMatchObject({
      ok: false,
      error: { code: 'invalid-input' },
    });
    expect(await child.call('no.such', {})).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
    expect(
      await child.call('connection.test', { server: 'http://127.0.0.1:1', project: 'p', username: 'u', apiKey: 'k' }),
    ).toMatchObject({
      ok: false,
      error: { code: 'offline' },
    });
  });
});
