/**
 * Whether a finished change can be taken back, and if not why. Undo is offered only where HQ, as last read, still shows what the change
 * made: then the way back is an ordinary edit, compared once more with HQ's record itself before it is sent. What somebody else has written
 * there since stays.
 */
import { fieldDefinition, groupKeys, sameFieldValue } from '#shared/domain/fields.ts';
import { fieldLabel } from '#shared/domain/rules.ts';
import type { HistoryEntry } from '#shared/domain/history.ts';
import type { FieldProblems } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { opposites, personActionSchema } from '#shared/domain/action.ts';
import type { PersonAction } from '#shared/domain/action.ts';
import type { FieldValues } from '#shared/domain/entities.ts';
import type { EngineDatabase } from '../db/database.ts';
import { allowed } from './change-view.ts';
import { fold } from './coalesce.ts';
import { decisionLines, readDecidedAt } from './decisions.ts';
import { readEnded, refusedReturn } from './ended-changes.ts';
import { ofPerson } from './history-record.ts';
import type { HistoryRecord } from './history-record.ts';
import { readTruth, recordOf } from './person-truth.ts';
import { readChange, readLane } from './read-changes.ts';
import { readPersonalId } from './personal-id.ts';
import { carrier } from './carrier.ts';

/** Whether a line can be taken back. `left`: what of it cannot (where it can: the rest can), by field. `why` says the same in a sentence. */
export type UndoState = HistoryEntry['undo'] & { left: FieldProblems };

export function undoState(db: EngineDatabase, line: HistoryRecord): UndoState {
  if (line.outcome === 'decided' || line.outcome === 'discarded') return decisionUndo(db, line);
  const how = line.kind === 'delete' ? 'restore' : 'change';
  if (how === 'change' && line.kind === 'update' && line.outcome === 'acked' && pendingUndo(db, line) === null)
    return fieldsUndo(db, line);
  const why = refusal(db, line);
  return { can: why === null, why: why ?? '', how, left: {} };
}

/** Why a line that is no edit cannot be undone now; null when it can. */
function refusal(db: EngineDatabase, line: HistoryRecord): string | null {
  const kind = refusedKind(line);
  if (kind !== null) return kind;
  if (line.kind === 'delete') return refusedRemoval(db, line);
  if (pendingUndo(db, line) !== null) return t('history.undo.waits');
  return refusedAction(db, line);
}

/** A decision is taken back as a whole with all others of the change, from its own line or from that of the change it ended. */
function decisionUndo(db: EngineDatabase, line: HistoryRecord): UndoState {
  const why = refusedDecision(db, line);
  return { can: why === null, why: why ?? '', how: 'unresolve', left: {} };
}

