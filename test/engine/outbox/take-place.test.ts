import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EngineDatabase } from '#engine/db/database.ts';
import { openDatabase } from '#engine/db/open-database.ts';
import { adoptServerId } from '#engine/mirror/identities.ts';
import { getServerRecord } from '#engine/mirror/server-records.ts';
import { rebuildVisible, visibleValues } from '#engine/mirror/visible.ts';
import { raiseDeleted, readConflicts } from '#engine/outbox/conflicts.ts';
import { discardChange, editChange } from '#engine/outbox/decide-change.ts';
import { addDependency, readDependants, readNeeds } from '#engine/outbox/dependencies.ts';
import { finishChange } from '#engine/outbox/history.ts';
import { readChange, readLane } from '#engine/outbox/read-changes.ts';
import { listHistory } from '#engine/outbox/read-history.ts';
import { recordAction } from '#engine/outbox/record-action.ts';
import { carrier } from '#engine/outbox/carrier.ts';
import { recordEdit } from '#engine/outbox/record-change.ts';
import type { RecordContext } from '#engine/outbox/record-context.ts';
import { resolveChange } from '#engine/outbox/resolve-change.ts';
import { openSecret } from '#engine/outbox/secrets.ts';
import { moveChange } from '#engine/outbox/transitions.ts';
import { unresolveChange } from '#engine/outbox/unresolve-change.ts';
import { rebaseLanes } from '#engine/sync/rebase.ts';
import { historyFilterSchema } from '#shared/domain/history.ts';
import type { PersonAction } from '#shared/domain/action.ts';
import type { FieldValues, Json, PersonEntity } from '#shared/domain/entities.ts';
import { assertLaws } from '../../helpers/assert-laws.ts';
import { secretKey } from '../../helpers/engine-harness.ts';
import { isOnDisk } from '../../helpers/is-on-disk.ts';
import { addChange, pullPeople, webUser, worker } from '../../helpers/mirror-data.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';
import { testDeps } from '../../helpers/test-deps.ts';

let db: EngineDatabase;
let folder: string;
let context: RecordContext;
let recorded: string[];
const deps = testDeps();

beforeEach(() => {
  folder = tempFolder();
  recorded = [];
  reopen();
  pullPeople(db, 'web-user', [webUser('u1', {}), webUser('e', { role: 'Editor' })]);
  pullPeople(db, 'web-user', [webUser('admin', { role: 'Admin', is_admin: true })]);
  pullPeople(db, 'mobile-worker', [worker('w1', { first_name: 'Ana' }), worker('w2', {}), worker('w3', {})]);
});
afterEach(() => {
  db.close();
  assertLaws(folder, recorded);
});

function reopen(): void {
  db = openDatabase(folder, deps);
  context = { db, author: 'me@example.org', project: 'p', secretKey, now: deps.now, usesPersonalId: () => null };
}

function edit(changeId: string, patch: FieldValues, localId = 'w1', entity: PersonEntity = 'mobile-worker') {
  recorded.push(changeId);
  return recordEdit(context, { changeId, entity, localId, patch });
}

function act(changeId: string, action: PersonAction, localId = 'w1', entity: PersonEntity = 'mobile-worker') {
  recorded.push(changeId);
  return recordAction(context, { changeId, entity, localId, action });
}

/** HQ tells of a web user, as a pull does. */
function atHq(localId: string, more: Record<string, Json>): void {
  const before = getServerRecord(db, 'web-user', localId)?.snapshot ?? {};
  pullPeople(db, 'web-user', [webUser(localId, { ...before, ...more })]);
  db.write('rebase', () => rebaseLanes(db, 'web-user', [localId], context.now()));
}

/** All there is to a change and its questions. */
function whole(id: string) {
  return {
    change: readChange(db, id),
    conflicts: [...readConflicts(db, id)],
    decisions: db.statement('SELECT * FROM decisions WHERE change_id = ? ORDER BY field').all(id),
    needs: readNeeds(db, id),
    dependants: readDependants(db, id),
  };
}

