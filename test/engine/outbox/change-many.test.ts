import { describe, expect, it } from 'vitest';
import { startActions } from '../../helpers/action-harness.ts';

async function withUsers() {
  const harness = await startActions();
  const { rows } = await harness.call('webUsers.list', { status: 'active' });
  const me = rows.find(({ username }) => username === harness.practice.hq.username);
  const users = rows.filter(({ isAdmin }) => !isAdmin).slice(0, 3);
  if (!me || users.length < 3) throw new Error('the sample lacks web users');
  const ids = users.map(({ localId }) => localId);
  const many = (who: readonly string[], what: { kind: 'act'; action: 'deactivate' | 'reactivate' }) => ({
    entity: 'web-user' as const,
    who: { ids: [...who] },
    what,
  });
  return { ...harness, me, users, ids, many };
}

const deactivate = { kind: 'act', action: 'deactivate' } as const;

describe('many people at once', () => {
  it('are one batch: previewed without a trace, each checked, sent one by one', async () => {
    const { me, ids, many, call, changes, sync, stateOf, finish } = await withUsers();
    const wanted = many([...ids, me.localId, 'nobody'], deactivate);
    const preview = await call('people.previewMany', wanted);
    expect(preview).toMatchObject({ total: 5, changed: 3, already: 0, cannotTotal: 2 });
    expect(preview.cannot).toMatchObject([
      { key: me.username, why: expect.stringContaining('yourself') as string },
      { localId: 'nobody' },
    ]);
    expect(await changes()).toEqual([]);
    expect(await call('people.changeMany', { ...wanted, batchId: 'batch-0001' })).toEqual(preview);
    // The same command again is the same batch.
    expect(await call('people.changeMany', { ...wanted, batchId: 'batch-0001' })).toEqual(preview);
    const waiting = await changes();
    expect(waiting.map(({ batchId, action }) => [batchId, action])).toEqual(
      ids.map(() => ['batch-0001', 'deactivate']),
    );
    expect(await call('people.previewMany', many(ids, deactivate))).toMatchObject({ changed: 0, already: 3 });
    expect(await sync('push')).toMatchObject({ pushed: 3, pending: 0 });
    for (const id of ids) expect(await stateOf('web-user', id)).toMatchObject({ is_active_in_domain: false });
    expect(await call('people.undoMany', { batchId: 'batch-0001' })).toEqual({ undone: 0, sent: 3 });
    await finish(waiting.map(({ id }) => id));
  });

  it('cannot leave the project without an active admin', async () => {
    const { me, call, practice, sync } = await withUsers();
    const role = (await practice.control('state?entity=role&username=App%20Editor')) as { permissions: object };
    const permissions = { ...role.permissions, edit_web_users: true, edit_commcare_users: true, access_api: true };
    await practice.control('edit', { json: { entity: 'role', username: 'App Editor', set: { permissions } } });
    await practice.control('edit', {
      json: { entity: 'web-user', username: me.username, set: { role: 'App Editor' } },
    });
    await sync('pull');
    const preview = await call('people.previewMany', {
      entity: 'web-user',
      who: { filter: { where: { is_admin: 'true' } } },
      what: deactivate,
    });
    expect(preview).toMatchObject({ cannotTotal: 1, changed: preview.total - 1 - preview.already, admins: 0 });
    expect(preview.cannot).toMatchObject([{ why: expect.stringContaining('last active admin') as string }]);
    const lowered = await call('people.previewMany', {
      entity: 'web-user',
      who: { filter: { where: { is_admin: 'true' } } },
      what: { kind: 'edit', patch: { role: 'Read Only' } },
    });
    expect(lowered.changed).toBeGreaterThan(0);
    expect(lowered.admins).toBe(lowered.changed);
  });

  it('are as before when the batch is taken back, what waited before it included', async () => {
    const { users, ids, call, changes, act, finish } = await withUsers();
    const [first, second] = users;
    if (!first || !second) throw new Error('unreachable');
    await call('people.edit', {
      changeId: 'edit-0001',
      entity: 'web-user',
      localId: first.localId,
      patch: { role: 'Read Only' },
    });
    await act('web-user', second.localId, 'deactivate');
    const before = await changes();
    const batch = {
      entity: 'web-user' as const,
      who: { ids },
      what: { kind: 'edit' as const, patch: { role: 'App Editor' } },
    };
    const outcome = await call('people.changeMany', { ...batch, batchId: 'batch-0001' });
    expect(outcome.changed).toBeGreaterThan(0);
    const during = await changes();
    await call('people.changeMany', {
      entity: 'web-user',
      who: { ids },
      what: { kind: 'act', action: 'reactivate' },
      batchId: 'batch-0002',
    });
    expect((await changes()).some(({ action }) => action === 'deactivate')).toBe(false);
    expect(await call('people.undoMany', { batchId: 'batch-0002' })).toEqual({ undone: 1, sent: 0 });
    expect(await call('people.undoMany', { batchId: 'batch-0001' })).toEqual({ undone: outcome.changed, sent: 0 });
    const shape = (all: typeof before) =>
      all
        .map(({ localId, action, fields }) => [localId, action, fields.map(({ field, yours }) => [field, yours])])
        .sort();
    expect(shape(await changes())).toEqual(shape(before));
    await finish(['edit-0001', ...during.map(({ id }) => id)].filter((id, at, all) => all.indexOf(id) === at));
  });

  it.each(['undo', 'discard'] as const)(
    'do not empty a language HQ does not tell when the batch is taken back (%s), and leave what waited',
    async (how) => {
      const { call, changes, practice, sync, finish } = await withUsers();
      const { rows } = await call('mobileWorkers.list', { limit: 4 });
      const [alone, edited, spoken, emptied] = rows.map(({ localId }) => localId);
      if (!alone || !edited || !spoken || !emptied) throw new Error('the sample lacks workers');
      const ids = [alone, edited, spoken, emptied];
      const languages = async () => {
        const all = (await practice.control('state?entity=worker')) as { id: string; language: string }[];
        return ids.map((id) => all.find((one) => one.id === id)?.language);
      };
      for (const id of ids)
        await practice.control('edit', { json: { entity: 'worker', id, set: { language: 'swa' } } });
      const edit = (changeId: string, localId: string, patch: Record<string, string>) =>
        call('people.edit', { changeId, entity: 'mobile-worker', localId, patch });
      await edit('edit-0001', edited, { first_name: 'Anna' });
      await edit('edit-0002', spoken, { language: 'fra' });
      await edit('edit-0003', emptied, { language: '' });
      const what = { kind: 'edit' as const, patch: { language: 'hin' } };
      const batch = { batchId: 'batch-0001', entity: 'mobile-worker' as const, who: { ids }, what };
      expect(await call('people.changeMany', batch)).toMatchObject({ changed: 4 });
      if (how === 'undo')
        expect(await call('people.undoMany', { batchId: 'batch-0001' })).toEqual({ undone: 4, sent: 0 });
      else expect(await call('changes.discardBatch', { batchId: 'batch-0001' })).toEqual({ discarded: 4 });
      const left = (await changes()).map(({ id, fields }) => [id, fields.map(({ field, yours }) => [field, yours])]);
      expect(left).toEqual([
        ['edit-0001', [['first_name', 'Anna']]],
        ['edit-0002', [['language', 'fra']]],
        ['edit-0003', [['language', '']]],
      ]);
      await sync('push');
      expect(await languages()).toEqual(['swa', 'swa', 'fra', '']);
      await finish(['batch-0001.0', 'edit-0001', 'edit-0002', 'edit-0003']);
    },
  );

  it.each(['undo', 'discard'] as const)(
    'leave what waited in a change in conflict, which is not what is shown, when the batch is taken back (%s)',
    async (how) => {
      const { call, changes, practice, sync, finish } = await withUsers();
      const { rows } = await call('mobileWorkers.list', { limit: 1 });
      const localId = rows[0]?.localId ?? '';
      const patch = { email: 'mine@example.org', 'user_data.notes': 'mine' };
      await call('people.edit', { changeId: 'edit-0001', entity: 'mobile-worker', localId, patch });
      await practice.control('edit', { json: { entity: 'worker', id: localId, set: { email: 'hq@example.org' } } });
      await sync();
      expect(await changes()).toMatchObject([{ id: 'edit-0001', state: 'conflict' }]);
      const what = { kind: 'edit' as const, patch: { 'user_data.notes': 'all' } };
      const batch = { batchId: 'batch-0001', entity: 'mobile-worker' as const, who: { ids: [localId] }, what };
      const over = {
        ...batch,
        batchId: 'batch-0000',
        what: { kind: 'edit' as const, patch: { email: 'all@example.org' } },
      };
      expect(await call('people.changeMany', over), 'decided by nobody in passing').toMatchObject({
        changed: 0,
        cannot: [{ localId, why: expect.stringContaining('Decide that first') as string }],
      });
      expect(await call('people.changeMany', batch)).toMatchObject({ changed: 1 });
      if (how === 'undo') await call('people.undoMany', { batchId: 'batch-0001' });
      else await call('changes.discardBatch', { batchId: 'batch-0001' });
      const [left] = await changes();
      expect(left?.fields).toContainEqual(expect.objectContaining({ field: 'user_data.notes', yours: 'mine' }));
      await call('changes.resolve', { id: 'edit-0001', choices: [{ field: 'email', use: 'mine' }] });
      await sync('push');
      await finish(['edit-0001']);
      const all = (await practice.control('state?entity=worker')) as { id: string; user_data: object }[];
      expect(all.find(({ id }) => id === localId)?.user_data).toMatchObject({ notes: 'mine' });
    },
  );

  it('by filter are all that match, on all pages, but those taken out by name', async () => {
    const { call } = await withUsers();
    const { total } = await call('webUsers.list', { role: 'App Editor', limit: 1 });
    expect(total).toBeGreaterThan(1);
    const preview = await call('people.previewMany', {
      entity: 'web-user',
      who: { filter: { role: 'App Editor' } },
      what: { kind: 'edit', patch: { role: 'Read Only' } },
    });
    expect(preview).toMatchObject({ total, changed: total });
    const [spared] = (await call('webUsers.list', { role: 'App Editor', limit: 1 })).rows;
    const who = { filter: { role: 'App Editor' }, except: [spared?.localId ?? ''] };
    const what = { kind: 'act', action: 'deactivate' } as const;
    await call('people.changeMany', { batchId: 'batch-0001', entity: 'web-user', who, what });
    const meant = (await call('changes.list', {})).changes.map(({ localId }) => localId);
    expect(meant).toHaveLength(total - 1);
    expect(meant).not.toContain(spared?.localId);
  });
});
