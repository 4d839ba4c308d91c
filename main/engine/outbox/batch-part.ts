/**
 * What of a change still is the batch's. A person's own edit may have joined the batch's change since: taking the batch back must not take
 * that along.
 */
import { z } from 'zod';
import { manyWhatSchema } from '#shared/ipc/many.ts';
import type { ManyWhat } from '#shared/ipc/many.ts';
import { personEntitySchema } from '#shared/domain/entities.ts';
import type { FieldValues, PersonEntity } from '#shared/domain/entities.ts';
import { groupKeys, sameFieldValue } from '#shared/domain/fields.ts';
import { guardsIn, touchesGuard } from '#shared/merge/guards.ts';
import type { EngineDatabase } from '../db/database.ts';
import { serverIdOf } from '../mirror/identities.ts';
import { rebuildVisible } from '../mirror/visible.ts';
import type { ChangeRecord } from './change-record.ts';
import { forgetConflicts, readConflicts } from './conflicts.ts';
import { wantsAs } from './many-patch.ts';
import { discardChange } from './decide-change.ts';
import { forgetDecisions } from './decisions.ts';
import { writeHistory } from './history.ts';
import { leaveKeptToOthers, leaveToOthers } from './other-word.ts';
import type { RecordContext } from './record-context.ts';
import { remeasureBehind, remeasureKept, standsWithout } from './remeasure-behind.ts';
import { dropReplaced, readReplacedOfBatch, trimReplaced } from './replaced-changes.ts';
import { leaveBatch, moveChange } from './transitions.ts';

/** What happens to all of a batch; of a workbook each row says it for itself. */
const batchSchema = z.union([
  z.object({ entity: personEntitySchema, what: manyWhatSchema }),
  z.object({ sheet: z.string() }).transform(() => 'by-row' as const),
]);

/** What a batch does to whom; `by-row`: each of its rows says so; null where this computer has no such batch. */
export function readBatchKind(
  db: EngineDatabase,
  id: string,
): { entity: PersonEntity; what: ManyWhat } | 'by-row' | null {
  const row = z
    .object({ kind: z.string() })
    .optional()
    .parse(db.statement('SELECT kind FROM batches WHERE id = ?').get(id));
  return row ? batchSchema.parse(JSON.parse(row.kind)) : null;
}

type Part = Pick<ChangeRecord, 'entity' | 'localId' | 'kind' | 'batchId' | 'patch' | 'base'>;

/** The edit that the change's batch wants of its person; null where it wants none. */
function editOfBatch(
  db: EngineDatabase,
  { entity, localId, batchId }: Part,
): Exclude<ManyWhat, { kind: 'act' }> | null {
  if (batchId === null) return null;
  const batch = readBatchKind(db, batchId);
  const whats = batch === 'by-row' ? whatsOf(db, batchId, entity, localId) : batch ? [batch.what] : [];
  return whats.find((what) => what.kind !== 'act') ?? null;
}

/** Of the edits and actions of a workbook's row those about this person; what creates or removes somebody is whole, and none of them. */
function whatsOf(db: EngineDatabase, batchId: string, entity: PersonEntity, localId: string): ManyWhat[] {
  const rows = db
    .statement(
      // Named: left to itself SQLite goes through all rows of the batch.
      'SELECT what FROM batch_rows INDEXED BY batch_rows_person WHERE batch_id = ? AND local_id = ? AND entity = ?',
    )
    .pluck()
    .all(batchId, localId, entity);
  return z
    .array(z.string())
    .parse(rows)
    .flatMap((text) => manyWhatSchema.safeParse(JSON.parse(text)).data ?? []);
}

