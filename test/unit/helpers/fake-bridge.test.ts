import { expect, it } from 'vitest';
import type { ChangeView } from '#shared/domain/change.ts';
import { contract } from '#shared/ipc/contract.ts';
import type { MethodInput, MethodName, MethodOutput } from '#shared/ipc/contract.ts';
import type { Result } from '#shared/ipc/result.ts';
import { createFakeBridge } from '../../helpers/fake-bridge/fake-bridge.ts';
import type { FakeBridge } from '../../helpers/fake-bridge/fake-bridge.ts';
import { fakeChange } from '../../helpers/fake-bridge/fake-changes.ts';
import { fakeCode, fakePassword } from '../../helpers/fake-bridge/fake-connection.ts';

/** The answer, held to the contract's shape. */
async function ask<Name extends MethodName>(
  bridge: FakeBridge,
  name: Name,
  input: MethodInput<Name>,
): Promise<MethodOutput<Name>> {
  const result = (await bridge.invoke(name, input)) as Result<unknown>;
  if (!result.ok) throw new Error(result.error.message);
  return contract[name].output.parse(result.data) as MethodOutput<Name>;
}

const clash = (id: string, part: Partial<ChangeView> = {}): ChangeView =>
  fakeChange({
    id,
    state: 'conflict',
    fields: ['email', 'language'].map((field) => ({
      field,
      was: 'a',
      yours: 'b',
      theirs: 'c',
      clashes: true,
      similar: 1,
      problems: [],
    })),
    ...part,
  });

it('invitations are there for who is signed in, and gone when HQ ends the session', async () => {
  const bridge = createFakeBridge({ connection: { signIn: 'two-factor' } });
  const input = { sort: { by: 'email', descending: false } };
  expect((await ask(bridge, 'invitations.list', input)).unavailable?.code).toBe('permission');
  expect(await ask(bridge, 'session.signIn', { password: fakePassword })).toMatchObject({ step: 'token' });
  expect(await ask(bridge, 'session.signInCode', { code: fakeCode })).toEqual({ step: 'done' });
  expect((await ask(bridge, 'invitations.list', input)).all).toBe(25);
  expect(await ask(bridge, 'connection.get', {})).toMatchObject({ session: 'signed-in', role: 'Admin' });
  bridge.endSession();
  expect(await ask(bridge, 'connection.get', {})).toMatchObject({ session: 'over', sessionExpiresAt: null });
  expect((await ask(bridge, 'invitations.list', input)).all).toBe(0);
});

it('a clash is decided field by field and the decision taken back', async () => {
  const bridge = createFakeBridge({ changes: [clash('change-1')] });
  const choose = (field: string, use: 'mine' | 'theirs') => ({ id: 'change-1', choices: [{ field, use }] });
  expect(await ask(bridge, 'changes.resolve', choose('email', 'mine'))).toMatchObject({
    change: { state: 'conflict', resolvedAt: null },
  });
  const { change } = await ask(bridge, 'changes.resolve', choose('language', 'theirs'));
  expect(change).toMatchObject({ state: 'queued', can: { resolve: false, unresolve: true } });
  expect(change?.fields.map(({ field }) => field)).toEqual(['email']);
  expect(await ask(bridge, 'changes.unresolve', { id: 'change-1' })).toMatchObject({ state: 'conflict' });
  expect(await ask(bridge, 'changes.resolve', choose('email', 'theirs'))).toEqual({ change: null });
  expect(await ask(bridge, 'changes.unresolve', { id: 'change-1' })).toMatchObject({ state: 'conflict' });
});

it('the same choice settles all similar clashes', async () => {
  const bridge = createFakeBridge({ changes: [clash('change-1'), clash('change-2', { localId: 'w1' })] });
  expect(await ask(bridge, 'changes.resolveSimilar', { id: 'change-1', field: 'email', use: 'mine' })).toEqual({
    resolved: 2,
    ids: ['change-1', 'change-2'],
  });
  const { changes } = await ask(bridge, 'changes.list', {});
  expect(changes.map(({ fields }) => fields.map(({ clashes }) => clashes))).toEqual([
    [false, true],
    [false, true],
  ]);
});

it('an action and its opposite leave nothing that waits', async () => {
  const bridge = createFakeBridge();
  const person = { entity: 'mobile-worker', localId: 'w0' } as const;
  const [first, second] = [crypto.randomUUID(), crypto.randomUUID()];
  const done = await ask(bridge, 'people.act', { changeId: first, ...person, action: 'deactivate' });
  expect(done.detail?.changes).toMatchObject([{ kind: 'action', action: 'deactivate' }]);
  const back = await ask(bridge, 'people.act', { changeId: second, ...person, action: 'reactivate' });
  expect(back).toMatchObject({ changeId: null, detail: { syncState: 'clean', changes: [] } });
});

it('an invitation made here is listed before HQ has it', async () => {
  const bridge = createFakeBridge();
  const values = { email: 'new@example.org', role: 'Admin' };
  const { detail } = await ask(bridge, 'invitations.create', { changeId: crypto.randomUUID(), values });
  expect(detail).toMatchObject({ key: 'new@example.org', serverId: null, syncState: 'pending' });
  const { rows } = await ask(bridge, 'invitations.list', { sort: { by: 'email', descending: false } });
  expect(rows).toMatchObject([{ email: 'new@example.org', role: 'Admin' }]);
});

it('a batch waits person by person and is taken back as one', async () => {
  const bridge = createFakeBridge();
  const { rows } = await ask(bridge, 'webUsers.list', { limit: 2 });
  const many = {
    entity: 'web-user' as const,
    who: { ids: rows.map(({ localId }) => localId) },
    what: { kind: 'act' as const, action: 'deactivate' as const },
  };
  expect(await ask(bridge, 'people.previewMany', many)).toMatchObject({ total: 2, changed: 2 });
  await ask(bridge, 'people.changeMany', { ...many, batchId: 'batch-0001' });
  expect((await ask(bridge, 'changes.list', {})).changes).toHaveLength(2);
  expect(await ask(bridge, 'people.undoMany', { batchId: 'batch-0001' })).toEqual({ undone: 2, sent: 0 });
  expect((await ask(bridge, 'changes.list', {})).changes).toEqual([]);
});
