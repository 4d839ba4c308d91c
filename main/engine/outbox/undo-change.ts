/** Takes a finished change back: records the way back as a new change. */
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { readHistoryLine } from './history-record.ts';
import type { HistoryRecord } from './history-record.ts';
import { knownChange } from './read-changes.ts';
import { recordAction } from './record-action.ts';
import { carrier } from './carrier.ts';
import { recordEdit } from './record-change.ts';
import type { RecordContext } from './record-change.ts';
import { oppositeAction, pendingUndo, undoRefusal } from './undo-state.ts';

/**
 * @param undo `changeId`: of the new change; `id`: the line of the history
 * @returns id of the live change that carries the way back (an undo asked for twice is one), null when nothing is left to be sent
 * @throws AppFailure `not-found`; `wrong-state` with `details.fields` (why, by field); `validation` where HQ would refuse the old values
 */
export function undoChange(context: RecordContext, undo: { changeId: string; id: number }): string | null {
  const { db } = context;
  return db.write('undo-change', () => {
    if (knownChange(db, undo.changeId)) return carrier(db, undo.changeId);
    const line = readHistoryLine(db, undo.id);
    if (!line) throw new AppFailure('not-found', t('history.not-found'));
    const waiting = pendingUndo(db, line);
    if (waiting !== null) return waiting;
    const refusal = undoRefusal(db, line);
    if (refusal) throw new AppFailure('wrong-state', refusal.why, { fields: refusal.fields });
    const carriedBy = wayBack(context, line, undo.changeId);
    db.statement('UPDATE history SET undone_by = ? WHERE seq = ?').run(undo.changeId, line.seq);
    return carriedBy;
  });
}

function wayBack(context: RecordContext, line: HistoryRecord, changeId: string): string | null {
  const { entity, localId } = line;
  const action = line.kind === 'action' ? oppositeAction(line) : null;
  if (action) return recordAction(context, { changeId, entity, localId, action });
  return recordEdit(context, { changeId, entity, localId, patch: line.before });
}
