/** The open questions of a change: one row per field (or per guarded fact of the person), while the change is in state `conflict`. */
import { z } from 'zod';
import type { ChangeReason } from '#shared/domain/change.ts';
import { jsonSchema } from '#shared/domain/entities.ts';
import type { FieldValues, PersonEntity } from '#shared/domain/entities.ts';
import { actionConflicts, guardClashes, mergeThreeWay, valueClash } from '#shared/merge/three-way.ts';
import type { FieldConflict } from '#shared/merge/three-way.ts';
import { t } from '#shared/messages/translate.ts';
import type { EngineDatabase } from '../db/database.ts';
import type { ChangeRecord } from './change-record.ts';
import { withKnownMade } from './known-made.ts';
import { moveChange } from './transitions.ts';

/** Pseudo-fields of a clash about the whole record, not one value. Their kind of clash has the same name. */
export const deletedField = '*deleted*';
export const existsField = '*exists*';

/** A clash about the whole record: no single value can be decided. */
export function isWholeClash(field: string): boolean {
  return field === deletedField || field === existsField;
}

/** What a person has to decide about a change with HQ as it is. */
export function clashesOf(change: ChangeRecord, truth: FieldValues): FieldConflict[] {
  switch (change.kind) {
    case 'create':
      return [];
    case 'update':
      return mergeThreeWay(change.entity, change.base, change.patch, truth).conflicts;
    case 'delete':
    case 'action':
      return actionConflicts(change.action, change.base, truth);
  }
}

/** A person has to decide between ours and HQ's. The change waits as a whole: it was one decision of its author. */
export function raiseConflict(
  db: EngineDatabase,
  change: Pick<ChangeRecord, 'id'>,
  conflicts: readonly FieldConflict[],
  now: number,
): void {
  const message = conflictText(conflicts);
  const reason: ChangeReason = { code: 'wrong-state', message, hqMessages: [], fields: {}, status: null, at: now };
  moveChange(db, change.id, 'conflict', now, { reason });
  writeConflicts(db, change.id, conflicts);
}

/** The record is not at HQ any more. */
export function raiseDeleted(db: EngineDatabase, change: Pick<ChangeRecord, 'id'>, now: number): void {
  const message = t('change.deleted-at-hq');
  const reason: ChangeReason = { code: 'not-found', message, hqMessages: [], fields: {}, status: null, at: now };
  moveChange(db, change.id, 'conflict', now, { reason });
  writeConflicts(db, change.id, [{ field: deletedField, base: null, mine: null, theirs: null, clash: deletedField }]);
}

/**
 * HQ shows somebody else of the name a create wants (a worker's username, an invitation's address): nothing of it can be sent under this
 * name, and no try of it is in doubt any more.
 *
 * @param theirs what HQ tells of them
 * @param told   HQ's own answer where it refused a try of ours; `fields`: what else has to be put right, by field
 */
export function raiseExists(
  db: EngineDatabase,
  change: Pick<ChangeRecord, 'id' | 'entity' | 'base'>,
  theirs: FieldValues,
  told: Pick<ChangeReason, 'hqMessages' | 'status'> & Partial<Pick<ChangeReason, 'fields'>>,
  now: number,
): void {
  const isInvitation = change.entity === 'invitation';
  const message = t(isInvitation ? 'change.exists.invitation' : 'change.exists');
  const fields = { ...told.fields, [isInvitation ? 'email' : 'username']: [message] };
  const { hqMessages, status } = told;
  const reason: ChangeReason = { code: 'wrong-state', message, hqMessages, fields, status, at: now };
  moveChange(db, change.id, 'conflict', now, { base: withKnownMade(change.base, null), attempts: 0, reason });
  writeConflicts(db, change.id, [{ field: existsField, base: null, mine: null, theirs, clash: existsField }]);
}

/** Other values at HQ, also than those it had from us, and what else happened to the person there. */
function conflictText(conflicts: readonly FieldConflict[]): string {
  const clashes = new Set(conflicts.flatMap(({ clash }) => clash.split('+')));
  const guards = guardClashes.filter((clash) => clashes.has(clash)).map((clash) => t(`change.guard.${clash}`));
  const values = conflicts.filter(({ clash }) => clash.split('+').includes(valueClash));
  if (values.length === 0) return [...guards, t('change.guarded')].join(' ');
  const hadOurs = values.every(({ base, mine }) => JSON.stringify(base) === JSON.stringify(mine));
  return [...guards, t(hadOurs ? 'change.had-ours' : 'change.conflict')].join(' ');
}