const ids = (localId = 'w1', entity: PersonEntity = 'mobile-worker') =>
  readLane(db, entity, localId).map(({ id }) => id);
const kept = () => db.statement('SELECT count(*) AS n FROM replaced_changes').get();
const linesOf = (changeId: string) => listHistory(db, historyFilterSchema.parse({ changeId }), 0, 10).entries;

describe('a removal that is taken back', () => {
  it('brings back what it took the place of, as it was, the visible row included', () => {
    edit('edit-0001', { first_name: 'Anna', locations: [] });
    act('deact-001', 'deactivate');
    const before = ['edit-0001', 'deact-001'].map(whole);
    const row = visibleValues(db, 'mobile-worker', 'w1');
    act('remove-01', 'remove');
    expect(ids()).toEqual(['remove-01']);
    discardChange(context, 'remove-01');
    expect(['edit-0001', 'deact-001'].map(whole)).toEqual(before);
    expect(ids()).toEqual(['edit-0001', 'deact-001']);
    expect(visibleValues(db, 'mobile-worker', 'w1')).toEqual(row);
    expect(kept()).toEqual({ n: 0 });
    expect(linesOf('edit-0001')).toMatchObject([{ outcome: 'merged' }]);
    expect(linesOf('edit-0001')[0]?.answer.note).toContain('That was taken back later: the change went on.');
    expect(linesOf('remove-01')[0]?.answer.note).toContain('What it had taken the place of waits again.');
  });

  it('brings back a worker’s new password, which opens again, and leaves nothing of it once it is done', () => {
    const password = 'Kestrel-Over-7-Fells';
    const opened = () => openSecret(secretKey, 'passw-001', readChange(db, 'passw-001')?.secret ?? null);
    recorded.push('passw-001');
    const command = { changeId: 'passw-001', entity: 'mobile-worker', localId: 'w1', action: 'set-password' } as const;
    recordAction(context, { ...command, password });
    const before = whole('passw-001');
    expect(opened()).toBe(password);
    act('remove-01', 'remove');
    expect(isOnDisk(folder, password)).toBe(false);
    db.close();
    reopen();
    discardChange(context, 'remove-01');
    expect(whole('passw-001')).toEqual(before);
    expect(opened()).toBe(password);
    act('remove-02', 'remove');
    expect(db.statement('SELECT count(secret) AS n FROM replaced_changes').get()).toEqual({ n: 1 });
    const removal = readChange(db, 'remove-02');
    if (!removal) throw new Error('the removal is gone');
    finishChange(db, removal, { outcome: 'acked', serverId: 'w1' }, context.now());
    rebuildVisible(db, 'mobile-worker', ['w1']);
    expect(kept()).toEqual({ n: 0 });
    expect(db.statement('SELECT count(*) AS n FROM changes').get()).toEqual({ n: 0 });
  });

  it('brings it back after a restart, too, and as often as it is done', () => {
    edit('edit-0001', { first_name: 'Anna' });
    const before = whole('edit-0001');
    act('remove-01', 'remove');
    db.close();
    reopen();
    discardChange(context, 'remove-01');
    expect(whole('edit-0001')).toEqual(before);
    act('remove-02', 'remove');
    discardChange(context, 'remove-02');
    expect(whole('edit-0001')).toEqual(before);
    // The same command sent again is the change it was.
    expect(edit('edit-0001', { first_name: 'Other' })).toBe('edit-0001');
    expect(whole('edit-0001')).toEqual(before);
  });

  it('brings back guards, author, batch, refusal, questions and decisions', () => {
    edit('edit-0001', { role: 'Editor', 'user_data.note': 'ours' }, 'u1', 'web-user');
    db.statement("UPDATE changes SET batch_id = 'b', attempts = 2, sent_at = 5 WHERE id = 'edit-0001'").run();
    atHq('u1', { role: 'Admin', user_data: { note: 'theirs' } });
    resolveChange(context, 'edit-0001', [{ field: 'role', use: 'mine' }]);
    const before = whole('edit-0001');
    expect(before.change).toMatchObject({ state: 'conflict', author: 'me@example.org', base: { '*role*': 'Admin' } });
    act('remove-01', 'remove', 'u1', 'web-user');
    expect(before.conflicts).toHaveLength(1);
    expect(before.decisions).not.toEqual([]);
    discardChange(context, 'remove-01');
    expect(whole('edit-0001')).toEqual(before);
    unresolveChange(context, 'edit-0001');
    expect([...readConflicts(db, 'edit-0001').keys()]).toEqual(['role', 'user_data.note']);
  });

  it('has what came back compared with what HQ has now', () => {
    edit('edit-0001', { 'user_data.note': 'ours' }, 'u1', 'web-user');
    act('remove-01', 'remove', 'u1', 'web-user');
    atHq('u1', { user_data: { note: 'theirs' } });
    discardChange(context, 'remove-01');
    expect(readChange(db, 'edit-0001')?.state).toBe('conflict');
    expect(readConflicts(db, 'edit-0001').get('user_data.note')).toMatchObject({ mine: 'ours', theirs: 'theirs' });
  });

  it('keeps asking about somebody gone', () => {
    edit('edit-0001', { first_name: 'Anna' });
    const change = readChange(db, 'edit-0001');
    if (change) db.write('gone', () => raiseDeleted(db, change, 1));
    const before = whole('edit-0001');
    act('remove-01', 'remove');
    discardChange(context, 'remove-01');
    expect(whole('edit-0001')).toEqual(before);
  });

  it('leaves what is on its way in its place, and brings back what was behind', () => {
    edit('edit-0001', { first_name: 'Anna' });
    moveChange(db, 'edit-0001', 'sending', context.now());
    edit('edit-0002', { first_name: 'Anne' });
    act('remove-01', 'remove');
    expect(ids()).toEqual(['edit-0001', 'remove-01']);
    discardChange(context, 'remove-01');
    expect(ids()).toEqual(['edit-0001', 'edit-0002']);
  });

  it('brings back what is measured from what HQ has, where what was on its way is discarded meanwhile', () => {
    edit('edit-0001', { first_name: 'Anna' });
    moveChange(db, 'edit-0001', 'sending', context.now());
    edit('edit-0002', { first_name: 'Anne' });
    act('remove-01', 'remove');
    moveChange(db, 'edit-0001', 'rejected', context.now());
    discardChange(context, 'edit-0001');
    discardChange(context, 'remove-01');
    expect(readChange(db, 'edit-0002')).toMatchObject({ state: 'queued', base: { first_name: 'Ana' } });
  });

  it('has what came back wait, and waited for, as before', () => {
    edit('edit-0001', { first_name: 'Anna' });
    edit('edit-0002', { first_name: 'B' }, 'w2');
    edit('edit-0003', { first_name: 'C' }, 'w3');
    db.write('deps', () => {
      addDependency(db, 'edit-0001', 'edit-0002');
      addDependency(db, 'edit-0003', 'edit-0001');
    });
    const before = ['edit-0001', 'edit-0003'].map(whole);
    act('remove-01', 'remove');
    expect([readNeeds(db, 'remove-01'), readNeeds(db, 'edit-0003')]).toEqual([[], ['remove-01']]);
    discardChange(context, 'remove-01');
    expect(['edit-0001', 'edit-0003'].map(whole)).toEqual(before);
  });

  it('of an invitation brings back the edit of it, under the local id of now', () => {
    const invitation = { email: 'ana@example.org', role: 'Reader' };
    pullPeople(db, 'invitation', [{ serverId: 'i1', snapshot: { id: 'i1', ...invitation }, active: null }]);
    const patch = { role: 'Editor' };
    addChange(db, {
      id: 'edit-0001',
      entity: 'invitation',
      localId: 'i1',
      kind: 'update',
      state: 'queued',
      patch,
      base: invitation,
    });
    db.statement("UPDATE changes SET author = 'me@example.org'").run();
    act('remove-01', 'remove', 'i1', 'invitation');
    db.write('adopt', () => adoptServerId(db, 'invitation', 'new-i', 'i1'));
    discardChange(context, 'remove-01');
    expect(readLane(db, 'invitation', 'new-i')).toMatchObject([{ id: 'edit-0001', patch, base: invitation }]);
  });

  it('has what came back measured anew under the local id of now', () => {
    edit('edit-0001', { first_name: 'Anna' }, 'w2');
    moveChange(db, 'edit-0001', 'sending', context.now());
    edit('edit-0002', { first_name: 'Anne' }, 'w2');
    act('remove-01', 'remove', 'w2');
    moveChange(db, 'edit-0001', 'rejected', context.now());
    db.write('adopt', () => {
      adoptServerId(db, 'mobile-worker', 'new-w', 'w2');
      rebuildVisible(db, 'mobile-worker', ['new-w', 'w2']);
    });
    discardChange(context, 'edit-0001');
    discardChange(context, 'remove-01');
    expect(readLane(db, 'mobile-worker', 'new-w')).toMatchObject([{ id: 'edit-0002', base: { first_name: 'First' } }]);
  });

  it('that was decided away takes the place again only where nothing joined what came back since, whatever the clock says', () => {
    edit('edit-0001', { 'user_data.note': 'ours' }, 'u1', 'web-user');
    act('remove-01', 'remove', 'u1', 'web-user');
    atHq('u1', { role: 'Editor' });
    resolveChange(context, 'remove-01', [{ field: '*role*', use: 'theirs' }]);
    context = { ...context, now: () => deps.now() - 3_600_000 };
    edit('edit-0002', { 'user_data.note': 'newer' }, 'u1', 'web-user');
    expect(readLane(db, 'web-user', 'u1')).toMatchObject([{ id: 'edit-0001', patch: { 'user_data.note': 'newer' } }]);
    unresolveChange(context, 'remove-01');
    expect(ids('u1', 'web-user')).toEqual(['edit-0001', 'remove-01']);
  });

  it('that was decided away brings it back; taking that decision back removes in its place again', () => {
    edit('edit-0001', { 'user_data.note': 'ours' }, 'u1', 'web-user');
    const before = whole('edit-0001');
    act('remove-01', 'remove', 'u1', 'web-user');
    atHq('u1', { role: 'Editor' });
    expect(readChange(db, 'remove-01')?.state).toBe('conflict');
    resolveChange(context, 'remove-01', [{ field: '*role*', use: 'theirs' }]);
    expect(ids('u1', 'web-user')).toEqual(['edit-0001']);
    expect(whole('edit-0001')).toEqual(before);
    unresolveChange(context, 'remove-01');
    expect(ids('u1', 'web-user')).toEqual(['remove-01']);
    discardChange(context, 'remove-01');
    expect(whole('edit-0001')).toEqual(before);
  });
});

