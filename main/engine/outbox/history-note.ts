/** What Roster adds to HQ's answer in a line of the history. */
import { fieldLabel } from '#shared/domain/rules.ts';
import { t } from '#shared/messages/translate.ts';
import type { EngineDatabase } from '../db/database.ts';
import type { HistoryRecord } from './history-record.ts';

export function historyNote(db: EngineDatabase, { answer, changeId, undoneBy }: HistoryRecord): string {
  const fields = (keys: readonly string[]) => keys.map((key) => fieldLabel(key)).join(', ');
  return [
    ...(isUndo(db, changeId) ? [t('history.note.undo')] : []),
    ...(answer.into === null ? [] : [t('history.note.merged')]),
    ...(answer.undoes.length > 0 ? [t('history.note.back')] : []),
    ...(answer.restored.length > 0 ? [t('history.note.restored')] : []),
    ...(answer.adopted === null ? [] : [t('history.note.adopted')]),
    ...(answer.recreated === null ? [] : [t('history.note.recreated')]),
    ...(answer.read === null ? [] : [t('history.note.read')]),
    ...(answer.dropped.length > 0 ? [t('history.note.dropped', { fields: fields(answer.dropped) })] : []),
    ...(answer.altered.length > 0 ? [t('history.note.altered', { fields: fields(answer.altered) })] : []),
    ...(answer.note === '' ? [] : [answer.note]),
    ...(undoneBy === changeId ? [t('history.note.taken-back')] : []),
  ].join(' ');
}

/** A change that came back itself (unresolve-change.ts) names itself there; it undoes nothing. */
function isUndo(db: EngineDatabase, changeId: string): boolean {
  return (
    db.statement('SELECT 1 FROM history WHERE undone_by = ? AND change_id <> undone_by LIMIT 1').get(changeId) !==
    undefined
  );
}
