/** Takes a finished change back: records the way back as a new change. */
import { AppFailure } from '#shared/ipc/result.ts';
import type { FieldValues } from '#shared/domain/entities.ts';
import type { FieldProblems } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { readHistoryLine } from './history-record.ts';
import type { HistoryRecord } from './history-record.ts';
import { knownChange } from './read-changes.ts';
import { recordAction } from './record-action.ts';
import { carrier } from './carrier.ts';
import { recordEdit } from './record-change.ts';
import type { RecordContext } from './record-context.ts';
import type { UndoState } from './undo-state.ts';
import { oppositeAction, pendingUndo, undoState } from './undo-state.ts';
import { unresolveChange } from './unresolve-change.ts';

export type Undone = Pick<UndoState, 'how' | 'left'> & { id: string | null };

/**
 * @param undo `changeId`: of the new change; `id`: the line of the history; `only`: no more than these fields, which somebody alone of those
 *   who had a part in the line takes back, and the values they go back to
 * @returns `id`: of the live change that carries the way back (an undo asked for twice is one), or of the one that is there again because
 *   its decision was taken back; null when nothing is left to be sent. `left`: what is not taken back, and why, by field
 * @throws AppFailure `not-found`; `wrong-state` with `details.fields` (why, by field); `validation` where HQ would refuse the old values
 */
export function undoChange(context: RecordContext, undo: { changeId: string; id: number; only?: FieldValues }): Undone {
  const { db } = context;
  return db.write('undo-change', () => {
    if (knownChange(db, undo.changeId)) return { id: carrier(db, undo.changeId), left: {}, how: 'change' };
    const whole = readHistoryLine(db, undo.id);
    if (!whole) throw new AppFailure('not-found', t('history.not-found'));
    const line = undo.only ? partOf(whole, undo.only) : whole;
    const waiting = pendingUndo(db, line);
    if (waiting !== null) return { id: waiting, left: {}, how: 'change' };
    const { can, why, how, left } = undoState(db, line);
    if (!can) throw new AppFailure('wrong-state', why, { fields: left });
    if (how === 'unresolve') {
      unresolveChange(context, line.changeId);
      return { id: line.changeId, left, how };
    }
    const id = wayBack(context, line, undo.changeId, left);
    const isAll = Object.keys(whole.after).every((field) => field in line.after);
    if (isAll) db.statement('UPDATE history SET undone_by = ? WHERE seq = ?').run(undo.changeId, line.seq);
    return { id, left, how };
  });
}

/** Values are taken back as those of an edit, also where they went with a create. */
function partOf(line: HistoryRecord, before: FieldValues): HistoryRecord {
  const after = Object.fromEntries(Object.entries(line.after).filter(([field]) => field in before));
  return { ...line, kind: 'update', action: null, before, after };
}

function wayBack(context: RecordContext, line: HistoryRecord, changeId: string, left: FieldProblems): string | null {
  const { entity, localId } = line;
  const action = line.kind === 'action' ? oppositeAction(line) : null;
  if (action) return recordAction(context, { changeId, entity, localId, action });
  const patch = Object.fromEntries(Object.entries(line.before).filter(([field]) => !(field in left)));
  return recordEdit(context, { changeId, entity, localId, patch, asGiven: true });
}
