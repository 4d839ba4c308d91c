import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EngineDatabase } from '#engine/db/database.ts';
import { openDatabase } from '#engine/db/open-database.ts';
import { getServerRecord } from '#engine/mirror/server-records.ts';
import { raiseDeleted } from '#engine/outbox/conflicts.ts';
import { retryChange } from '#engine/outbox/decide-change.ts';
import { readChange } from '#engine/outbox/read-changes.ts';
import { listHistory } from '#engine/outbox/read-history.ts';
import { recordEdit } from '#engine/outbox/record-change.ts';
import type { RecordContext } from '#engine/outbox/record-context.ts';
import { resolveChange } from '#engine/outbox/resolve-change.ts';
import type { Choice } from '#engine/outbox/resolve-change.ts';
import { moveChange } from '#engine/outbox/transitions.ts';
import { undoChange } from '#engine/outbox/undo-change.ts';
import { unresolveChange } from '#engine/outbox/unresolve-change.ts';
import { rebaseLanes } from '#engine/sync/rebase.ts';
import type { FieldValues, Json } from '#shared/domain/entities.ts';
import { historyFilterSchema } from '#shared/domain/history.ts';
import type { HistoryFilter } from '#shared/domain/history.ts';
import { failureOf } from '../../helpers/app-failure.ts';
import { secretKey } from '../../helpers/engine-harness.ts';
import { pullPeople, webUser } from '../../helpers/mirror-data.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';
import { testDeps } from '../../helpers/test-deps.ts';

let db: EngineDatabase;
let deps: ReturnType<typeof testDeps>;
let context: RecordContext;

beforeEach(() => {
  deps = testDeps();
  db = openDatabase(tempFolder(), deps);
  context = { db, author: 'admin@example.org', project: 'p', secretKey, now: deps.now, usesPersonalId: () => null };
  pullPeople(db, 'web-user', [webUser('u1', {}), webUser('e', { role: 'Editor' }), webUser('o', { role: 'Owner' })]);
});
afterEach(() => db.close());

const entity = 'web-user';
const id = 'edit-0001';

/** HQ tells of a person, as a pull does. */
function atHq(localId: string, more: Record<string, Json>): void {
  const before = getServerRecord(db, entity, localId)?.snapshot ?? {};
  pullPeople(db, entity, [webUser(localId, { ...before, ...more })]);
  db.write('rebase', () => rebaseLanes(db, entity, [localId], context.now()));
}

function edit(patch: FieldValues, changeId = id): void {
  recordEdit(context, { changeId, entity, localId: 'u1', patch });
}

const resolve = (choices: Choice[]) => resolveChange(context, id, choices);
const lines = (filter: Partial<HistoryFilter> = {}) =>
  listHistory(db, historyFilterSchema.parse(filter), 0, 100).entries;
const decisions = () => lines({ outcome: 'decided' });
const undo = (line: number | undefined) => undoChange(context, { changeId: 'undo-0001', id: line ?? 0 });

/** Role and a custom field changed here and at HQ. */
function twoClashes(): void {
  edit({ role: 'Editor', 'user_data.note': 'ours', profile: 'p1' });
  atHq('u1', { role: 'Admin', user_data: { note: 'theirs' } });
}

