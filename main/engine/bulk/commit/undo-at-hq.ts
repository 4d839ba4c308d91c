/** What HQ took of a workbook's rows, and its way back: of an edit the row's own fields alone, whosever change carried them to HQ. */
import { z } from 'zod';
import type { FieldValues } from '#shared/domain/entities.ts';
import { groupKeys, sameFieldValue } from '#shared/domain/fields.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import type { EngineDatabase } from '../../db/database.ts';
import type { BatchRow, RowWhat } from '../../outbox/batch-rows.ts';
import { readHistoryLine } from '../../outbox/history-record.ts';
import type { HistoryRecord } from '../../outbox/history-record.ts';
import { knownChange } from '../../outbox/read-changes.ts';
import type { RecordContext } from '../../outbox/record-context.ts';
import { linesAtHq } from '../../outbox/sent-part.ts';
import { undoInvitation } from './undo-invitation.ts';
import { undoChange } from '../../outbox/undo-change.ts';
import { undoState } from '../../outbox/undo-state.ts';

type EditRow = BatchRow & { what: Extract<RowWhat, { kind: 'edit' }> };

/** A line of the history that HQ has, and whose part of a row's change it tells. */
export type LineOfRow = { row: BatchRow; line: HistoryRecord };

/** What HQ has of the row's change and nobody has taken back. An edit may have gone with a change that is somebody else's. */
export function linesOfRow(db: EngineDatabase, batchId: string, row: BatchRow): LineOfRow[] {
  const { changeId } = row;
  if (changeId === null) return [];
  const lines = isEdit(row) ? linesAbout(row, linesAtHq(db, changeId)) : ownLines(db, batchId, changeId);
  return lines
    .filter((line) => line.undoneBy === null && !isWayBackKnown(db, batchId, line.seq))
    .map((line) => ({ row, line }));
}

/** HQ may have taken a change in parts, of which some have nothing of the row's. Where none has, what stays is told of all of it. */
function linesAbout({ entity, what: { patch } }: EditRow, lines: HistoryRecord[]): HistoryRecord[] {
  const named = (field: string) => groupKeys(entity, field).some((member) => member in patch);
  const about = lines.filter(({ after }) => Object.keys(after).some(named));
  return about.length > 0 ? about : lines;
}

/** The line that the batch has recorded its way back from, of those HQ took a row's change in; null: none. */
export function lineTakenBack(db: EngineDatabase, batchId: string, changeId: string): HistoryRecord | null {
  return linesAtHq(db, changeId).findLast(({ seq }) => isWayBackKnown(db, batchId, seq)) ?? null;
}

/** Whether the batch has recorded its way back from this line: where others had a part in the line, the line itself does not say so. */
export function isWayBackKnown(db: EngineDatabase, batchId: string, seq: number): boolean {
  return knownChange(db, wayBackId(batchId, seq));
}

/** The same, asked within SQL. */
export const wayBackKnown = (batchId: string, seq: string) =>
  `(EXISTS (SELECT 1 FROM changes w WHERE w.id = ${batchId} || '.h' || ${seq})
    OR EXISTS (SELECT 1 FROM history w WHERE w.change_id = ${batchId} || '.h' || ${seq}))`;

/** Of the change by which the batch takes back its part in a line of the history. */
export function wayBackId(batchId: string, seq: number): string {
  return `${batchId}.h${seq}`;
}

function isEdit(row: BatchRow): row is EditRow {
  return row.what.kind === 'edit';
}

const seqSchema = z.array(z.number().int());

/** An action, or what is done as a whole, is the batch's only where its own change went to HQ. */
function ownLines(db: EngineDatabase, batchId: string, changeId: string): HistoryRecord[] {
  const rows = db
    .statement("SELECT seq FROM history WHERE change_id = ? AND batch_id = ? AND outcome = 'acked'")
    .pluck()
    .all(changeId, batchId);
  return seqSchema.parse(rows).flatMap((seq) => readHistoryLine(db, seq) ?? []);
}

/** `why`: what stays and for which reason, also where the rest goes back; null where all of it does. `invitation`: that is deleted. */
export type UndoneLine = { undone: boolean; why: string | null; invitation?: true };

