/** Another name for a worker who waits to be made, and one who logs in with PersonalID from the start. */
import { describe, expect, it } from 'vitest';
import { openDatabase } from '#engine/db/open-database.ts';
import type { FieldValues } from '#shared/domain/entities.ts';
import { assertLaws } from '../../helpers/assert-laws.ts';
import { startHarness } from '../../helpers/engine-harness.ts';
import { testDeps } from '../../helpers/test-deps.ts';

const password = 'Lamp-Tree-91';

function worker(changeId: string, username: string, values: FieldValues = {}) {
  return { changeId, values: { username, ...values }, password };
}

describe('another name for a worker who waits is looked for where the first one was:', () => {
  async function withWaiting() {
    const harness = await startHarness();
    const { open, sync, call } = harness;
    await open();
    await sync('pull');
    const { rows } = await call('mobileWorkers.list', { status: 'active', limit: 2 });
    const { localId } = (await call('mobileWorkers.create', worker('create-0001', 'nia.test'))).detail;
    const person = { entity: 'mobile-worker', localId } as const;
    return {
      ...harness,
      rows,
      localId,
      /** What each of the ways to say another name answers. */
      against: async (username: string) => [
        (await call('people.check', { ...person, values: { username } })).problems['username']?.join(' '),
        ...(await Promise.all(
          [
            () => call('changes.edit', { id: 'create-0001', patch: { username } }),
            () => call('people.edit', { changeId: `edit-${username}`, ...person, patch: { username } }),
          ].map((say) =>
            say().then(
              () => 'saved',
              (error: unknown) => String(error),
            ),
          ),
        )),
      ],
    };
  }

  it('among those HQ has, in any spelling', async () => {
    const { rows, against } = await withWaiting();
    for (const answer of await against(` ${(rows[0]?.username ?? '').split('@')[0]?.toUpperCase()} `))
      expect(answer).toContain('already taken');
  });

  it('among those that wait, not counting itself', async () => {
    const { call, localId, against } = await withWaiting();
    await call('mobileWorkers.create', worker('create-0002', 'bo.test'));
    for (const answer of await against('Bo Test')) expect(answer).toContain('already taken');
    const own = await call('people.check', { entity: 'mobile-worker', localId, values: { username: 'Nia Test' } });
    expect(own).toEqual({ problems: {}, username: expect.stringMatching(/^nia\.test@/) as string });
  });

  it('among those nobody can have any more, until HQ says that it is free', async () => {
    const { call, sync, signIn, practice, rows, against } = await withWaiting();
    const gone = rows[1];
    const name = gone?.username ?? '';
    const removal = { entity: 'mobile-worker', localId: gone?.localId ?? '', action: 'remove' } as const;
    await call('people.act', { changeId: 'remove-0001', ...removal });
    await call('changes.discard', { id: 'create-0001' });
    await sync('push');
    await call('mobileWorkers.create', worker('create-0003', 'kofi.test'));
    const rename = () => call('changes.edit', { id: 'create-0003', patch: { username: name } });
    await expect(rename()).rejects.toThrow(/names of deleted workers/);
    await signIn();
    await expect(rename()).rejects.toThrow(/names of deleted workers/);
    await practice.control('edit', {
      json: { entity: 'worker', id: gone?.serverId, set: { username: 'older@x.org' } },
    });
    expect((await rename()).change?.key).toBe(name);
    expect(await against('kofi.test')).toHaveLength(3);
  });
});

