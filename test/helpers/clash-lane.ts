/** Web users and their changes with the outbox's rules, for tests of what is decided about clashes. */
import { afterEach, beforeEach } from 'vitest';
import type { EngineDatabase } from '#engine/db/database.ts';
import { openDatabase } from '#engine/db/open-database.ts';
import { getServerRecord } from '#engine/mirror/server-records.ts';
import type { ChangeRecord } from '#engine/outbox/change-record.ts';
import { viewChange } from '#engine/outbox/change-view.ts';
import { readChange } from '#engine/outbox/read-changes.ts';
import { recordEdit } from '#engine/outbox/record-change.ts';
import type { RecordContext } from '#engine/outbox/record-context.ts';
import { resolveChange } from '#engine/outbox/resolve-change.ts';
import type { Choice } from '#engine/outbox/resolve-change.ts';
import { rebaseLanes } from '#engine/sync/rebase.ts';
import type { FieldValues, Json } from '#shared/domain/entities.ts';
import { secretKey } from './engine-harness.ts';
import { pullPeople, webUser } from './mirror-data.ts';
import { tempFolder } from './temp-folder.ts';
import { testDeps } from './test-deps.ts';

export let db: EngineDatabase;
export let context: RecordContext;
export const entity = 'web-user';
/** The change most of these tests are about. */
export const id = 'edit-0001';

/** A new file for each test of the calling test file, with web users u1 to u3 (Reader), e (Editor) and x (Admin). */
export function useClashLane(): void {
  beforeEach(() => {
    const deps = testDeps();
    db = openDatabase(tempFolder(), deps);
    context = { db, author: 'admin@example.org', project: 'p', secretKey, now: deps.now, usesPersonalId: () => null };
    pullPeople(
      db,
      'web-user',
      ['u1', 'u2', 'u3'].map((userId) => webUser(userId, {})).concat(webUser('e', { role: 'Editor' })),
    );
    atHq('x', { role: 'Admin' });
  });
  afterEach(() => db.close());
}

/** HQ tells of a person, as a pull does. */
export function atHq(localId: string, more: Record<string, Json>): void {
  const before = getServerRecord(db, entity, localId)?.snapshot ?? {};
  pullPeople(db, entity, [webUser(localId, { ...before, ...more })]);
  db.write('rebase', () => rebaseLanes(db, entity, [localId], context.now()));
}

export function edit(patch: FieldValues, changeId = id, localId = 'u1'): void {
  recordEdit(context, { changeId, entity, localId, patch });
}

/** Role and a custom field changed here and at HQ. */
export function twoClashes(): void {
  edit({ role: 'Editor', 'user_data.note': 'ours', profile: 'p1' });
  atHq('u1', { role: 'Admin', user_data: { note: 'theirs' } });
}

export const resolve = (choices: Choice[]) => resolveChange(context, id, choices);
export const live = (changeId = id): ChangeRecord => {
  const change = readChange(db, changeId);
  if (!change) throw new Error(`${changeId} is gone`);
  return change;
};
export const view = (changeId = id) => viewChange(context, live(changeId));

/** Everything a person can tell a change by, the order of its fields and how many others are alike left out. */
export function question(changeId = id) {
  const { patch, base, state } = live(changeId);
  const fields = view(changeId).fields.map(({ similar: _similar, ...field }) => field);
  fields.sort((left, right) => left.field.localeCompare(right.field));
  return { patch, base, state, fields, message: live(changeId).reason?.message };
}

export function historyOf(changeId = id): { outcome: string; answer: string }[] {
  return db.statement('SELECT outcome, answer FROM history WHERE change_id = ?').all(changeId) as {
    outcome: string;
    answer: string;
  }[];
}
