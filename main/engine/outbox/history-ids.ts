/**
 * Which lines of the history fit a filter, the newest first. All ids are worked out once and kept until a line is added, or somebody made
 * here is known by HQ's id: scrolling and the total cost nothing then. Lines are never changed in what is filtered by, and never removed.
 */
import { z } from 'zod';
import type { HistoryFilter } from '#shared/domain/history.ts';
import type { EngineDatabase } from '../db/database.ts';
import { ofPerson } from './history-record.ts';
import { searchMatch } from '../mirror/search-text.ts';

/** Filters kept: a typed search leaves its shorter forms to come back to. 100,000 ids are 800 kB. */
const keptFilters = 8;

type Memory = { last: number | null; tied: number; lists: Map<string, readonly number[]> };
const memories = new WeakMap<EngineDatabase, Memory>();

export function historyIds(db: EngineDatabase, filter: HistoryFilter): readonly number[] {
  const { lists } = memoryOf(db);
  const key = JSON.stringify(filter);
  const known = lists.get(key);
  if (known) return known;
  const ids = queryIds(db, filter);
  lists.set(key, ids);
  const oldest = lists.keys().next();
  if (lists.size > keptFilters && !oldest.done) lists.delete(oldest.value);
  return ids;
}

const stateSchema = z.object({ last: z.number().int().nullable(), tied: z.number().int() });

function memoryOf(db: EngineDatabase): Memory {
  const now = db.statement('SELECT (SELECT max(seq) FROM history) AS last, (SELECT count(*) FROM identities) AS tied');
  const { last, tied } = stateSchema.parse(now.get());
  const known = memories.get(db);
  if (known?.last === last && known.tied === tied) return known;
  const fresh: Memory = { last, tied, lists: new Map() };
  memories.set(db, fresh);
  return fresh;
}

function queryIds(db: EngineDatabase, filter: HistoryFilter): readonly number[] {
  const conditions: string[] = [];
  const params: (string | number)[] = [];
  const add = (sql: string, ...values: (string | number)[]) => {
    conditions.push(sql);
    params.push(...values);
  };
  if (filter.localId !== null) add(ofPerson, filter.localId, filter.localId);
  // The beginning of an id names a change as well as the whole of it.
  if (filter.changeId !== null)
    add('change_id >= ? AND change_id < ?', filter.changeId, `${filter.changeId}\u{10ffff}`);
  if (filter.batchId !== null) add('batch_id >= ? AND batch_id < ?', filter.batchId, `${filter.batchId}\u{10ffff}`);
  if (filter.entity !== null) add('+entity = ?', filter.entity);
  if (filter.outcome !== null) add('+outcome = ?', filter.outcome);
  if (filter.from !== null) add('finished_at >= ?', filter.from);
  if (filter.to !== null) add('finished_at <= ?', filter.to);
  const match = searchMatch(filter.search);
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  const ids = db.sql
    .prepare<unknown[], number>(`SELECT seq FROM history ${where} ORDER BY finished_at DESC, seq DESC`)
    .pluck()
    .all(...params);
  if (match === null) return ids;
  const found = new Set(
    db.sql
      .prepare<unknown[], number>('SELECT rowid FROM history_search WHERE history_search MATCH ?')
      .pluck()
      .all(match),
  );
  return ids.filter((id) => found.has(id));
}
