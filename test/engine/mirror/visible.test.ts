import { describe, expect, it } from 'vitest';
import { openDatabase } from '#engine/db/open-database.ts';
import type { EngineDatabase } from '#engine/db/database.ts';
import { adoptServerId } from '#engine/mirror/identities.ts';
import { removeServerRecord, setWritten, upsertServerRecords } from '#engine/mirror/server-records.ts';
import { rebuildVisible, visibleValues } from '#engine/mirror/visible.ts';
import type { ChangeKind, ChangeState } from '#shared/domain/change.ts';
import type { FieldValues } from '#shared/domain/entities.ts';
import { addChange, pullPeople, worker } from '../../helpers/mirror-data.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';
import { testDeps } from '../../helpers/test-deps.ts';

function open(): EngineDatabase {
  return openDatabase(tempFolder(), testDeps());
}

function row(db: EngineDatabase, localId: string): Record<string, unknown> | undefined {
  return db.statement('SELECT * FROM mobile_workers WHERE local_id = ?').get(localId) as
    Record<string, unknown> | undefined;
}

function change(
  db: EngineDatabase,
  localId: string,
  kind: ChangeKind,
  state: ChangeState,
  patch: FieldValues,
  base: FieldValues,
): void {
  db.write('test', () => {
    addChange(db, { localId, kind, state, patch, base });
    rebuildVisible(db, 'mobile-worker', [localId]);
  });
}

describe('a visible row', () => {
  it('is HQ’s truth when nothing waits', () => {
    const db = open();
    pullPeople(db, 'mobile-worker', [
      worker('w1', { username: 'ana@p.commcarehq.org', first_name: 'Ána', last_name: 'López' }),
    ]);
    expect(row(db, 'w1')).toMatchObject({
      name: 'Ána López',
      name_key: 'ana lopez',
      status: 'active',
      sync_state: 'clean',
      server_id: 'w1',
    });
    db.close();
  });

  it.each([
    ['queued', 'Mine', 'pending'],
    ['sending', 'Mine', 'pending'],
    ['unknown', 'Mine', 'pending'],
    ['conflict', 'Theirs', 'conflict'],
    ['rejected', 'Theirs', 'attention'],
    ['ask', 'Theirs', 'attention'],
  ] as const)('of an edit that is %s shows %s and is %s', (state, name, syncState) => {
    const db = open();
    pullPeople(db, 'mobile-worker', [worker('w1', { first_name: 'Theirs', last_name: '' })]);
    change(db, 'w1', 'update', state, { first_name: 'Mine' }, { first_name: 'Theirs' });
    expect(row(db, 'w1')).toMatchObject({ name, sync_state: syncState });
    db.close();
  });

  it('of a create is there whatever became of it, and keeps its id when HQ gives one', () => {
    const db = open();
    change(db, 'new-1', 'create', 'rejected', { username: 'bo@p.commcarehq.org', first_name: 'Bo' }, {});
    expect(row(db, 'new-1')).toMatchObject({ name: 'Bo', server_id: null, sync_state: 'attention', status: 'active' });
    db.write('settle', () => {
      db.statement('DELETE FROM changes').run();
      adoptServerId(db, 'mobile-worker', 'new-1', 's1');
      upsertServerRecords(db, 'mobile-worker', [worker('s1', { first_name: 'Bo' })], 1, 5);
      rebuildVisible(db, 'mobile-worker', ['new-1']);
    });
    expect(row(db, 'new-1')).toMatchObject({ server_id: 's1', sync_state: 'clean' });
    db.close();
  });

  it('goes with HQ’s record unless a change waits', () => {
    const db = open();
    pullPeople(db, 'mobile-worker', [worker('w1', {}), worker('w2', {})]);
    change(db, 'w2', 'update', 'queued', { first_name: 'Mine' }, { first_name: 'First' });
    db.write('sweep', () => {
      for (const id of ['w1', 'w2']) removeServerRecord(db, 'mobile-worker', id);
      expect(rebuildVisible(db, 'mobile-worker', ['w1', 'w2'])).toEqual(['w1', 'w2']);
    });
    expect(row(db, 'w1')).toBeUndefined();
    expect(row(db, 'w2')).toMatchObject({ sync_state: 'pending' });
    db.close();
  });

  it('shows what HQ took but never tells back', () => {
    const db = open();
    pullPeople(db, 'mobile-worker', [worker('w1', {})]);
    db.write('settle', () => {
      setWritten(db, 'mobile-worker', 'w1', { language: 'fra' });
      rebuildVisible(db, 'mobile-worker', ['w1']);
    });
    expect(visibleValues(db, 'mobile-worker', 'w1')).toMatchObject({ language: 'fra' });
    expect(row(db, 'w1')).toMatchObject({ language: 'fra' });
    db.close();
  });
});
