/**
 * Whom a batch is about, and how one about more people than a transaction takes is done in pieces: who they are is written down with the first
 * piece, as rows that wait, because what the pieces do may move people out of the very list they were chosen by.
 */
import { z } from 'zod';
import { mostAtOnce, pieceOfMany } from '#shared/ipc/many.ts';
import type { ManyPeople } from '#shared/ipc/many.ts';
import type { PersonEntity } from '#shared/domain/entities.ts';
import type { EngineDatabase } from '../db/database.ts';
import { allListIds } from '../mirror/list-ids.ts';
import { visibleTables } from '../mirror/tables.ts';

/** How many people one transaction takes, and how many each piece of more than that. */
export type ManyLimits = { atOnce: number; piece: number };
export const manyLimits: ManyLimits = { atOnce: mostAtOnce, piece: pieceOfMany };

export function limitsOf({ manyLimits: limits = manyLimits }: { manyLimits?: ManyLimits }): ManyLimits {
  return limits;
}

const idsSchema = z.array(z.string());

/** Local ids, each once. Of more than one transaction takes admins come first: that one of them is left is asked of all of them at once. */
export function peopleOf(db: EngineDatabase, entity: PersonEntity, who: ManyPeople, limits: ManyLimits): string[] {
  if ('ids' in who) return [...new Set(who.ids)];
  const except = new Set(who.except);
  const read = db.statement(`SELECT local_id FROM ${visibleTables[entity]} WHERE id = ?`).pluck();
  const all = idsSchema.parse(allListIds(db, entity, who.filter).map((id) => read.get(id)));
  const wanted = all.filter((localId) => !except.has(localId));
  if (entity !== 'web-user' || !inPieces(wanted.length, limits)) return wanted;
  const admins = new Set(db.statement('SELECT local_id FROM web_users WHERE is_admin = 1').pluck().all());
  return [...wanted.filter((localId) => admins.has(localId)), ...wanted.filter((localId) => !admins.has(localId))];
}

export function inPieces(people: number, { atOnce }: ManyLimits): boolean {
  return people > atOnce;
}

const memories = new WeakMap<EngineDatabase, { about: string; ids: string[] }>();

/** Those of a preview from one place on: who they are is looked up once, at its beginning. */
export function peopleFrom(
  db: EngineDatabase,
  entity: PersonEntity,
  who: ManyPeople,
  { from, limits }: { from: number; limits: ManyLimits },
): { ids: readonly string[]; left: number } {
  const about = JSON.stringify([entity, who]);
  const kept = memories.get(db);
  const ids = from > 0 && kept?.about === about ? kept.ids : peopleOf(db, entity, who, limits);
  if (!inPieces(ids.length, limits)) return { ids: from === 0 ? ids : [], left: 0 };
  memories.set(db, { about, ids });
  return { ids: ids.slice(from, from + limits.piece), left: Math.max(0, ids.length - from - limits.piece) };
}

export function writeWaiting(db: EngineDatabase, batchId: string, ids: readonly string[]): void {
  const write = db.statement(
    "INSERT INTO batch_rows (batch_id, row_number, raw, outcome, messages, local_id, change_id) VALUES (?, ?, '{}', 'waiting', '[]', ?, NULL)",
  );
  for (const [index, localId] of ids.entries()) write.run(batchId, index, localId);
}

const waitingSchema = z.array(z.object({ number: z.number().int(), localId: z.string() }));

/** The next piece of those who wait, and how many wait behind it. */
export function nextWaiting(
  db: EngineDatabase,
  batchId: string,
  { piece }: ManyLimits,
): { rows: { number: number; localId: string }[]; left: number } {
  const rows = waitingSchema.parse(
    db
      .statement(
        "SELECT row_number AS number, local_id AS localId FROM batch_rows WHERE batch_id = ? AND outcome = 'waiting' ORDER BY row_number LIMIT ?",
      )
      .all(batchId, piece),
  );
  return { rows, left: waitingCount(db, batchId) - rows.length };
}

export function waitingCount(db: EngineDatabase, batchId: string): number {
  return z
    .number()
    .parse(
      db.statement("SELECT count(*) FROM batch_rows WHERE batch_id = ? AND outcome = 'waiting'").pluck().get(batchId),
    );
}

/** Nobody else of the batch is changed; call inside a write. @returns how many that leaves out */
export function dropWaiting(db: EngineDatabase, batchId: string): number {
  return db.statement("DELETE FROM batch_rows WHERE batch_id = ? AND outcome = 'waiting'").run(batchId).changes;
}

/** Ids of the next changes of a batch that is decided, by `seq`; `next` null: there is none behind them. */
export function changesFrom(
  db: EngineDatabase,
  batchId: string,
  { from, limits }: { from: number; limits: ManyLimits },
): { ids: string[]; next: number | null } {
  const read = db.statement('SELECT id, seq FROM changes WHERE batch_id = ? AND seq >= ? ORDER BY seq LIMIT ?');
  const most = limits.atOnce + 1;
  const rows = changeSchema.parse(read.all(batchId, from, from === 0 ? most : limits.piece + 1));
  // What has begun in pieces goes on so, though less is left than one transaction takes.
  const end = from === 0 && !inPieces(rows.length, limits) ? rows.length : limits.piece;
  return { ids: rows.slice(0, end).map(({ id }) => id), next: rows[end]?.seq ?? null };
}

const changeSchema = z.array(z.object({ id: z.string(), seq: z.number().int() }));

/** Row numbers of one piece of a batch that is taken back; `next` null: there is nobody behind it. */
export function pieceFrom(
  db: EngineDatabase,
  batchId: string,
  { from, limits }: { from: number; limits: ManyLimits },
): { first: number; end: number; next: number | null } {
  const { last, rows } = lastSchema.parse(
    db.statement('SELECT max(row_number) AS last, count(*) AS rows FROM batch_rows WHERE batch_id = ?').get(batchId),
  );
  const end = inPieces(rows, limits) ? from + limits.piece : Number.MAX_SAFE_INTEGER;
  return { first: from, end, next: last !== null && end <= last ? end : null };
}

const lastSchema = z.object({ last: z.number().int().nullable(), rows: z.number().int() });