describe('a worker with PersonalID from the start', () => {
  const linked = { changeId: 'create-0001', values: { username: 'nia.test', connect_username: 'nia-1' }, password: '' };

  it('needs no password; HQ makes the link, and here it shows as Active', async () => {
    const { open, sync, call, writes, atHq, engine, folder } = await startHarness();
    await open();
    await sync('pull');
    await writes();
    const { detail } = await call('mobileWorkers.create', linked);
    expect(await call('changes.get', { id: 'create-0001' })).toMatchObject({
      fields: expect.arrayContaining([
        expect.objectContaining({ field: 'connect_username', yours: 'nia-1' }),
      ]) as object,
    });
    expect(await sync('push')).toMatchObject({ pushed: 1, attention: 0 });
    expect(await writes()).toMatchObject([{ status: 201, body: { username: detail.key, connect_username: 'nia-1' } }]);
    expect(await atHq('worker', detail.key)).toMatchObject({
      connect_username: 'nia-1',
      personalid_link_active: true,
      is_active: true,
      has_usable_password: false,
    });
    const { rows } = await call('mobileWorkers.list', { search: 'nia.test' });
    expect(rows).toMatchObject([{ personalId: 'active', status: 'active', unconfirmed: false }]);
    const shown = await call('people.get', { entity: 'mobile-worker', key: detail.localId });
    expect(shown.values).not.toHaveProperty('connect_username');
    // HQ lets nobody set it while the link is Active.
    const set = {
      changeId: 'set-0001',
      entity: 'mobile-worker',
      localId: detail.localId,
      action: 'set-password',
    } as const;
    await expect(call('people.act', { ...set, password })).rejects.toThrow(/PersonalID is Active/);
    await engine.shutdown();
    assertLaws(folder, ['create-0001']);
  });

  it('may have a password besides', async () => {
    const { open, sync, call, practice } = await startHarness();
    await open();
    await sync('pull');
    const { detail } = await call('mobileWorkers.create', { ...linked, password });
    expect(await sync('push')).toMatchObject({ pushed: 1, attention: 0 });
    const check = { username: detail.key, password };
    expect(await practice.control('check-password', { json: check })).toEqual({ matches: true });
  });

  it('does not confirm the account besides: of both HQ would not tell what it did', async () => {
    const { open, call } = await startHarness();
    await open();
    const confirming = { email: 'nia@example.org', account_confirmation: 'mail-now' };
    const both = { ...linked, values: { ...linked.values, ...confirming } };
    await expect(call('mobileWorkers.create', both)).rejects.toThrow(/do not go together/);
    await call('mobileWorkers.create', linked);
    const edit = { id: 'create-0001', patch: confirming };
    await expect(call('changes.edit', edit)).rejects.toThrow(/do not go together/);
  });

  it.each([
    { planTwoStage: false, is_active: true },
    { planTwoStage: true, is_active: false },
  ])(
    'that waited with both is told as HQ shows it, not as it was asked for (%o)',
    async ({ planTwoStage, is_active }) => {
      const { open, sync, call, engine, folder, practice, signIn, atHq } = await startHarness();
      await practice.control('settings', { json: { planTwoStage } });
      await open();
      await sync('pull');
      const { detail } = await call('mobileWorkers.create', linked);
      await engine.call('account.close', {});
      const db = openDatabase(folder, testDeps());
      db.write('both', () =>
        db.sql.exec(
          `UPDATE changes SET patch = json_set(patch, '$.account_confirmation', 'mail-now', '$.email', 'nia@example.org')`,
        ),
      );
      db.close();
      await open();
      expect(await sync('push')).toMatchObject({ pushed: 1, attention: 0 });
      expect(await atHq('worker', detail.key)).toMatchObject({ is_active, is_account_confirmed: is_active });
      const row = async () => (await call('mobileWorkers.list', { search: 'nia.test', status: 'all' })).rows[0];
      expect(await row()).toMatchObject({ status: 'unknown', unconfirmed: false });
      await signIn();
      await sync('pull');
      expect(await row()).toMatchObject({ status: is_active ? 'active' : 'deactivated', unconfirmed: !is_active });
    },
  );

  it('needs a password once it is to have none of PersonalID', async () => {
    const { open, sync, call, atHq } = await startHarness();
    await open();
    await sync('pull');
    const { detail } = await call('mobileWorkers.create', linked);
    const without = { id: 'create-0001', patch: { connect_username: '' } };
    await expect(call('changes.edit', without)).rejects.toThrow(/Enter a password/);
    await call('changes.edit', { ...without, password });
    await sync('push');
    expect(await atHq('worker', detail.key)).toMatchObject({ personalid_link_active: null, has_usable_password: true });
  });

  it('is refused here where the project is known to have no PersonalID, and else by HQ, at the field', async () => {
    const { open, sync, call, practice, signIn } = await startHarness();
    await practice.control('settings', { json: { connect: false } });
    await open();
    await sync('pull');
    await call('mobileWorkers.create', linked);
    expect(await sync('push')).toMatchObject({ pushed: 0, attention: 1 });
    expect(await call('changes.get', { id: 'create-0001' })).toMatchObject({
      state: 'rejected',
      reason: { fields: { connect_username: ["You don't have permission to use connect_username field"] } },
    });
    await signIn();
    await sync('pull');
    const again = { ...linked, changeId: 'create-0002', values: { ...linked.values, username: 'bo.test' } };
    await expect(call('mobileWorkers.create', again)).rejects.toThrow(/connect_username.*PersonalID|PersonalID/);
    const checked = await call('people.check', { entity: 'mobile-worker', localId: null, values: again.values });
    expect(checked.problems['connect_username']).toHaveLength(1);
    await call('changes.edit', { id: 'create-0001', patch: { connect_username: '' }, password });
    expect(await sync('push')).toMatchObject({ pushed: 1, attention: 0 });
  });
});