describe('a decision', () => {
  it('is a line of its own: who, when, which field, what it was, ours, HQ’s, and what was chosen', () => {
    twoClashes();
    deps.advance(5_000);
    resolve([
      { field: 'role', use: 'mine' },
      { field: 'user_data.note', use: 'value', value: 'both' },
    ]);
    expect(decisions()).toMatchObject([
      {
        changeId: id,
        author: 'admin@example.org',
        finishedAt: deps.now(),
        localId: 'u1',
        fields: [
          { field: 'role', after: 'Editor', decided: { use: 'mine', mine: 'Editor', theirs: 'Admin' } },
          {
            field: 'user_data.note',
            before: null,
            after: 'both',
            decided: { use: 'value', mine: 'ours', theirs: 'theirs' },
          },
        ],
        answer: { status: null, note: 'Role: yours over HQ’s. note: another value instead of both.' },
      },
    ]);
  });

  it('is found by the person, the field, HQ’s value, ours, the outcome and the day', () => {
    twoClashes();
    resolve([{ field: 'user_data.note', use: 'theirs' }]);
    for (const search of ['u1', 'note', 'user_data.note', 'theirs', 'ours', 'admin@example.org', 'edit'])
      expect(lines({ search, outcome: 'decided' }), search).toHaveLength(1);
    expect(lines({ search: 'role' })).toHaveLength(0);
    expect(lines({ outcome: 'decided', to: deps.now() - 1 })).toHaveLength(0);
  });

  it('is written for “send mine”, for an edit of a clashing field and for letting go, too', () => {
    twoClashes();
    edit({ 'user_data.note': 'newest' }, 'edit-0002');
    expect(decisions()[0]?.fields).toMatchObject([
      { field: 'user_data.note', after: 'newest', decided: { use: 'value', mine: 'ours', theirs: 'theirs' } },
    ]);
    retryChange(context, id);
    expect(decisions()[0]?.fields).toMatchObject([{ field: 'role', after: 'Editor', decided: { use: 'mine' } }]);
    const live = readChange(db, id);
    if (live) db.write('gone', () => raiseDeleted(db, live, context.now()));
    resolve([{ field: '*deleted*', use: 'theirs' }]);
    expect(lines()).toMatchObject([
      { outcome: 'discarded', changeId: id },
      { outcome: 'decided', fields: [{ field: '*deleted*', decided: { use: 'theirs' } }] },
      { outcome: 'decided' },
      { outcome: 'decided' },
      { outcome: 'merged' },
    ]);
  });

  it('that ended the change is taken back from its own line or from that of the change', () => {
    for (const place of [0, 1]) {
      edit({ role: 'Editor' });
      atHq('u1', { role: 'Admin' });
      resolve([{ field: 'role', use: 'theirs' }]);
      expect(lines()).toMatchObject([
        { outcome: 'discarded', undo: { can: true, why: '', how: 'unresolve' } },
        { outcome: 'decided', undo: { can: true, why: '', how: 'unresolve' } },
      ]);
      expect(undo(lines()[place]?.id)).toEqual({ id, left: {}, how: 'unresolve' });
      expect(readChange(db, id)).toMatchObject({ state: 'conflict', patch: { role: 'Editor' } });
      for (const line of lines())
        expect(line).toMatchObject({ undo: { can: false, why: 'This decision was taken back already.' } });
      expect(lines()[1]?.answer.note).toContain('taken back later');
      db.sql.exec('DELETE FROM changes; DELETE FROM conflicts; DELETE FROM history; DELETE FROM decisions');
      atHq('u1', { role: 'Reader' });
    }
  });

  it('that ended the change stays once a later change is the newer word, and its line says why', () => {
    edit({ role: 'Editor' });
    atHq('u1', { role: 'Admin' });
    resolve([{ field: 'role', use: 'theirs' }]);
    edit({ role: 'Owner' }, 'edit-0002');
    const why = expect.stringContaining('newer word') as string;
    expect(lines({ changeId: id })).toMatchObject([{ undo: { can: false, why } }, { undo: { can: false, why } }]);
    expect(failureOf(() => undo(lines({ changeId: id })[0]?.id)).code).toBe('wrong-state');
    expect(readChange(db, id)).toBeNull();
  });

  it('of a change that waits is taken back from its line, until it is sent', () => {
    twoClashes();
    resolve([{ field: 'role', use: 'mine' }]);
    resolve([{ field: 'user_data.note', use: 'theirs' }]);
    expect(undo(decisions()[1]?.id)).toMatchObject({ id, how: 'unresolve' });
    expect(readChange(db, id)).toMatchObject({
      state: 'conflict',
      patch: { role: 'Editor', 'user_data.note': 'ours' },
    });
    expect(decisions().map((line) => line.undo.why)).toEqual(Array(2).fill('This decision was taken back already.'));
    retryChange(context, id);
    expect(decisions()[0]?.undo).toMatchObject({ can: true });
    moveChange(db, id, 'sending', context.now());
    expect(decisions()[0]?.undo).toMatchObject({ can: false, why: expect.stringContaining('has been sent') as string });
  });

  it('made anew about the same field leaves the one before it standing when it is taken back', () => {
    edit({ role: 'Editor' });
    atHq('u1', { role: 'Admin' });
    resolve([{ field: 'role', use: 'mine' }]);
    atHq('u1', { role: 'Owner' });
    resolve([{ field: 'role', use: 'mine' }]);
    unresolveChange(context, id);
    expect(decisions().map((line) => line.answer.note.includes('taken back'))).toEqual([true, false]);
  });
});
