/** What Roster adds to HQ's answer in a line of the history. */
import { z } from 'zod';
import { fieldLabel } from '#shared/domain/rules.ts';
import { t } from '#shared/messages/translate.ts';
import type { EngineDatabase } from '../db/database.ts';
import type { HistoryRecord } from './history-record.ts';

const uses = ['mine', 'theirs', 'value'] as const;

export function historyNote(db: EngineDatabase, { answer, changeId, undoneBy }: HistoryRecord): string {
  const fields = (keys: readonly string[]) => keys.map((key) => fieldLabel(key)).join(', ');
  return [
    ...(isUndo(db, changeId) ? [t('history.note.undo')] : []),
    ...(answer.part !== null && answer.part.length > 0 ? [t('history.note.part')] : []),
    ...(answer.into === null ? [] : [t('history.note.merged')]),
    ...(answer.undoes.length > 0 ? [t('history.note.back')] : []),
    ...(answer.overBatch === null ? [] : [t('history.note.over-batch', { batch: batchName(db, answer.overBatch) })]),
    ...(answer.superseded.length > 0 ? [t('history.note.superseded', { fields: fields(answer.superseded) })] : []),
    ...(answer.restored.length > 0 ? [t('history.note.restored')] : []),
    ...(answer.adopted === null ? [] : [t('history.note.adopted')]),
    ...(answer.recreated === null ? [] : [t('history.note.recreated')]),
    ...(answer.read === null ? [] : [t('history.note.read')]),
    ...(answer.dropped.length > 0 ? [t('history.note.dropped', { fields: fields(answer.dropped) })] : []),
    ...(answer.altered.length > 0 ? [t('history.note.altered', { fields: fields(answer.altered) })] : []),
    ...(answer.overtaken.length > 0 ? [t('history.note.overtaken', { fields: fields(answer.overtaken) })] : []),
    ...uses.flatMap((use) => {
      const chosen = Object.keys(answer.decided).filter((field) => answer.decided[field]?.use === use);
      return chosen.length > 0 ? [t(`history.note.${use}`, { fields: fields(chosen) })] : [];
    }),
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

const nameSchema = z.object({ name: z.string().nullable() }).optional();

/** The file a batch came from; else its id, as the Changes screen and the command line have it. */
function batchName(db: EngineDatabase, id: string): string {
  const row = nameSchema.parse(db.statement('SELECT source_name AS name FROM batches WHERE id = ?').get(id));
  return row?.name ?? id;
}
