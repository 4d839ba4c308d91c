/**
 * Which rows a page of a list holds. A list without filters (or by status only) is read straight off its sort index, from the nearer
 * end. For other filters, and orders without an index, all ids are worked out once, in order, and kept until a visible row changes:
 * scrolling costs nothing then.
 */
import type { ListInput } from '#shared/ipc/contract.ts';
import type { PersonEntity } from '#shared/domain/entities.ts';
import type { EngineDatabase } from '../db/database.ts';
import { listFilters } from './list-filters.ts';
import type { ListFilters, SqlPart } from './list-filters.ts';
import { listOrder } from './list-order.ts';
import { visibleTables } from './tables.ts';
import { visibleVersion } from './visible-version.ts';

export type IdPage = { ids: readonly number[]; total: number; all: number };

/** Lists kept: the screens show one each, and a typed search leaves its shorter forms to come back to. 100,000 ids are 800 kB. */
const keptLists = 12;

/** Part of all rows up to which a set of ids is looked up and sorted; above it the sort index is walked and checked against the set. */
const walkAbove = 1 / 8;

type Memory = { version: string; lists: Map<string, number[]>; counts: Map<string, number> };
const memories = new WeakMap<EngineDatabase, Memory>();

export function listIds(db: EngineDatabase, entity: PersonEntity, input: ListInput): IdPage {
  const filters = listFilters(entity, input);
  const all = countRows(db, entity, 'all');
  const { walked } = listOrder(entity, input.sort.by);
  if (walked && filters.sets.length === 0 && filters.conditions.length === 0) {
    const total = countRows(db, entity, input.status);
    return { ids: walkPage(db, entity, input, total), total, all };
  }
  const ids = filteredIds(db, entity, input, filters, all);
  return { ids: ids.slice(input.offset, input.offset + input.limit), total: ids.length, all };
}

/** All that match, on all pages, in the list's order. */
export function allListIds(db: EngineDatabase, entity: PersonEntity, input: ListInput): readonly number[] {
  const filters = listFilters(entity, input);
  if (filters.sets.length > 0 || filters.conditions.length > 0)
    return filteredIds(db, entity, input, filters, countRows(db, entity, 'all'));
  return plucked(db, walkSql(entity, input, [], false));
}

function memoryOf(db: EngineDatabase): Memory {
  const version = visibleVersion(db);
  const known = memories.get(db);
  if (known?.version === version) return known;
  const fresh: Memory = { version, lists: new Map(), counts: new Map() };
  memories.set(db, fresh);
  return fresh;
}

function countRows(db: EngineDatabase, entity: PersonEntity, status: ListInput['status']): number {
  const { counts } = memoryOf(db);
  const condition = statusCondition(entity, status);
  const key = `${entity} ${condition?.sql ?? ''} ${status}`;
  const known = counts.get(key);
  if (known !== undefined) return known;
  const { count } = db
    .statement(`SELECT count(*) AS count FROM ${visibleTables[entity]} WHERE ${condition?.sql ?? 'true'}`)
    .get(...(condition?.params ?? [])) as { count: number };
  counts.set(key, count);
  return count;
}

/** Invitations have no status: the filter leaves them alone. */
function statusCondition(entity: PersonEntity, status: ListInput['status']): SqlPart | null {
  return status === 'all' || entity === 'invitation' ? null : { sql: 'status = ?', params: [status] };
}

function walkPage(db: EngineDatabase, entity: PersonEntity, input: ListInput, total: number): number[] {
  const count = Math.min(input.limit, total - input.offset);
  if (count <= 0) return [];
  // From the end when that is nearer: skipping is what a deep page costs.
  const fromEnd = input.offset > total / 2;
  const offset = fromEnd ? total - input.offset - count : input.offset;
  const walk = walkSql(entity, input, [], fromEnd);
  const ids = db.statement(`${walk.sql} LIMIT ? OFFSET ?`).all(...walk.params, count, offset) as { id: number }[];
  const page = ids.map((row) => row.id);
  return fromEnd ? page.reverse() : page;
}