function refusedDecision(
  db: EngineDatabase,
  { seq, changeId, outcome, undoneBy, answer }: HistoryRecord,
): string | null {
  if (outcome === 'discarded' && answer.part !== null) return t('history.undo.discarded');
  if (undoneBy === changeId) return t('history.undo.decision-back');
  const change = readChange(db, changeId);
  if (change) {
    const open = outcome === 'decided' && decisionLines(db, changeId).includes(seq);
    return open && allowed(change, readDecidedAt(db, changeId), null).unresolve ? null : t('history.undo.decided');
  }
  const ended = readEnded(db, changeId);
  if (ended && (ended.historySeq === seq || ended.lines.includes(seq))) return refusedReturn(db, ended);
  return t(outcome === 'decided' ? 'history.undo.decided' : 'history.undo.discarded');
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

/**
 * HQ's own way back: the membership as it was. HQ would add it a second time to somebody who is a member again, or who becomes one by an
 * invitation that is pending or waits here.
 */
function refusedRemoval(db: EngineDatabase, line: HistoryRecord): string | null {
  if (line.undoneBy !== null) return t('history.undo.done');
  if (recordOf(db, line.entity, line.localId)) return t('history.undo.member');
  const invited = db.statement('SELECT 1 FROM invitations WHERE email_key = ?').pluck().get(line.key.toLowerCase());
  return invited === undefined ? null : t('history.undo.invited-anew');
}

/** Fields that HQ, as last read, still shows as the change made them are taken back; the others are left, each with its reason. */
function fieldsUndo(db: EngineDatabase, line: HistoryRecord): UndoState {
  const how = 'change';
  const kind = refusedKind(line);
  if (kind !== null) return { can: false, why: kind, how, left: {} };
  const truth = readTruth(db, line.entity, line.localId);
  if (!truth) return { can: false, why: t('history.undo.gone'), how, left: {} };
  const left = leftFields(db, line, truth);
  const can = Object.keys(left).length < Object.keys(line.after).length;
  const wasUndone = !can && line.undoneBy !== null && isBack(line, truth);
  const reasons = [...new Set(Object.values(left).flat())].join(' ');
  return { can, why: wasUndone ? t('history.undo.done') : reasons, how, left };
}

/** An edit that HQ has: whose, what was before, and what it made. */
type MadeEdit = Pick<HistoryRecord, 'entity' | 'localId' | 'before' | 'after'>;

/** What of an edit stays as it is, by field, whoever made it at HQ; the rest can go back. */
export function editUndo(db: EngineDatabase, edit: MadeEdit): FieldProblems {
  const truth = readTruth(db, edit.entity, edit.localId);
  if (truth) return leftFields(db, edit, truth);
  return Object.fromEntries(Object.keys(edit.after).map((field) => [field, [t('history.undo.gone')]]));
}

function leftFields(db: EngineDatabase, edit: MadeEdit, truth: FieldValues): FieldProblems {
  const waiting = fold({}, readLane(db, edit.entity, edit.localId));
  const made = Object.keys(edit.after);
  const own = new Map(made.map((field) => [field, fieldProblem(edit, field, truth, waiting)]));
  const left: FieldProblems = {};
  for (const field of made) {
    // HQ keeps the fields of a group together: a part of the old values with a part of somebody else's is nobody's wish.
    const problems = groupKeys(edit.entity, field).flatMap((member) => own.get(member) ?? []);
    if (problems.length > 0) left[field] = [...new Set(problems)];
  }
  return left;
}

function fieldProblem(line: MadeEdit, field: string, truth: FieldValues, waiting: FieldValues): string | null {
  const { entity, after } = line;
  const label = fieldLabel(field);
  const definition = fieldDefinition(entity, field);
  if (!definition?.editable) return t('history.undo.not-editable', { label });
  if (!definition.readable) return t('history.undo.not-told', { label });
  if (field in waiting) return t('history.undo.edited', { label });
  if (sameFieldValue(entity, field, truth[field], after[field])) return null;
  const isOld = sameFieldValue(entity, field, truth[field], line.before[field]);
  return t(isOld ? 'history.undo.back-already' : 'history.undo.moved', { label });
}

/** Who has access is known from HQ's lists; who is linked from its pages, where they were ever read. */
function refusedAction(db: EngineDatabase, line: HistoryRecord): string | null {
  return actionObstacle(db, line, (active) => shownAtHq(db, line, active) ?? isLatestOfKind(db, line));
}

/** Why access that was taken or given at HQ, by whomever, cannot go back; null when it can. */
export function accessUndo(
  db: EngineDatabase,
  made: Pick<HistoryRecord, 'entity' | 'localId'> & { action: 'deactivate' | 'reactivate' },
): string | null {
  return actionObstacle(db, made, (active) => active === (made.action === 'reactivate'));
}

/** @param shows whether HQ is still as the action made it */
function actionObstacle(
  db: EngineDatabase,
  { entity, localId }: Pick<HistoryRecord, 'entity' | 'localId'>,
  shows: (active: boolean | null) => boolean,
): string | null {
  const record = recordOf(db, entity, localId);
  if (!record) return t('history.undo.gone');
  if (readLane(db, entity, localId).some(({ kind }) => kind === 'action' || kind === 'delete'))
    return t('history.undo.acted');
  return shows(record.active) ? null : t('history.undo.status-moved');
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
      `SELECT 1 FROM history WHERE ${ofPerson} AND entity = ? AND seq > ? AND outcome = 'acked' AND action IN (?, ?) LIMIT 1`,
    )
    .get(line.localId, line.localId, line.entity, line.seq, line.action, opposite);
  return later === undefined;
}

/** HQ shows the old values again. */
function isBack({ entity, before, after }: HistoryRecord, truth: FieldValues): boolean {
  return Object.keys(after).every((field) => sameFieldValue(entity, field, truth[field], before[field]));
}
