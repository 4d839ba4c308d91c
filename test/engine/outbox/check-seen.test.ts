import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EngineDatabase } from '#engine/db/database.ts';
import { openDatabase } from '#engine/db/open-database.ts';
import { getServerRecord } from '#engine/mirror/server-records.ts';
import { viewChange } from '#engine/outbox/change-view.ts';
import { editChange, retryChange } from '#engine/outbox/decide-change.ts';
import { readChange } from '#engine/outbox/read-changes.ts';
import { recordAction } from '#engine/outbox/record-action.ts';
import { recordEdit } from '#engine/outbox/record-change.ts';
import type { RecordContext } from '#engine/outbox/record-change.ts';
import { resolveChange, resolveSimilar } from '#engine/outbox/resolve-change.ts';
import type { Choice } from '#engine/outbox/resolve-change.ts';
import { rebaseLanes } from '#engine/sync/rebase.ts';
import type { FieldValues, Json } from '#shared/domain/entities.ts';
import { failureOf } from '../../helpers/app-failure.ts';
import { secretKey } from '../../helpers/engine-harness.ts';
import { pullPeople, webUser } from '../../helpers/mirror-data.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';
import { testDeps } from '../../helpers/test-deps.ts';

let db: EngineDatabase;
let context: RecordContext;

beforeEach(() => {
  const deps = testDeps();
  db = openDatabase(tempFolder(), deps);
  context = { db, author: 'admin@example.org', project: 'p', secretKey, now: deps.now, usesPersonalId: () => null };
  pullPeople(db, 'web-user', [webUser('u1', {}), webUser('e', { role: 'Editor' })]);
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

function edit(patch: FieldValues): void {
  recordEdit(context, { changeId: id, entity, localId: 'u1', patch });
}

const resolve = (choices: Choice[]) => resolveChange(context, id, choices);
const view = () => {
  const change = readChange(db, id);
  if (!change) throw new Error(`${id} is gone`);
  return viewChange(context, change);
};

/** Role and a custom field changed here and at HQ. */
function twoClashes(): void {
  edit({ role: 'Editor', 'user_data.note': 'ours', profile: 'p1' });
  atHq('u1', { role: 'Admin', user_data: { note: 'theirs' } });
}

describe('a decision', () => {
  it('is about what was seen: where HQ has moved on since nothing is decided', () => {
    twoClashes();
    const seen = { theirs: 'Admin' };
    atHq('u1', { role: 'Owner' });
    const note: Choice = { field: 'user_data.note', use: 'theirs', seen: { theirs: 'theirs' } };
    const before = view();
    for (const choice of ['mine', 'theirs'] as const) {
      const failure = failureOf(() => resolve([note, { field: 'role', use: choice, seen }]));
      expect(failure).toMatchObject({ code: 'wrong-state', details: { fields: { role: [expect.any(String)] } } });
    }
    expect(() => resolve([{ field: 'role', use: 'value', value: 'Editor', seen }])).toThrow('nothing was decided');
    const shown = { role: { theirs: 'Admin' }, 'user_data.note': { theirs: 'theirs' } };
    expect(() => retryChange(context, id, shown)).toThrow('nothing was decided');
    expect(() => retryChange(context, id, { role: { theirs: 'Owner' } })).toThrow('note: HQ has');
    expect(view()).toEqual(before);
    expect(resolve([note, { field: 'role', use: 'mine', seen: { theirs: 'Owner' } }])).toMatchObject({
      state: 'queued',
      base: { role: 'Owner' },
    });
  });

  it('that is made by editing is about what was seen as well: of the edited fields, others may have moved', () => {
    twoClashes();
    const seen = { role: { theirs: 'Admin' }, 'user_data.note': { theirs: 'theirs' } };
    atHq('u1', { role: 'Owner' });
    const before = view();
    const edited = (patch: FieldValues, editId = 'edit-0002') => editChange(context, { id, patch, seen, editId });
    expect(() => edited({ role: 'Reader' })).toThrow('nothing was decided');
    expect(view()).toEqual(before);
    edited({ 'user_data.note': 'third' });
    expect(view().fields.filter(({ clashes }) => clashes)).toMatchObject([{ field: 'role', theirs: 'Owner' }]);
    seen.role.theirs = 'Owner';
    edited({ role: 'Reader' }, 'edit-0003');
    expect(view()).toMatchObject({ state: 'queued', can: { unresolve: true } });
  });

  it('that says what was seen of one clash alone is none about those that are decided with it', () => {
    recordAction(context, { changeId: id, entity, localId: 'u1', action: 'remove' });
    atHq('u1', { role: 'Editor', is_active_in_domain: false });
    const fields = view().fields.filter(({ clashes }) => clashes);
    expect(fields.map(({ field }) => field)).toEqual(['*role*', '*status*']);
    const choices = fields.map(({ field, theirs = null }): Choice => ({ field, use: 'mine', seen: { theirs } }));
    expect(() => resolve(choices.slice(0, 1))).toThrow('nothing was decided');
    expect(resolve(choices)).toMatchObject({ state: 'queued' });
  });

  it('is about the same kind of clash, and about all that is decided with a field', () => {
    edit({ role: 'Editor' });
    atHq('u1', { role: 'Admin' });
    const [role] = view().fields;
    const seen = { theirs: role?.theirs ?? null, clash: role?.clash };
    atHq('u1', { is_active_in_domain: false });
    expect(() => resolve([{ field: 'role', use: 'mine', seen }])).toThrow('nothing was decided');
    expect(() => retryChange(context, id, {})).toThrow('nothing was decided');
    const similar = { id, field: 'role', use: 'mine' } as const;
    expect(() => resolveSimilar(context, { ...similar, seen: { role: seen } })).toThrow('nothing was decided');
    expect(() => resolveSimilar(context, { ...similar, count: 2 })).toThrow('Only one change');
    const now = { role: { theirs: 'Admin', clash: 'value+deactivated' } };
    expect(resolveSimilar(context, { ...similar, seen: now, count: 1 })).toEqual([id]);
  });
});
