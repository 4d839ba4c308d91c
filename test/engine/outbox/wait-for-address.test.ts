import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EngineDatabase } from '#engine/db/database.ts';
import { openDatabase } from '#engine/db/open-database.ts';
import { rebuildVisible } from '#engine/mirror/visible.ts';
import { answerChange } from '#engine/outbox/answer-change.ts';
import { discardChange, editChange, retryChange } from '#engine/outbox/decide-change.ts';
import { addDependency, readDependants, readNeeds } from '#engine/outbox/dependencies.ts';
import { readChange } from '#engine/outbox/read-changes.ts';
import { recordAction } from '#engine/outbox/record-action.ts';
import { recordCreate, recordEdit } from '#engine/outbox/record-change.ts';
import type { RecordContext } from '#engine/outbox/record-context.ts';
import { recordInvitation } from '#engine/outbox/record-invitation.ts';
import { moveChange } from '#engine/outbox/transitions.ts';
import { assertLaws } from '../../helpers/assert-laws.ts';
import { secretKey } from '../../helpers/engine-harness.ts';
import { pullPeople, webUser, worker } from '../../helpers/mirror-data.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';
import { testDeps } from '../../helpers/test-deps.ts';

let db: EngineDatabase;
let folder: string;
let context: RecordContext;
const deps = testDeps();

beforeEach(() => {
  folder = tempFolder();
  db = openDatabase(folder, deps);
  context = { db, author: 'me@example.org', project: 'p', secretKey, now: deps.now, usesPersonalId: () => null };
  pullPeople(db, 'web-user', [webUser('a', {}), webUser('b', {}), webUser('boss', { role: 'Admin', is_admin: true })]);
  pullPeople(db, 'mobile-worker', [worker('w1', {}), worker('w2', {})]);
});
afterEach(() => {
  db.close();
  assertLaws(folder, []);
});

const invitation = 'invite-001';
const invite = (email: string, replaces?: string) =>
  recordInvitation(context, { changeId: invitation, values: { email, role: 'Reader' }, replaces });
const remove = (changeId: string, localId: string, entity: 'web-user' | 'invitation' = 'web-user') =>
  recordAction(context, { changeId, entity, localId, action: 'remove' });
const needs = () => readNeeds(db, invitation);

describe('an invitation that waits for a removal', () => {
  it('waits for what its address needs after it is edited, and for nothing else', () => {
    remove('remove-0a', 'a');
    remove('remove-0b', 'b');
    invite('a@example.org');
    expect(needs()).toEqual(['remove-0a']);
    const edits = [
      { email: 'b@example.org', wanted: ['remove-0b'] },
      { email: 'free@example.org', wanted: [] },
      { email: 'a@example.org', wanted: ['remove-0a'] },
    ];
    for (const [index, { email, wanted }] of edits.entries()) {
      // On the Changes screen, and on the person.
      editChange(context, { id: invitation, patch: { email }, editId: `edit-c-${index}` });
      expect(needs()).toEqual(wanted);
      const localId = `new-${invitation}`;
      recordEdit(context, { changeId: `edit-p-${index}`, entity: 'invitation', localId, patch: { email: 'x@y.org' } });
      expect(needs()).toEqual([]);
      recordEdit(context, { changeId: `edit-q-${index}`, entity: 'invitation', localId, patch: { email } });
      expect(needs()).toEqual(wanted);
    }
    // What it no longer waits for can be taken back without it.
    discardChange(context, 'remove-0b');
    expect(readChange(db, invitation)?.state).toBe('queued');
    discardChange(context, 'remove-0a');
    expect(readChange(db, invitation)?.state).toBe('rejected');
  });

  it('goes behind the one whose place it takes, whatever its address is', () => {
    pullPeople(db, 'invitation', [
      { serverId: 'i1', snapshot: { id: 'i1', email: 'old@example.org', role: 'Reader' }, active: null },
    ]);
    remove('remove-0a', 'a');
    invite('a@example.org', 'i1');
    expect(needs()).toEqual(['invite-001-before', 'remove-0a']);
    editChange(context, { id: invitation, patch: { email: 'new@example.org' }, editId: 'edit-0001' });
    expect(needs()).toEqual(['invite-001-before']);
  });

  it('waits for a removal made anew when it is sent again', () => {
    remove('remove-01', 'a');
    invite('a@example.org');
    discardChange(context, 'remove-01');
    remove('remove-02', 'a');
    retryChange(context, invitation);
    expect(needs()).toEqual(['remove-02']);
    expect(readChange(db, invitation)?.state).toBe('queued');
  });
});