function writeConflicts(db: EngineDatabase, changeId: string, conflicts: readonly FieldConflict[]): void {
  const wanted = new Set(conflicts.map(({ field }) => field));
  forgetConflicts(
    db,
    changeId,
    [...readConflicts(db, changeId).keys()].filter((field) => !wanted.has(field)),
  );
  for (const { field, base, mine, theirs, clash } of conflicts) {
    db.statement(
      `INSERT INTO conflicts (change_id, field, base, mine, theirs, clash) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (change_id, field) DO UPDATE
         SET base = excluded.base, mine = excluded.mine, theirs = excluded.theirs, clash = excluded.clash`,
    ).run(changeId, field, JSON.stringify(base), JSON.stringify(mine), JSON.stringify(theirs), clash);
  }
}

/** These are decided. */
export function forgetConflicts(db: EngineDatabase, changeId: string, fields: readonly string[]): void {
  for (const field of fields) {
    db.statement('DELETE FROM conflicts WHERE change_id = ? AND field = ?').run(changeId, field);
  }
}

const json = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(jsonSchema);
const conflictSchema = z.object({ field: z.string(), base: json, mine: json, theirs: json, clash: z.string() });

/** What clashes by field, as it was when it was seen last. */
export function readConflicts(db: EngineDatabase, changeId: string): Map<string, FieldConflict> {
  const rows = db
    .statement('SELECT field, base, mine, theirs, clash FROM conflicts WHERE change_id = ? ORDER BY field')
    .all(changeId);
  return new Map(rows.map((row) => conflictSchema.parse(row)).map((conflict) => [conflict.field, conflict]));
}

const personsSchema = z.array(z.object({ localId: z.string() }));
const countSchema = z.object({ n: z.number().int() });
const idsSchema = z.array(z.object({ id: z.string() }));

/** Local ids of the people HQ did not have any more when it was asked, while a change for them waits. */
export function deletedPeople(db: EngineDatabase, entity: PersonEntity): string[] {
  const rows = db
    .statement(
      `SELECT DISTINCT c.local_id AS localId FROM conflicts f JOIN changes c ON c.id = f.change_id
       WHERE f.field = ? AND c.entity = ?`,
    )
    .all(deletedField, entity);
  return personsSchema.parse(rows).map(({ localId }) => localId);
}

/** Changes with the same kind of clash in the same field, of the same kind of people: in the same batch, or outside of all batches. */
const alike = `FROM conflicts f JOIN changes c ON c.id = f.change_id AND c.state = 'conflict'
  WHERE f.field = ? AND f.clash = ? AND c.entity = ? AND c.batch_id IS ?`;

/** Counts them, `change` itself left out; each kind is asked of the file once, so make one counter per page of changes. */
export function similarCounter(
  db: EngineDatabase,
): (change: Pick<ChangeRecord, 'entity' | 'batchId'>, conflict: FieldConflict) => number {
  const counted = new Map<string, number>();
  return ({ entity, batchId }, { field, clash }) => {
    const key = JSON.stringify([field, clash, entity, batchId]);
    const known = counted.get(key) ?? countAlike(db, [field, clash, entity, batchId]);
    counted.set(key, known);
    return Math.max(0, known - 1);
  };
}

function countAlike(db: EngineDatabase, kind: (string | null)[]): number {
  const row = db.statement(`SELECT count(*) AS n ${alike}`).get(...kind);
  return countSchema.parse(row).n;
}

/** Their ids, `change` itself among them, in the order of the outbox. */
export function similarChanges(
  db: EngineDatabase,
  { entity, batchId }: Pick<ChangeRecord, 'entity' | 'batchId'>,
  { field, clash }: FieldConflict,
): string[] {
  const rows = db.statement(`SELECT c.id AS id ${alike} ORDER BY c.seq`).all(field, clash, entity, batchId);
  return idsSchema.parse(rows).map(({ id }) => id);
}