describe('a create that is let go', () => {
  it('says in the history that what gave way behind it does not come back', () => {
    const row = { localId: 'new-1', kind: 'create', state: 'unknown', patch: { username: 'nia' }, base: {} } as const;
    addChange(db, { ...row, id: 'create-0001' });
    db.statement("UPDATE changes SET author = 'me@example.org'").run();
    edit('edit-0001', { first_name: 'Anna' }, 'new-1');
    act('remove-01', 'remove', 'new-1');
    moveChange(db, 'create-0001', 'rejected', context.now());
    discardChange(context, 'create-0001');
    expect(linesOf('edit-0001').map(({ outcome }) => outcome)).toEqual(['discarded', 'merged']);
    expect(linesOf('remove-01')).toMatchObject([{ outcome: 'discarded' }]);
    expect(kept()).toEqual({ n: 0 });
  });
});

describe('a change of another account', () => {
  const theirs = () => db.statement("UPDATE changes SET author = 'other@example.org' WHERE id = 'edit-0001'").run();

  it('is not swallowed by a removal of mine, nor do my values go out in it', () => {
    edit('edit-0001', { first_name: 'Anna' });
    theirs();
    edit('edit-0002', { last_name: 'Diaz' });
    act('remove-01', 'remove');
    expect(ids()).toEqual(['edit-0001', 'remove-01']);
    expect(readChange(db, 'edit-0001')?.patch).toEqual({ first_name: 'Anna' });
    const other = { id: 'edit-0001', patch: { first_name: 'Mine' }, editId: 'edit-0003' };
    expect(() => editChange(context, other)).toThrow('made with another account (other@example.org)');
    discardChange(context, 'edit-0001');
    discardChange(context, 'remove-01');
    expect(ids()).toEqual(['edit-0002']);
  });

  it('is given no value of mine by a decision', () => {
    edit('edit-0001', { 'user_data.note': 'theirs' }, 'u1', 'web-user');
    theirs();
    atHq('u1', { user_data: { note: 'HQ' } });
    const decide = (use: 'value' | 'mine') =>
      resolveChange(context, 'edit-0001', [{ field: 'user_data.note', use, value: 'mine' }]);
    expect(() => decide('value')).toThrow('made with another account');
    expect(decide('mine')).toMatchObject({
      state: 'queued',
      author: 'other@example.org',
      patch: { 'user_data.note': 'theirs' },
    });
  });
});

