/**
 * What HQ's importer did of a workbook, taken back: no change of ours carried it, so the way back of a row comes from what was planned of it and from
 * what HQ, as read since, shows.
 */
import { z } from 'zod';
import { opposites } from '#shared/domain/action.ts';
import type { PersonAction } from '#shared/domain/action.ts';
import { plannedChangesSchema, rowOutcomeSchema } from '#shared/domain/bulk-plan.ts';
import type { BatchWay } from '#shared/domain/bulk-batch.ts';
import type { PlannedChanges } from '#shared/domain/bulk-plan.ts';
import { personEntitySchema } from '#shared/domain/entities.ts';
import type { FieldValues, Json, PersonEntity } from '#shared/domain/entities.ts';
import { sameFieldValue, unlistedKeys } from '#shared/domain/fields.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { fieldLabel } from '#shared/domain/rules.ts';
import { t } from '#shared/messages/translate.ts';
import type { EngineDatabase } from '../../db/database.ts';
import { localIdOf } from '../../mirror/identities.ts';
import { jsonColumn } from '../../outbox/json-column.ts';
import { limitsOf } from '../../outbox/many-pieces.ts';
import { readTruth, recordOf } from '../../outbox/person-truth.ts';
import { recordAction } from '../../outbox/record-action.ts';
import { recordEdit } from '../../outbox/record-change.ts';
import type { RecordContext } from '../../outbox/record-context.ts';
import { accessUndo, editUndo } from '../../outbox/undo-state.ts';
import { rowIntent } from '../plan/row-intent.ts';
import { reasonsOf } from './commit-plan.ts';
import { setFate } from './sheet-batch.ts';
import type { UndonePiece, UndoPlace } from './undo-batch.ts';
import { undoInvitation } from './undo-invitation.ts';

const rowSchema = z.object({
  row: z.number().int(),
  username: z.string(),
  planned: rowOutcomeSchema.nullable(),
  fate: z.enum(['handed', 'done', 'undone', 'lost']),
  changes: jsonColumn(plannedChangesSchema).nullable(),
  entity: personEntitySchema.nullable(),
  localId: z.string().nullable(),
  undone: jsonColumn(z.array(z.string())),
  at: z.number(),
});
type UploadRow = z.output<typeof rowSchema>;

/**
 * The rows from number `from` on, as many as one piece has; call it inside a write. Said again it takes back only what could not go back before.
 */
export function undoUploadPiece(
  context: RecordContext,
  { batchId, way }: { batchId: string; way: BatchWay },
  { from, held }: UndoPlace,
): UndonePiece {
  const most = Math.max(1, limitsOf(context).piece);
  const rows = readRows(context.db, batchId, from, most + 1);
  const piece: UndonePiece = { waiting: 0, atHq: 0, invitations: 0, left: [], next: rows[most]?.row ?? null };
  for (const row of rows.slice(0, most)) {
    const { changes, fields, why, invitation } = undoRow(context, { batchId, way, held }, row);
    piece.atHq += changes;
    if (invitation) piece.invitations += 1;
    if (why.length > 0) piece.left.push({ row: row.row, username: row.username, why: why.join(' ') });
    if (fields.length > 0) keepUndone(context, batchId, row, { fields, why });
  }
  return piece;
}

function readRows(db: EngineDatabase, batchId: string, from: number, limit: number): UploadRow[] {
  return db
    .statement(
      `SELECT row, username, outcome AS planned, fate, changes, entity, local_id AS localId, undone, at FROM sheet_rows
       WHERE batch_id = ? AND row >= ? AND fate IN ('handed', 'done', 'undone', 'lost') ORDER BY row LIMIT ?`,
    )
    .all(batchId, from, limit)
    .map((row) => rowSchema.parse(row));
}

function keepUndone(
  { db, now }: RecordContext,
  batchId: string,
  { row, undone }: UploadRow,
  { fields, why }: { fields: readonly string[]; why: readonly string[] },
): void {
  setFate(db, batchId, row, { fate: 'undone', messages: why, at: now() });
  db.statement('UPDATE sheet_rows SET undone = ? WHERE batch_id = ? AND row = ?').run(
    JSON.stringify([...undone, ...fields]),
    batchId,
    row,
  );
}

/** `changes`: ways back that were recorded; `fields`: of the plan, that they take back; `why`: what stays, and for which reason; `invitation`: it is deleted. */
type UndoneRow = { changes: number; fields: string[]; why: string[]; invitation?: true };

function stays(...why: string[]): UndoneRow {
  return { changes: 0, fields: [], why };
}

function undoRow(
  context: RecordContext,
  { batchId, way, held }: { batchId: string; way: BatchWay; held: boolean },
  row: UploadRow,
): UndoneRow {
  const { planned, fate, changes, entity, undone } = row;
  if (fate === 'handed') return stays(t(way === 'file' ? 'batch.undo.file' : 'batch.undo.at-importer'));
  if (fate === 'lost') return stays(t('batch.undo.lost'));
  if (changes === null) return stays(t('batch.undo.not-kept'));
  if (planned === 'create') return stays(t('history.undo.created'));
  if (planned === 'remove') return stays(t('history.undo.removed'));
  const open = Object.fromEntries(Object.entries(changes).filter(([field]) => !undone.includes(field)));
  if (Object.keys(open).length === 0) return stays();
  const changeId = `${batchId}.u${row.row}-${undone.length}`;
  if (planned === 'invite') return undoInvited(context, row, { changeId, held });
  if (entity === null || row.localId === null) return stays(t('history.undo.gone'));
  const localId = localIdOf(context.db, entity, row.localId);
  const record = recordOf(context.db, entity, localId);
  if (!record) return stays(t('history.undo.gone'));
  // What HQ showed before the importer was through says nothing of what it did. When that was is kept with the row until something goes back.
  if (fate === 'done' && record.fetchedAt <= row.at) return stays(t('batch.undo.not-read'));
  return undoUpdate(context, { entity, localId, changeId }, open);
}

