/**
 * Whether a finished change can be taken back, and if not why. Undo is offered only where HQ, as last read, still shows what the change
 * made: then the way back is an ordinary edit, compared once more with HQ's record itself before it is sent.
 */
import { fieldDefinition, sameFieldValue } from '#shared/domain/fields.ts';
import { fieldLabel } from '#shared/domain/rules.ts';
import type { FieldProblems } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { opposites, personActionSchema } from '#shared/domain/action.ts';
import type { PersonAction } from '#shared/domain/action.ts';
import type { FieldValues } from '#shared/domain/entities.ts';
import type { EngineDatabase } from '../db/database.ts';
import { fold } from './coalesce.ts';
import type { HistoryRecord } from './history-record.ts';
import { readTruth, recordOf } from './person-truth.ts';
import { readLane } from './read-changes.ts';
import { readPersonalId } from './personal-id.ts';
import { carrier } from './carrier.ts';

export type UndoState = { can: boolean; why: string };

/** The refusal with its reasons by field. */
export type UndoRefusal = { why: string; fields: FieldProblems };

export function undoState(db: EngineDatabase, line: HistoryRecord): UndoState {
  const refusal = undoRefusal(db, line);
  return refusal === null ? { can: true, why: '' } : { can: false, why: refusal.why };
}

/** Why a line cannot be undone now; null when it can. */
export function undoRefusal(db: EngineDatabase, line: HistoryRecord): UndoRefusal | null {
  const kind = refusedKind(line);
  if (kind !== null) return { why: kind, fields: {} };
  if (line.kind === 'delete') return refusedRemoval(db, line);
  if (pendingUndo(db, line) !== null) return { why: t('history.undo.waits'), fields: {} };
  return line.kind === 'action' ? refusedAction(db, line) : refusedFields(db, line);
}

/** The live change that carries the undo of this line, null when none waits. */
export function pendingUndo(db: EngineDatabase, line: Pick<HistoryRecord, 'undoneBy'>): string | null {
  return line.undoneBy === null ? null : carrier(db, line.undoneBy);
}

/** The action that takes an action back, null when there is none. */
export function oppositeAction(line: Pick<HistoryRecord, 'action'>): PersonAction | null {
  const action = personActionSchema.safeParse(line.action);
  return action.success ? (opposites[action.data] ?? null) : null;
}

/** What is never undone, whatever HQ shows. */
function refusedKind(line: HistoryRecord): string | null {
  if (line.outcome !== 'acked') return t(`history.undo.${line.outcome}`);
  if (line.kind === 'create') return t(line.entity === 'invitation' ? 'history.undo.invited' : 'history.undo.created');
  if (line.kind === 'delete') return line.answer.undoAddress === null ? t('history.undo.removed') : null;
  if (line.kind === 'action') return oppositeAction(line) === null ? t('history.undo.action') : null;
  return Object.keys(line.after).length === 0 ? t('history.undo.nothing') : null;
}

/** HQ's own way back: the membership as it was. HQ would add it a second time to somebody who is a member again. */
function refusedRemoval(db: EngineDatabase, line: HistoryRecord): UndoRefusal | null {
  if (line.undoneBy !== null) return { why: t('history.undo.done'), fields: {} };
  return recordOf(db, line.entity, line.localId) ? { why: t('history.undo.member'), fields: {} } : null;
}

function refusedFields(db: EngineDatabase, line: HistoryRecord): UndoRefusal | null {
  const truth = readTruth(db, line.entity, line.localId);
  if (!truth) return { why: t('history.undo.gone'), fields: {} };
  const waiting = fold({}, readLane(db, line.entity, line.localId));
  const fields: FieldProblems = {};
  for (const field of Object.keys(line.after)) {
    const problem = fieldProblem(line, field, truth, waiting);
    if (problem !== null) fields[field] = [problem];
  }
  const all = Object.values(fields).flat();
  if (all.length === 0) return null;
  const wasUndone = line.undoneBy !== null && isBack(line, truth);
  return { why: wasUndone ? t('history.undo.done') : [...new Set(all)].join(' '), fields };
}

function fieldProblem(line: HistoryRecord, field: string, truth: FieldValues, waiting: FieldValues): string | null {
  const { entity, after } = line;
  const label = fieldLabel(field);
  const definition = fieldDefinition(entity, field);
  if (!definition?.editable) return t('history.undo.not-editable', { label });
  if (!definition.readable) return t('history.undo.not-told', { label });
  if (field in waiting) return t('history.undo.edited', { label });
  return sameFieldValue(entity, field, truth[field], after[field]) ? null : t('history.undo.moved', { label });
}

/** Who has access is known from HQ's lists; who is linked from its pages, where they were ever read. */
function refusedAction(db: EngineDatabase, line: HistoryRecord): UndoRefusal | null {
  const record = recordOf(db, line.entity, line.localId);
  if (!record) return { why: t('history.undo.gone'), fields: {} };
  if (readLane(db, line.entity, line.localId).some(({ kind }) => kind === 'action' || kind === 'delete'))
    return { why: t('history.undo.acted'), fields: {} };
  const shows = shownAtHq(db, line, record.active) ?? isLatestOfKind(db, line);
  return shows ? null : { why: t('history.undo.status-moved'), fields: {} };
}

/** Whether HQ, as last read, still is as the action made it; null where it was never read. */
function shownAtHq(db: EngineDatabase, { action, localId }: HistoryRecord, active: boolean | null): boolean | null {
  if (action === 'deactivate' || action === 'reactivate') return active === (action === 'reactivate');
  const state = readPersonalId(db, localId);
  return state === 'unknown' ? null : state === (action === 'link' ? 'active' : 'inactive');
}

/** No later line of ours says otherwise: all that is known of a link HQ was never asked for. */
function isLatestOfKind(db: EngineDatabase, line: HistoryRecord): boolean {
  const opposite = oppositeAction(line);
  const later = db
    .statement(
      `SELECT 1 FROM history WHERE local_id = ? AND entity = ? AND seq > ? AND outcome = 'acked' AND action IN (?, ?) LIMIT 1`,
    )
    .get(line.localId, line.entity, line.seq, line.action, opposite);
  return later === undefined;
}

/** HQ shows the old values again. */
function isBack({ entity, before, after }: HistoryRecord, truth: FieldValues): boolean {
  return Object.keys(after).every((field) => sameFieldValue(entity, field, truth[field], before[field]));
}