/** Fields in which the change wants something else than its batch. */
function fieldsOfOthers(db: EngineDatabase, change: Part): string[] {
  const { entity, kind, patch } = change;
  const what = kind === 'update' ? editOfBatch(db, change) : null;
  if (what === null) return [];
  if (what.kind === 'groups') return Object.keys(patch).filter((field) => !wantsAs(what, field, patch[field]));
  const wanted = what.patch;
  const isOfBatch = (field: string) => {
    const named = groupKeys(entity, field).filter((member) => member in wanted);
    return named.length > 0 && named.every((member) => sameFieldValue(entity, member, patch[member], wanted[member]));
  };
  return Object.keys(patch).filter((field) => !isOfBatch(field));
}

/** Takes the batch's part of a waiting change back for good, or leaves it to who else said it; call inside a write. */
export function discardBatchPart(context: RecordContext, change: ChangeRecord): void {
  const { db } = context;
  if (leaveToOthers(db, change)) return;
  const others = fieldsOfOthers(db, change);
  if (others.length === 0) {
    discardChange(context, change.id);
    return;
  }
  withdrawFields(
    context,
    change,
    Object.keys(change.patch).filter((field) => !others.includes(field)),
  );
  leaveBatch(db, change.id);
  rebuildVisible(db, change.entity, [change.localId]);
}

/** Takes these fields of a waiting change back for good, as if nobody had set them, and all of it where nothing is left; call inside a write. */
export function withdrawFields(context: RecordContext, change: ChangeRecord, gone: readonly string[]): void {
  const { db, now } = context;
  if (gone.length === 0) return;
  const others = Object.keys(change.patch).filter((field) => !gone.includes(field));
  if (others.length === 0 && change.kind === 'update') {
    discardChange(context, change.id);
    return;
  }
  writePart(context, change, gone);
  remeasureBehind(context, change, only(change.base, gone));
  forgetConflicts(db, change.id, gone);
  forgetDecisions(db, change.id, gone);
  const isDecided = change.state === 'conflict' && readConflicts(db, change.id).size === 0;
  moveChange(db, change.id, isDecided ? 'queued' : change.state, now(), {
    ...withOnly(change, others),
    ...(isDecided ? { reason: null } : {}),
  });
  rebuildVisible(db, change.entity, [change.localId]);
}

/**
 * The same of what gave way to another change and would come back with it; call inside a write.
 * @param id only of this change; null: of all of the batch
 * @returns how many changes were (in part) taken back
 */
export function discardReplacedPart(context: RecordContext, batchId: string, id: string | null): number {
  const { db } = context;
  const kept = readReplacedOfBatch(db, batchId, id);
  for (const change of kept) {
    if (leaveKeptToOthers(db, change)) continue;
    const others = fieldsOfOthers(db, change);
    const gone = Object.keys(change.patch).filter((field) => !others.includes(field));
    writePart(context, change, gone);
    remeasureKept(context, change, standsWithout(change, without(change.base, others)));
    if (others.length === 0) dropReplaced(db, change.id);
    else trimReplaced(db, change, { ...withOnly(change, others), batchId: null });
  }
  return kept.length;
}

function writePart({ db, now }: RecordContext, change: ChangeRecord, fields: readonly string[]): void {
  const serverId = serverIdOf(db, change.entity, change.localId);
  const values = { before: only(change.base, fields), after: only(change.patch, fields) };
  const answer = fields.length < Object.keys(change.patch).length ? { part: [...fields] } : {};
  writeHistory(db, change, { outcome: 'discarded', serverId, ...values, answer }, now());
}

function withOnly({ patch, base }: Part, fields: readonly string[]): Pick<ChangeRecord, 'patch' | 'base'> {
  const left = only(patch, fields);
  const guards = touchesGuard(left) ? guardsIn(base) : {};
  return { patch: left, base: { ...only(base, fields), ...guards } };
}

function only(values: FieldValues, fields: readonly string[]): FieldValues {
  return Object.fromEntries(Object.entries(values).filter(([field]) => fields.includes(field)));
}

function without(values: FieldValues, fields: readonly string[]): FieldValues {
  return Object.fromEntries(Object.entries(values).filter(([field]) => !fields.includes(field)));
}
