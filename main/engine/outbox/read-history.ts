/** The history as the screen, the export and the command line show it. Works on a file that is only looked at, too. */
import type { HistoryEntry, HistoryFilter } from '#shared/domain/history.ts';
import type { EngineDatabase } from '../db/database.ts';
import { historyIds } from './history-ids.ts';
import { historyNote } from './history-note.ts';
import { readHistoryLine } from './history-record.ts';
import type { HistoryRecord } from './history-record.ts';
import { undoState } from './undo-state.ts';

/** A page of the lines that fit, the newest first. */
export function listHistory(
  db: EngineDatabase,
  filter: HistoryFilter,
  offset: number,
  limit: number,
): { entries: HistoryEntry[]; total: number } {
  const ids = historyIds(db, filter);
  return { entries: readLines(db, ids.slice(offset, offset + limit)), total: ids.length };
}

export function readLines(db: EngineDatabase, ids: readonly number[]): HistoryEntry[] {
  return ids.flatMap((id) => {
    const line = readHistoryLine(db, id);
    return line ? [viewHistory(db, line)] : [];
  });
}

export function viewHistory(db: EngineDatabase, line: HistoryRecord): HistoryEntry {
  const { seq, before, after, answer, undoneBy: _undoneBy, ...rest } = line;
  const fields = Object.entries(after).map(([field, value]): HistoryEntry['fields'][number] => {
    const decided = answer.decided[field];
    return { field, before: before[field] ?? null, after: value, ...(decided && { decided }) };
  });
  const { left: _left, ...undo } = undoState(db, line);
  return {
    ...rest,
    id: seq,
    fields,
    answer: { status: answer.status, messages: answer.messages, note: historyNote(db, line) },
    undo,
  };
}
