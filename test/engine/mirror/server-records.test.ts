import { describe, expect, it } from 'vitest';
import { openDatabase } from '#engine/db/open-database.ts';
import {
  countServerRecords,
  getServerRecord,
  markMissing,
  missingRecords,
  removeServerRecord,
  setWritten,
  truthValues,
  upsertServerRecords,
} from '#engine/mirror/server-records.ts';
import { burntBy, burnUsername } from '#engine/mirror/burnt-usernames.ts';
import { usernameKey } from '#engine/mirror/username-key.ts';
import { adoptServerId, localIdOf, serverIdOf } from '#engine/mirror/identities.ts';
import { addChange, webUser, worker } from '../../helpers/mirror-data.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';
import { testDeps } from '../../helpers/test-deps.ts';

function open() {
  return openDatabase(tempFolder(), testDeps());
}

describe('server records', () => {
  it('are kept as HQ sent them, unknown fields included', () => {
    const db = open();
    const record = worker('w1', { some_future_field: { deep: [1, null, 'x'] } });
    expect(upsertServerRecords(db, 'mobile-worker', [record], 3, 100)).toEqual(['w1']);
    expect(getServerRecord(db, 'mobile-worker', 'w1')).toEqual({
      serverId: 'w1',
      snapshot: record.snapshot,
      active: true,
      written: {},
      fetchedAt: 100,
      generation: 3,
      missingSince: null,
    });
    expect(getServerRecord(db, 'web-user', 'w1')).toBeNull();
    db.close();
  });

  it('that did not change write nothing but when they were seen; another order of keys is no change', () => {
    const db = open();
    upsertServerRecords(
      db,
      'mobile-worker',
      [worker('w1', { user_data: { a: '1', b: '2' } }), worker('w2', {})],
      1,
      100,
    );
    const again = [worker('w1', { user_data: { b: '2', a: '1' } }), worker('w2', { first_name: 'New' })];
    expect(upsertServerRecords(db, 'mobile-worker', again, 2, 200)).toEqual(['w2']);
    expect(getServerRecord(db, 'mobile-worker', 'w1')).toMatchObject({ generation: 2, fetchedAt: 200 });
    db.close();
  });

  it('change when somebody is deactivated, and keep the status when a reply does not tell', () => {
    const db = open();
    upsertServerRecords(db, 'mobile-worker', [worker('w1', {}, true)], 1, 1);
    expect(upsertServerRecords(db, 'mobile-worker', [worker('w1', {}, false)], 2, 2)).toEqual(['w1']);
    expect(upsertServerRecords(db, 'mobile-worker', [worker('w1', {}, null)], 2, 3)).toEqual([]);
    expect(getServerRecord(db, 'mobile-worker', 'w1')?.active).toBe(false);
    upsertServerRecords(db, 'web-user', [webUser('u1', { is_active_in_domain: false })], 1, 1);
    expect(getServerRecord(db, 'web-user', 'u1')?.active).toBe(false);
    db.close();
  });

  it('listed twice on shifting pages are one', () => {
    const db = open();
    const twice = [worker('w1', { first_name: 'Old' }), worker('w1', { first_name: 'New' })];
    expect(upsertServerRecords(db, 'mobile-worker', twice, 1, 1)).toEqual(['w1']);
    expect(getServerRecord(db, 'mobile-worker', 'w1')?.snapshot['first_name']).toBe('New');
    expect(countServerRecords(db, 'mobile-worker')).toBe(1);
    db.close();
  });

  it('remember what HQ took and never tells, until HQ tells', () => {
    const db = open();
    upsertServerRecords(db, 'mobile-worker', [worker('w1', {})], 1, 1);
    setWritten(db, 'mobile-worker', 'w1', { language: 'fra' });
    upsertServerRecords(db, 'mobile-worker', [worker('w1', { first_name: 'New' })], 2, 2);
    const record = getServerRecord(db, 'mobile-worker', 'w1');
    expect(record && truthValues('mobile-worker', record)).toMatchObject({ language: 'fra', first_name: 'New' });
    expect(
      record &&
        truthValues('mobile-worker', { ...record, snapshot: { ...record.snapshot, language: 'hin' } })['language'],
    ).toBe('hin');
    db.close();
  });
});