describe('several unsent edits that become one', () => {
  it('wait, and are waited for, as each of them did', () => {
    const edit = (changeId: string, localId: string, first_name: string) =>
      recordEdit(context, { changeId, entity: 'mobile-worker', localId, patch: { first_name } });
    edit('edit-0001', 'w1', 'A');
    moveChange(db, 'edit-0001', 'sending', context.now());
    edit('edit-0002', 'w1', 'B');
    edit('edit-0003', 'w2', 'C');
    db.write('deps', () => {
      addDependency(db, 'edit-0002', 'edit-0003');
      addDependency(db, invitation, 'edit-0002');
    });
    invite('free@example.org');
    moveChange(db, 'edit-0001', 'rejected', context.now());
    edit('edit-0004', 'w1', 'D');
    expect(readChange(db, 'edit-0002')).toBeNull();
    expect(readNeeds(db, 'edit-0001')).toEqual(['edit-0003']);
    expect(readDependants(db, 'edit-0001')).toEqual([invitation]);
  });
});

describe('an invitation that may have been sent', () => {
  it('is looked up at HQ when it is called done and an edit behind it needs HQ’s id', () => {
    const { localId } = invite('free@example.org');
    moveChange(db, invitation, 'sending', context.now());
    moveChange(db, invitation, 'unknown', context.now());
    moveChange(db, invitation, 'ask', context.now());
    recordEdit(context, { changeId: 'edit-0001', entity: 'invitation', localId, patch: { role: 'Admin' } });
    answerChange(context, invitation, 'done');
    expect(readChange(db, invitation)?.state).toBe('unknown');
    moveChange(db, invitation, 'ask', context.now());
    discardChange(context, 'edit-0001');
    answerChange(context, invitation, 'done');
    expect(readChange(db, invitation)).toBeNull();
  });
});

describe('a new worker whose create may be at HQ', () => {
  it('is given no other username by an edit, also not behind a mail', () => {
    const { localId } = recordCreate(context, { changeId: 'create-01', values: { username: 'one' }, password: 'x' });
    moveChange(db, 'create-01', 'sending', context.now());
    const rename = () =>
      recordEdit(context, { changeId: 'edit-0001', entity: 'mobile-worker', localId, patch: { username: 'two' } });
    expect(rename).toThrow('can only be set when the person is created');
    moveChange(db, 'create-01', 'rejected', context.now());
    expect(rename()).toBe('create-01');
  });
});

describe('an invitation whose removal waits for the person', () => {
  it.each(['ask', 'conflict', 'rejected'] as const)(
    'can be given another role (%s), and nobody else its address',
    (state) => {
      remove('remove-0a', 'a');
      invite('a@example.org');
      moveChange(db, 'remove-0a', state, context.now());
      rebuildVisible(db, 'web-user', ['a']);
      editChange(context, { id: invitation, patch: { role: 'Admin' }, editId: 'edit-0001' });
      expect(readChange(db, invitation)).toMatchObject({ state: 'queued', patch: { role: 'Admin' } });
      expect(needs()).toEqual(['remove-0a']);
      const other = { changeId: 'invite-002', values: { email: 'a@example.org', role: 'Reader' } };
      expect(() => recordInvitation(context, other)).toThrow();
    },
  );
});