/** Records the way back of the row's part in a line; call it inside a write. @param held as in `undoInvitation` */
export function undoLine(
  context: RecordContext,
  { batchId, held }: { batchId: string; held: boolean },
  { row, line }: LineOfRow,
): UndoneLine {
  // HQ's own way back, which works signed in and at once.
  if (line.kind === 'delete') return stays(t('batch.undo.removal'));
  try {
    if (line.kind === 'create' && line.entity === 'invitation') return undoInvited(context, { batchId, held }, line);
    return isEdit(row) ? undoFields(context, batchId, row, line) : undoWhole(context, batchId, line);
  } catch (error) {
    if (!(error instanceof AppFailure)) throw error;
    return stays(error.error.message);
  }
}

function stays(why: string): UndoneLine {
  return { undone: false, why };
}

function undoInvited(
  context: RecordContext,
  { batchId, held }: { batchId: string; held: boolean },
  { seq, localId, after }: HistoryRecord,
): UndoneLine {
  const changeId = wayBackId(batchId, seq);
  undoInvitation(context, { localId, values: after, changeId, held });
  context.db.statement('UPDATE history SET undone_by = ? WHERE seq = ?').run(changeId, seq);
  return { undone: true, why: null, invitation: true };
}

function undoWhole(context: RecordContext, batchId: string, line: HistoryRecord): UndoneLine {
  const { can, why } = undoState(context.db, line);
  if (!can) return stays(why);
  undoChange(context, { changeId: wayBackId(batchId, line.seq), id: line.seq });
  return { undone: true, why: null };
}

function undoFields(context: RecordContext, batchId: string, row: EditRow, line: HistoryRecord): UndoneLine {
  if (line.outcome !== 'acked') return stays(undoState(context.db, line).why);
  const only = rowsPart(context.db, batchId, row, line);
  if (Object.keys(only).length === 0) return stays(t('batch.undo.others'));
  const { left } = undoChange(context, { changeId: wayBackId(batchId, line.seq), id: line.seq, only });
  const reasons = [...new Set(Object.values(left).flat())];
  return { undone: true, why: reasons.length > 0 ? reasons.join(' ') : null };
}

/**
 * The fields of the line that the row's word stands in, with what they go back to: what HQ had before, and where the row joined what somebody
 * else had waiting, what was wanted without the row. Another value than the row's is a newer word, and one that was wanted before it an older one.
 */
function rowsPart(db: EngineDatabase, batchId: string, row: EditRow, line: HistoryRecord): FieldValues {
  const { entity, changeId, what, before } = row;
  const wanted = what.patch;
  const hasJoined = line.changeId !== changeId || line.batchId !== batchId;
  // HQ may keep a value in another form.
  const isRows = (field: string) =>
    sameFieldValue(entity, field, line.after[field], wanted[field]) || line.answer.altered.includes(field);
  const isAnew = (field: string) => !(field in before) || !sameFieldValue(entity, field, before[field], wanted[field]);
  const decided = hasJoined ? decisionsOf(db, line.changeId) : [];
  // What a clash was measured from is what HQ had: nobody wanted that, it was just shown when the row joined.
  const wasShown = (field: string) =>
    decided.some(({ before: base }) => field in base && sameFieldValue(entity, field, base[field], before[field]));
  const part: FieldValues = {};
  for (const field of Object.keys(line.after)) {
    const named = groupKeys(entity, field).filter((member) => member in wanted);
    if (named.length === 0 || !named.every(isRows)) continue;
    if (hasJoined && !named.some(isAnew)) continue;
    const value = hasJoined && field in before && !wasShown(field) ? before[field] : line.before[field];
    if (value !== undefined) part[field] = value;
  }
  return part;
}

/** What was decided about the clashes of a change. */
function decisionsOf(db: EngineDatabase, changeId: string): HistoryRecord[] {
  const rows = db
    .statement("SELECT seq FROM history WHERE change_id = ? AND outcome = 'decided'")
    .pluck()
    .all(changeId);
  return seqSchema.parse(rows).flatMap((seq) => readHistoryLine(db, seq) ?? []);
}
