import { describe, expect, it } from 'vitest';
import { openDatabase } from '#engine/db/open-database.ts';
import { assertLaws, assertQuiet } from '../../helpers/assert-laws.ts';
import { secretKey, startHarness } from '../../helpers/engine-harness.ts';
import { testDeps } from '../../helpers/test-deps.ts';

const create = {
  changeId: 'create-0001',
  values: { username: 'Nia Test', first_name: 'Nia' },
  password: 'Long-pass-1',
};

describe('a new worker', () => {
  it('keeps its own id, takes edits made meanwhile along, and can log in with its password', async () => {
    const { open, sync, call, practice, engine, folder, atHq } = await startHarness();
    await open();
    await sync('pull');
    const made = await call('mobileWorkers.create', create);
    const { localId } = made.detail;
    await call('people.edit', {
      changeId: 'edit-0001',
      entity: 'mobile-worker',
      localId,
      patch: { last_name: 'Test' },
    });
    expect((await call('changes.list', {})).totals.all).toBe(1);
    expect(await sync('push')).toMatchObject({ pushed: 1, pending: 0, attention: 0 });
    const username = `nia.test@${practice.hq.project}.commcarehq.org`;
    expect(await atHq('worker', username)).toMatchObject({ first_name: 'Nia', last_name: 'Test' });
    expect(await practice.control('check-password', { json: { username, password: create.password } })).toEqual({
      matches: true,
    });
    await call('people.edit', {
      changeId: 'edit-0002',
      entity: 'mobile-worker',
      localId,
      patch: { last_name: 'Later' },
    });
    expect(await sync()).toMatchObject({ pushed: 1 });
    expect(await call('people.get', { entity: 'mobile-worker', key: username })).toMatchObject({
      localId,
      syncState: 'clean',
    });
    await engine.shutdown();
    await assertQuiet(folder, practice);
    assertLaws(folder, ['create-0001', 'edit-0001', 'edit-0002']);
  });

  it('is sent again what HQ dropped silently, and what it drops again is told', async () => {
    const { open, sync, call, fault, writes, engine, folder } = await startHarness();
    await open();
    await sync('pull');
    await writes();
    const { locations } = await call('lookups.get', {});
    const place = locations.at(-1)?.id ?? '';
    // HQ takes the create while somebody archives the location: 201, and the location is dropped without a word.
    await fault({
      match: { method: 'POST', path: '/user/v1/' },
      kind: 'edit-meanwhile',
      edit: { entity: 'location', id: place, set: { archived: true } },
    });
    const values = { ...create.values, primary_location: place, locations: [place] };
    await call('mobileWorkers.create', { ...create, values });
    expect(await sync('push')).toMatchObject({ pushed: 1, attention: 1 });
    expect((await writes()).map(({ method, status }) => `${method} ${status}`)).toEqual(['POST 201', 'PUT 400']);
    const { changes } = await call('changes.list', {});
    expect(changes).toMatchObject([
      { kind: 'update', state: 'rejected', key: expect.stringContaining('nia.test') as string },
    ]);
    expect(changes[0]?.reason?.hqMessages[0]).toContain(place);
    await engine.shutdown();
    assertLaws(folder, ['create-0001']);
  });

  it('found at HQ after a failed try keeps what is edited while HQ is read, and cannot be discarded then', async () => {
    const { open, sync, call, practice, fault, ahead, atHq, engine, folder } = await startHarness();
    await open();
    await sync('pull');
    const { localId } = (await call('mobileWorkers.create', create)).detail;
    await fault({ match: { method: 'POST', path: '/user/v1/' }, kind: '500-before' });
    await sync('push');
    // The try that seemed to fail did its work a little later, and a pull shows it.
    const made = { username: 'nia.test', first_name: 'Nia', password: create.password };
    await practice.ask('user/v1/', { method: 'POST', json: made });
    ahead(600_000);
    await sync('pull');
    await fault({ match: { method: 'GET', path: '/user/v1/' }, kind: 'delay', ms: 600, times: 2 });
    const running = sync('push');
    await expect.poll(async () => (await call('changes.get', { id: 'create-0001' })).state).toBe('unknown');
    const edit = { entity: 'mobile-worker' as const, localId, patch: { last_name: 'Meanwhile' } };
    await call('people.edit', { changeId: 'edit-0001', ...edit });
    await expect(call('changes.discard', { id: 'create-0001' })).rejects.toThrow(/wrong-state/);
    expect(await running).toMatchObject({ pending: 0, attention: 0 });
    const username = `nia.test@${practice.hq.project}.commcarehq.org`;
    expect(await atHq('worker', username)).toMatchObject({ first_name: 'Nia', last_name: 'Meanwhile' });
    await engine.shutdown();
    await assertQuiet(folder, practice);
    assertLaws(folder, ['create-0001', 'edit-0001']);
  });

  it('cannot be renamed while its request is under way, and can once HQ has refused the name', async () => {
    const { open, sync, call, practice, fault, engine, folder, atHq, requests } = await startHarness();
    await open();
    await sync('pull');
    await practice.ask('user/v1/', { method: 'POST', json: { username: 'nia.test', password: 'Other-pass-1' } });
    const { localId } = (await call('mobileWorkers.create', create)).detail;
    await fault({ match: { method: 'POST', path: '/user/v1/' }, kind: 'delay', ms: 400, times: 1 });
    // Who has the name takes HQ a while to say; by then it is not asked any more.
    await fault({ match: { method: 'GET', path: 'username' }, kind: 'delay', ms: 600, times: 1 });
    await requests();
    const running = sync('push');
    const state = async () => (await call('changes.get', { id: 'create-0001' })).state;
    await expect.poll(state).toBe('sending');
    const rename = { patch: { username: 'nia.other' } };
    await expect(call('changes.edit', { id: 'create-0001', ...rename })).rejects.toThrow(/wrong-state/);
    await expect(
      call('people.edit', { changeId: 'edit-0001', entity: 'mobile-worker', localId, ...rename }),
    ).rejects.toThrow(/validation|wrong-state/);
    await expect.poll(state).toBe('rejected');
    await call('changes.edit', { id: 'create-0001', ...rename });
    await running;
    expect(await call('changes.list', {})).toMatchObject({ totals: { conflict: 0, rejected: 0 } });
    await sync('push');
    expect((await call('changes.list', {})).totals.all).toBe(0);
    expect(await atHq('worker', `nia.other@${practice.hq.project}.commcarehq.org`)).toMatchObject({
      first_name: 'Nia',
    });
    expect((await requests()).filter(({ method }) => method === 'POST').map(({ status }) => status)).toEqual([
      400, 201,
    ]);
    await sync();
    await engine.shutdown();
    await assertQuiet(folder, practice);
    assertLaws(folder, ['create-0001']);
  });

  it('with a username somebody took meanwhile is a question with HQ’s words, and sent with another', async () => {
    const { open, sync, call, practice, engine, folder } = await startHarness();
    await open();
    await sync('pull');
    await call('mobileWorkers.create', create);
    await practice.ask('user/v1/', {
      method: 'POST',
      json: { username: 'nia.test', password: 'Other-pass-1', first_name: 'Else' },
    });
    expect(await sync('push')).toMatchObject({ attention: 1 });
    const [refused] = (await call('changes.list', {})).changes;
    expect(refused).toMatchObject({ state: 'conflict' });
    expect(refused?.reason?.hqMessages[0]).toContain('already taken');
    await call('changes.edit', { id: 'create-0001', patch: { username: 'nia.other' } });
    expect(await sync('push')).toMatchObject({ pushed: 1, attention: 0 });
    await sync();
    await engine.shutdown();
    await assertQuiet(folder, practice);
    assertLaws(folder, ['create-0001']);
  });

  it('whose password cannot be opened any more asks for a new one', async () => {
    const { open, sync, call, engine, account, folder, practice } = await startHarness();
    await open();
    await sync('pull');
    await call('mobileWorkers.create', create);
    const secrets = { apiKey: practice.hq.apiKey, secretKey: Buffer.alloc(32, 9).toString('base64') };
    await engine.call('account.open', { folder, account, secrets, autoSync: false });
    expect(await sync('push')).toMatchObject({ pushed: 0, attention: 1 });
    expect((await call('changes.list', {})).changes[0]?.reason?.fields['password']).toHaveLength(1);
    expect(await engine.call('changes.retry', { id: 'create-0001' })).toMatchObject({
      ok: false,
      error: { code: 'validation' },
    });
    await call('changes.edit', { id: 'create-0001', patch: {}, password: 'New-pass-22' });
    expect(await sync('push')).toMatchObject({ pushed: 1, attention: 0 });
    const username = `nia.test@${practice.hq.project}.commcarehq.org`;
    expect(await practice.control('check-password', { json: { username, password: 'New-pass-22' } })).toEqual({
      matches: true,
    });
  });

  it('with PersonalID whose password cannot be opened any more asks for a new one, too, and is not made without', async () => {
    const { open, sync, call, engine, account, folder, practice, writes } = await startHarness();
    await open();
    await sync('pull');
    const values = { ...create.values, connect_username: 'nia-1' };
    await call('mobileWorkers.create', { ...create, values });
    const secrets = { apiKey: practice.hq.apiKey, secretKey: Buffer.alloc(32, 9).toString('base64') };
    await engine.call('account.open', { folder, account, secrets, autoSync: false });
    await writes();
    expect(await sync('push')).toMatchObject({ pushed: 0, attention: 1 });
    expect(await writes()).toEqual([]);
    expect((await call('changes.list', {})).changes[0]?.reason?.fields['password']).toHaveLength(1);
    // Neither sent again nor edited does it go without the password that was typed.
    const id = create.changeId;
    for (const refused of [
      await engine.call('changes.retry', { id }),
      await engine.call('changes.edit', { id, patch: { last_name: 'Test' } }),
    ])
      expect(refused).toMatchObject({
        ok: false,
        error: { code: 'validation', details: { fields: { password: [expect.any(String)] } } },
      });
    await call('changes.edit', { id, patch: {}, password: 'New-pass-22' });
    expect(await sync('push')).toMatchObject({ pushed: 1, attention: 0 });
    const username = `nia.test@${practice.hq.project}.commcarehq.org`;
    expect(await practice.control('check-password', { json: { username, password: 'New-pass-22' } })).toEqual({
      matches: true,
    });
    await engine.shutdown();
    assertLaws(folder, [create.changeId]);
  });

  it('leaves no password behind, readable or not', async () => {
    const { open, sync, call, engine, folder } = await startHarness();
    await open();
    await call('mobileWorkers.create', create);
    await engine.call('account.close', {});
    const before = openDatabase(folder, testDeps());
    const stored = before.statement('SELECT secret FROM changes').get() as { secret: Buffer };
    before.close();
    expect(stored.secret.includes(create.password)).toBe(false);
    await open();
    await sync();
    await engine.shutdown();
    const after = openDatabase(folder, testDeps());
    const rows = JSON.stringify([
      after.statement('SELECT * FROM history').all(),
      after.statement('SELECT * FROM changes').all(),
    ]);
    after.close();
    expect(rows).not.toContain(create.password);
    expect(rows).not.toContain(secretKey);
  });

  it('whose username HQ keeps for ever is refused with HQ’s words, not sent again and again', async () => {
    const { open, sync, call, writes, practice, ahead } = await startHarness({ sync: { secondLookMs: 10 } });
    await open();
    await sync('pull');
    const groups = [(await call('lookups.get', {})).groups[0]?.id ?? ''];
    await call('mobileWorkers.create', { ...create, values: { ...create.values, groups } });
    // Another admin deletes the group: HQ fails half way through the create, and the username is burnt.
    await practice.control('edit', { json: { entity: 'group', id: groups[0], remove: true } });
    expect(await sync('push')).toMatchObject({ attention: 1 });
    await call('changes.retry', { id: create.changeId });
    await writes();
    for (const _run of [1, 2, 3]) {
      await sync('push');
      ahead(600_000);
    }
    expect((await writes()).map(({ method, status }) => `${method} ${status}`)).toEqual(['POST 400']);
    expect(await call('changes.get', { id: create.changeId })).toMatchObject({
      state: 'rejected',
      reason: { hqMessages: [expect.stringContaining('already taken') as string] },
    });
  });

  it('that could not be read back is not written over what another admin did to it meanwhile', async () => {
    const { open, sync, call, atHq, fault, practice, editAtHq } = await startHarness();
    await open();
    await sync('pull');
    await call('mobileWorkers.create', create);
    await fault({ match: { method: 'GET', path: 're:/user/v1/[^?]' }, kind: 'drop-before' });
    await sync('push');
    const username = `nia.test@${practice.hq.project}.commcarehq.org`;
    await editAtHq('worker', username, { first_name: 'Changed at HQ' });
    expect(await sync('push')).toMatchObject({ attention: 1 });
    expect((await atHq('worker', username))?.['first_name']).toBe('Changed at HQ');
    const { changes } = await call('changes.list', {});
    expect(changes).toMatchObject([
      { state: 'conflict', fields: [{ field: 'first_name', yours: 'Nia', theirs: 'Changed at HQ' }] },
    ]);
  });

  it.each([
    ['drop-after', 'adopted'],
    ['none', 'confirmed'],
  ] as const)('says in the history and the log whether HQ confirmed it (%s: %s)', async (kind, how) => {
    const { open, sync, call, fault, ahead, engine, folder } = await startHarness();
    await open();
    await sync('pull');
    await call('mobileWorkers.create', create);
    if (kind !== 'none') await fault({ match: { method: 'POST', path: '/user/v1/' }, kind });
    await sync('push');
    ahead(600_000);
    expect(await sync('push')).toMatchObject({ pending: 0, attention: 0 });
    await engine.shutdown();
    const db = openDatabase(folder, testDeps());
    const lines = db.statement(`SELECT answer FROM history WHERE outcome = 'acked'`).all() as { answer: string }[];
    const log = db.statement(`SELECT reason FROM sync_log WHERE action = 'acked'`).all() as { reason: string }[];
    db.close();
    const answers = lines.map(({ answer }) => JSON.parse(answer) as Record<string, unknown>);
    const adopted = /adopted .* never confirmed/;
    if (how === 'adopted') {
      expect(answers).toEqual([{ status: null, dropped: [], adopted: expect.stringMatching(adopted) as string }]);
      expect(log).toEqual([{ reason: expect.stringMatching(adopted) as string }]);
    } else {
      expect(answers).toEqual([{ status: 201, dropped: [] }]);
      expect(log).toEqual([{ reason: 'created 201' }]);
    }
  });
});