describe('the sweep', () => {
  it('knows who a complete listing did not show, since when, and whether something of ours waits', () => {
    const db = open();
    upsertServerRecords(
      db,
      'mobile-worker',
      ['w1', 'w2', 'w3', 's4'].map((id) => worker(id, {})),
      1,
      1,
    );
    adoptServerId(db, 'mobile-worker', 'new-4', 's4');
    addChange(db, { localId: 'new-4', kind: 'update', state: 'queued', patch: {}, base: {} });
    upsertServerRecords(db, 'mobile-worker', [worker('w1', {})], 2, 50);
    const missing = () =>
      missingRecords(db, 'mobile-worker', 2).sort((left, right) => left.localId.localeCompare(right.localId));
    expect(missing()).toEqual([
      { serverId: 's4', localId: 'new-4', missingSince: null, hasChanges: true },
      { serverId: 'w2', localId: 'w2', missingSince: null, hasChanges: false },
      { serverId: 'w3', localId: 'w3', missingSince: null, hasChanges: false },
    ]);
    markMissing(db, 'mobile-worker', ['w2', 'w3'], 60);
    markMissing(db, 'mobile-worker', ['w2'], 99);
    // Seen again: no longer missing.
    upsertServerRecords(db, 'mobile-worker', [worker('w3', {})], 3, 70);
    expect(missing().map((one) => [one.serverId, one.missingSince])).toEqual([
      ['s4', null],
      ['w2', 60],
    ]);
    expect(getServerRecord(db, 'mobile-worker', 'w3')?.missingSince).toBeNull();
    removeServerRecord(db, 'mobile-worker', 'w2');
    expect(missing().map((one) => one.serverId)).toEqual(['s4']);
    db.close();
  });
});

describe('a username nobody can have any more', () => {
  it('can be had when a list shows somebody of the name, and is learnt by no list', () => {
    const db = open();
    burnUsername(db, 'nia@p.commcarehq.org', 'half-made', 1);
    burnUsername(db, 'ola@p.commcarehq.org', 'removed', 1);
    upsertServerRecords(db, 'mobile-worker', [worker('w1', { username: 'Nia@p.commcarehq.org' })], 1, 1);
    expect(burntBy(db, 'nia@p.commcarehq.org')).toBeNull();
    expect(burntBy(db, 'ola@p.commcarehq.org')).toBe('removed');
    removeServerRecord(db, 'mobile-worker', 'w1');
    expect(burntBy(db, 'nia@p.commcarehq.org')).toBeNull();
    db.close();
  });

  it('is none that an older Roster learnt of a list', () => {
    const db = open();
    const name = 'nia@p.commcarehq.org';
    const old = db.statement(`INSERT INTO burnt_usernames (username_key, why, at) VALUES (?, 'deleted', 1)`);
    old.run(usernameKey(name));
    expect(burntBy(db, name)).toBeNull();
    burnUsername(db, name, 'removed', 2);
    expect(burntBy(db, name)).toBe('removed');
    db.close();
  });
});

describe('identities', () => {
  it('tie a person created here to HQ’s id for good', () => {
    const db = open();
    upsertServerRecords(db, 'mobile-worker', [worker('s1', {}), worker('w2', {})], 1, 1);
    adoptServerId(db, 'mobile-worker', 'new-1', 's1');
    adoptServerId(db, 'mobile-worker', 'new-1', 's1');
    expect(localIdOf(db, 'mobile-worker', 's1')).toBe('new-1');
    expect(serverIdOf(db, 'mobile-worker', 'new-1')).toBe('s1');
    expect(serverIdOf(db, 'mobile-worker', 's1')).toBeNull();
    expect(serverIdOf(db, 'mobile-worker', 'w2')).toBe('w2');
    expect(serverIdOf(db, 'mobile-worker', 'new-9')).toBeNull();
    expect(() => adoptServerId(db, 'mobile-worker', 'new-2', 's1')).toThrow(/UNIQUE/);
    db.close();
  });
});
