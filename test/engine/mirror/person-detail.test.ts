import { describe, expect, it } from 'vitest';
import { openDatabase } from '#engine/db/open-database.ts';
import { personDetailSchema } from '#shared/domain/change.ts';
import { lookupsSchema } from '#shared/ipc/contract.ts';
import { findPerson, getPerson } from '#engine/mirror/person-detail.ts';
import { getLookups } from '#engine/mirror/lookups.ts';
import { projectFacts } from '#engine/mirror/project-facts.ts';
import { removeServerRecord, upsertServerRecords } from '#engine/mirror/server-records.ts';
import { rebuildVisible } from '#engine/mirror/visible.ts';
import { addChange, group, location, pullPeople, webUser, worker } from '../../helpers/mirror-data.ts';
import { failureOf } from '../../helpers/app-failure.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';
import { testDeps } from '../../helpers/test-deps.ts';

function open() {
  const db = openDatabase(tempFolder(), testDeps());
  pullPeople(
    db,
    'mobile-worker',
    [
      worker('w1', {
        username: 'ana@p.commcarehq.org',
        first_name: 'Ana',
        email: 'shared@x.org',
        user_data: { commcare_project: 'p', commcare_profile: 7, note: 'n' },
      }),
      worker('w2', { username: 'ana.b@p.commcarehq.org', email: 'Shared@x.org' }),
    ],
    1,
    77,
  );
  pullPeople(db, 'web-user', [
    webUser('u1', { username: 'boss@example.org', role: 'Admin', profile: 'Lead', user_data: { desk: '4' } }),
  ]);
  return db;
}

describe('one person', () => {
  it.each(['w1', 'ana@p.commcarehq.org', 'ANA', ' ana '])('is found by %j', (key) => {
    const db = open();
    expect(findPerson(db, 'mobile-worker', key)).toBe('w1');
    db.close();
  });

  it('is not guessed among several, nor made up', () => {
    const db = open();
    expect(failureOf(() => findPerson(db, 'mobile-worker', 'shared@x.org')).code).toBe('invalid-input');
    const error = failureOf(() => findPerson(db, 'mobile-worker', 'an'));
    expect(error.code).toBe('not-found');
    expect(error.message).toContain("mobile worker 'an'");
    expect(failureOf(() => findPerson(db, 'mobile-worker', 'boss@example.org')).code).toBe('not-found');
    db.close();
  });

  it('shows ours, HQ’s, and what only HQ can change', () => {
    const db = open();
    db.write('edit', () => {
      addChange(db, {
        localId: 'w1',
        kind: 'update',
        state: 'queued',
        patch: { first_name: 'Anna' },
        base: { first_name: 'Ana' },
      });
      rebuildVisible(db, 'mobile-worker', ['w1']);
    });
    const detail = getPerson(db, 'mobile-worker', 'ana', () => []);
    expect(personDetailSchema.parse(detail)).toEqual(detail);
    expect(detail).toMatchObject({
      key: 'ana@p.commcarehq.org',
      name: 'Anna Last',
      syncState: 'pending',
      values: { first_name: 'Anna', 'user_data.note': 'n' },
      truth: { first_name: 'Ana' },
      readOnly: { 'user_data.commcare_profile': 7, eulas: '[]' },
      fetchedAt: 77,
    });
    expect(Object.keys(detail.values)).not.toContain('user_data.commcare_project');
    expect(getPerson(db, 'web-user', 'BOSS@example.org', () => []).readOnly).toMatchObject({
      first_name: 'First',
      is_admin: false,
    });
    db.close();
  });
});

describe('lookups', () => {
  it('take groups of Tableau told in one text, with commas, as several', () => {
    const db = open();
    pullPeople(db, 'web-user', [
      webUser('u2', { tableau_role: 'Viewer', tableau_groups: 'group2, Programme managers' }),
      webUser('u3', { tableau_role: 'Viewer', tableau_groups: ['group1', 'group2'] }),
    ]);
    expect(getLookups(db).tableauGroups).toEqual(['group1', 'group2', 'Programme managers']);
    const groups = ['group2', 'Programme managers'];
    expect(getPerson(db, 'web-user', 'u2', () => []).values).toMatchObject({ tableau_groups: groups });
    db.close();
  });

  it('are learned from what was pulled', () => {
    const db = open();
    db.write('places', () => {
      upsertServerRecords(db, 'location', [location('l1', 'Zulu', ''), location('l2', 'Ávila', 'l1', 'Clinic')], 1, 1);
      upsertServerRecords(db, 'group', [group('g1', 'B'), group('g2', 'a')], 1, 1);
    });
    pullPeople(db, 'mobile-worker', [
      worker('w3', { primary_location: 'l2', locations: ['l1', 'l2'], language: 'fra' }),
    ]);
    pullPeople(db, 'web-user', [
      webUser('u2', { role: 'Éditeur', primary_location_id: 'l2', assigned_location_ids: ['l2'] }),
    ]);
    const lookups = getLookups(db);
    expect(lookupsSchema.parse(lookups)).toEqual({
      locations: [
        { id: 'l2', name: 'Ávila', siteCode: 'l2', parentId: 'l1', typeName: 'Clinic', people: 2 },
        { id: 'l1', name: 'Zulu', siteCode: 'l1', parentId: null, typeName: 'State', people: 1 },
      ],
      groups: [
        { id: 'g2', name: 'a' },
        { id: 'g1', name: 'B' },
      ],
      roles: ['Admin', 'Éditeur'],
      assignableRoles: null,
      doubled: { roles: [], profiles: [] },
      namesakes: { roles: [], profiles: [] },
      fieldDefinitions: [],
      profiles: ['Lead'],
      workerFields: ['note'],
      webUserFields: ['desk'],
      languages: ['fra'],
      // Only HQ's pages tell these.
      rolePermissions: {},
      profileIds: {},
      profileFields: {},
      usesTableau: false,
      tableauGroups: [],
    });
    db.close();
  });

  it('follow a location that gets another name, in the rows too', () => {
    const db = open();
    pullPeople(db, 'mobile-worker', [worker('w3', { primary_location: 'l1', locations: ['l1'] })]);
    const name = () =>
      db.statement(`SELECT primary_location_name AS name FROM mobile_workers WHERE local_id = 'w3'`).get();
    // Workers may come before their locations.
    expect(name()).toEqual({ name: 'l1' });
    for (const called of ['First', 'Second']) {
      db.write('places', () => upsertServerRecords(db, 'location', [location('l1', called, '')], 1, 1));
      expect(name()).toEqual({ name: called });
    }
    db.close();
  });

  it('give the rules only lists that are whole', () => {
    const db = open();
    db.write('places', () =>
      upsertServerRecords(db, 'location', [location('l1', 'A', ''), location('l2', 'B', '')], 1, 1),
    );
    expect(projectFacts(db, 'p').locationIds).toBeNull();
    db.statement(`INSERT INTO sync_cursors (list, completed_at) VALUES ('location', 1)`).run();
    db.write('gone', () => removeServerRecord(db, 'location', 'l2'));
    const { locationIds, ...others } = projectFacts(db, 'p');
    expect(['l1', 'l2'].map((id) => locationIds?.has(id))).toEqual([true, false]);
    expect(others).toEqual({
      project: 'p',
      groupIds: null,
      roleNames: null,
      doubled: { roles: [], profiles: [] },
      namesakes: { roles: [], profiles: [] },
      fields: [],
      profileIds: {},
      profileFields: {},
    });
    db.close();
  });
});