/** All ids in order along the sort index; `+` keeps SQLite from starting at another index and sorting. */
function walkSql(entity: PersonEntity, input: ListInput, conditions: readonly SqlPart[], backwards: boolean): SqlPart {
  const order = listOrder(entity, input.sort.by);
  const status = statusCondition(entity, input.status);
  const parts = [...(status ? [{ ...status, sql: `+${status.sql}` }] : []), ...conditions];
  const direction = input.sort.descending === backwards ? 'ASC' : 'DESC';
  return {
    sql: `SELECT id FROM ${visibleTables[entity]} INDEXED BY ${order.index} ${where(parts)}
          ORDER BY ${order.columns.map((column) => `${column} ${direction}`).join(', ')}`,
    params: parts.flatMap((part) => part.params),
  };
}

function where(parts: readonly SqlPart[]): string {
  return parts.length === 0 ? '' : `WHERE ${parts.map((part) => `(${part.sql})`).join(' AND ')}`;
}

function filteredIds(
  db: EngineDatabase,
  entity: PersonEntity,
  input: ListInput,
  filters: ListFilters,
  all: number,
): readonly number[] {
  return remembered(db, JSON.stringify([entity, { ...input, offset: 0, limit: 0 }]), () => {
    const smallest = smallestSet(db, filters.sets, all * walkAbove);
    return smallest ? sortedSet(db, entity, input, filters, smallest) : walkedSets(db, entity, input, filters);
  });
}

function remembered(db: EngineDatabase, key: string, work: () => number[]): readonly number[] {
  const { lists } = memoryOf(db);
  const known = lists.get(key);
  if (known) return known;
  const ids = work();
  lists.set(key, ids);
  const oldest = lists.keys().next();
  if (lists.size > keptLists && !oldest.done) lists.delete(oldest.value);
  return ids;
}

function plucked(db: EngineDatabase, question: SqlPart): number[] {
  return db.sql
    .prepare<unknown[], number>(question.sql)
    .pluck()
    .all(...question.params);
}

/** A small set: its rows are looked up and sorted. */
function sortedSet(
  db: EngineDatabase,
  entity: PersonEntity,
  input: ListInput,
  filters: ListFilters,
  smallest: SqlPart,
): number[] {
  const status = statusCondition(entity, input.status);
  const parts = [
    { sql: `id IN (${smallest.sql})`, params: smallest.params },
    ...filters.sets
      .filter((set) => set !== smallest)
      .map((set) => ({ sql: `+id IN (${set.sql})`, params: set.params })),
    ...(status ? [{ ...status, sql: `+${status.sql}` }] : []),
    ...filters.conditions,
  ];
  const direction = input.sort.descending ? 'DESC' : 'ASC';
  const order = listOrder(entity, input.sort.by).columns.map((column) => `+${column} ${direction}`);
  return plucked(db, {
    sql: `SELECT id FROM ${visibleTables[entity]} ${where(parts)} ORDER BY ${order.join(', ')}`,
    params: parts.flatMap((part) => part.params),
  });
}

/** Large sets: the whole order (itself remembered) is walked, and whoever is missing from a set is left out. */
function walkedSets(db: EngineDatabase, entity: PersonEntity, input: ListInput, filters: ListFilters): number[] {
  const walk = walkSql(entity, input, filters.conditions, false);
  const order = remembered(db, JSON.stringify([walk.sql, walk.params]), () => plucked(db, walk));
  if (filters.sets.length === 0) return [...order];
  const { last } = db.statement(`SELECT max(id) AS last FROM ${visibleTables[entity]}`).get() as {
    last: number | null;
  };
  const members = filters.sets.map((set) => {
    const marks = new Uint8Array((last ?? 0) + 1);
    for (const id of plucked(db, set)) marks[id] = 1;
    return marks;
  });
  return order.filter((id) => members.every((marks) => marks[id] === 1));
}

/** The smallest set with at most `limit` ids, null when all are larger. */
function smallestSet(db: EngineDatabase, sets: readonly SqlPart[], limit: number): SqlPart | null {
  let best: { set: SqlPart; count: number } | null = null;
  for (const set of sets) {
    const params = [...set.params, Math.ceil(limit) + 1];
    const [count = 0] = plucked(db, { sql: `SELECT count(*) FROM (${set.sql} LIMIT ?)`, params });
    if (count > limit) continue;
    if (!best || count < best.count) best = { set, count };
  }
  return best?.set ?? null;
}