describe('a removal that is done', () => {
  it('leaves nothing to come back', () => {
    edit('edit-0001', { first_name: 'Anna' });
    act('remove-01', 'remove');
    expect(kept()).toEqual({ n: 1 });
    const removal = readChange(db, 'remove-01');
    db.write('done', () => {
      if (removal) finishChange(db, removal, { outcome: 'acked', serverId: 'w1' }, 9);
      rebuildVisible(db, 'mobile-worker', ['w1']);
    });
    expect(kept()).toEqual({ n: 0 });
    expect(carrier(db, 'edit-0001')).toBeNull();
  });
});

describe('an action in the place of its opposite', () => {
  it('brings that back when it is discarded, in order, through any number of turns', () => {
    act('link-0001', 'link');
    edit('edit-0001', { first_name: 'Anna' });
    const before = whole('link-0001').change;
    act('unlink-01', 'unlink');
    act('link-0002', 'link');
    edit('edit-0002', { last_name: 'Diaz' });
    expect(ids()).toEqual(['edit-0001', 'link-0002']);
    // Whoever asks where the first is finds the one that carries it.
    expect(carrier(db, 'link-0001')).toBe('link-0002');
    discardChange(context, 'link-0002');
    expect(ids()).toEqual(['edit-0001', 'unlink-01']);
    discardChange(context, 'unlink-01');
    expect(ids()).toEqual(['edit-0001', 'link-0001']);
    expect(readChange(db, 'link-0001')).toEqual({ ...before, seq: expect.any(Number) as number });
  });

  it('has edits behind it measured from what is there without it', () => {
    act('deact-001', 'deactivate', 'u1', 'web-user');
    edit('edit-0001', { role: 'Editor' }, 'u1', 'web-user');
    expect(readChange(db, 'edit-0001')?.base).toMatchObject({ '*status*': 'deactivated' });
    // Somebody else deactivated the person: the reactivation has something to do, and the deactivation gives way.
    atHq('u1', { is_active_in_domain: false });
    act('react-001', 'reactivate', 'u1', 'web-user');
    expect(ids('u1', 'web-user')).toEqual(['edit-0001', 'react-001']);
    expect(readChange(db, 'edit-0001')?.base).toMatchObject({ '*status*': 'active' });
    discardChange(context, 'react-001');
    expect(ids('u1', 'web-user')).toEqual(['edit-0001', 'deact-001']);
  });
});