/** The importer names nobody it invited: the pending invitation to the address is the one, as the row was no invitation before. */
function undoInvited(
  context: RecordContext,
  { fate, username, changes, at }: UploadRow,
  { changeId, held }: { changeId: string; held: boolean },
): UndoneRow {
  const { db } = context;
  const found = db
    .statement('SELECT local_id FROM invitations WHERE email_key = ? AND server_id IS NOT NULL')
    .pluck()
    .get(username.toLowerCase());
  const localId = z.string().safeParse(found).data;
  const record = localId === undefined ? null : recordOf(db, 'invitation', localId);
  if (localId === undefined || !record) return stays(t('batch.undo.not-pending'));
  if (fate === 'done' && record.fetchedAt <= at) return stays(t('batch.undo.not-read'));
  const { values } = rowIntent({ outcome: 'invite', entity: 'invitation', changes: changes ?? {} });
  const refused = recorded(db, () => undoInvitation(context, { localId, values, changeId, held }));
  if (refused) return stays(...refused);
  return { changes: 1, fields: Object.keys(changes ?? {}), why: [], invitation: true };
}

type Whom = { entity: PersonEntity; localId: string; changeId: string };

/** Access is given back before the rest and taken again behind it: HQ may refuse to edit who has none. */
function undoUpdate(context: RecordContext, whom: Whom, open: PlannedChanges): UndoneRow {
  const { values, access, password, importerOnly } = rowIntent({
    outcome: 'update',
    entity: whom.entity,
    changes: open,
  });
  const before = Object.fromEntries(Object.keys(values).map((field) => [field, open[field]?.from ?? null]));
  const steps = [() => undoFields(context, whom, { before, after: values })];
  if (access === 'deactivate') steps.unshift(() => undoAccess(context, whom, access));
  if (access === 'reactivate') steps.push(() => undoAccess(context, whom, access));
  const all = steps.map((step) => step());
  return {
    changes: all.reduce((sum, { changes }) => sum + changes, 0),
    fields: all.flatMap(({ fields }) => fields),
    why: [
      ...new Set([
        ...all.flatMap(({ why }) => why),
        ...(password ? [t('batch.undo.password')] : []),
        ...(importerOnly.length > 0 ? [t('batch.undo.importer-only', { columns: importerOnly.join(', ') })] : []),
      ]),
    ],
  };
}

function undoFields(
  context: RecordContext,
  { entity, localId, changeId }: Whom,
  { before, after }: { before: FieldValues; after: FieldValues },
): UndoneRow {
  if (Object.keys(after).length === 0) return stays();
  const { db } = context;
  const left = editUndo(db, { entity, localId, before, after });
  const why = Object.keys(left).flatMap((field) =>
    isUnread(db, { entity, localId, field, value: after[field] })
      ? [t('batch.undo.unlisted', { label: fieldLabel(field) })]
      : (left[field] ?? []),
  );
  const patch = Object.fromEntries(Object.entries(before).filter(([field]) => !(field in left)));
  const fields = Object.keys(patch);
  if (fields.length === 0) return stays(...why);
  const record = () => recordEdit(context, { changeId, entity, localId, patch, asGiven: true });
  const refused = recorded(db, record);
  return refused ? stays(...why, ...refused) : { changes: 1, fields, why };
}

/** HQ's lists do not tell the value, and what was read of the person alone is not what the importer set. */
function isUnread(
  db: EngineDatabase,
  { entity, localId, field, value }: { entity: PersonEntity; localId: string; field: string; value: Json | undefined },
): boolean {
  if (entity !== 'web-user' || !unlistedKeys(entity).includes(field)) return false;
  return !sameFieldValue(entity, field, readTruth(db, entity, localId)?.[field], value);
}

function undoAccess(
  context: RecordContext,
  { entity, localId, changeId }: Whom,
  was: Extract<PersonAction, 'deactivate' | 'reactivate'>,
): UndoneRow {
  const { db } = context;
  const action = opposites[was];
  const obstacle = accessUndo(db, { entity, localId, action: was });
  if (obstacle !== null || action === undefined) return stays(obstacle ?? t('history.undo.action'));
  const refused = recorded(db, () => recordAction(context, { changeId: `${changeId}a`, entity, localId, action }));
  return refused ? stays(...refused) : { changes: 1, fields: ['is_active'], why: [] };
}

/** A part of the transaction: of a way back that fails nothing stays. @returns why it failed; null: it is recorded */
function recorded(db: EngineDatabase, record: () => unknown): string[] | null {
  try {
    db.sql.transaction(record)();
    return null;
  } catch (error) {
    if (!(error instanceof AppFailure)) throw error;
    return reasonsOf(error);
  }
}
