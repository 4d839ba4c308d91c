/** What of a recorded change HQ has by now: all of it, or the part that its lines of the history tell of. */
import { z } from 'zod';
import type { FieldValues, PersonEntity } from '#shared/domain/entities.ts';
import { sameFieldValue } from '#shared/domain/fields.ts';
import type { EngineDatabase } from '../db/database.ts';
import { lastLine, readHistoryLine } from './history-record.ts';
import type { HistoryRecord } from './history-record.ts';

/** Whether the change, or the one it became part of, left for HQ as it was at last. */
export function wasSent(db: EngineDatabase, changeId: string | null): boolean {
  const last = changeId === null ? null : lastOfChain(db, changeId);
  return last ? isAtHq(last) && last.answer.part === null : false;
}

/** The newest line of the change, or of the one it became part of; null while neither has ended in any way. */
export function lastOfChain(db: EngineDatabase, changeId: string): HistoryRecord | null {
  return chain(db, changeId).at(-1)?.line ?? null;
}

/** Whether all the change did was to end what waited before it: its opposite, or an edit that it brought back to what HQ has. */
export function tookBack(db: EngineDatabase, changeId: string | null): boolean {
  const seq = changeId === null ? null : lastLine(db, changeId);
  const line = seq === null ? null : readHistoryLine(db, seq);
  return line?.outcome === 'discarded' && line.answer.undoes.length > 0;
}

/**
 * @param wanted values of the change
 * @returns those fields of `wanted` that HQ took, or had already, while the rest of the change (or of the one it became part of) did not go
 */
export function sentPart(
  db: EngineDatabase,
  { entity, changeId, wanted }: { entity: PersonEntity; changeId: string | null; wanted: FieldValues },
): ReadonlySet<string> {
  const lines = changeId === null ? [] : chain(db, changeId).flatMap(({ id }) => linesOf(db, id));
  const parts = lines.filter((line) => isAtHq(line) && line.answer.part !== null);
  const took = ({ answer, after }: HistoryRecord) =>
    (answer.part ?? []).filter(
      (field) => field in wanted && sameFieldValue(entity, field, after[field], wanted[field]),
    );
  return new Set(parts.flatMap(took));
}

/** The lines of the change, or of the one it became part of, that tell what HQ has by now. */
export function linesAtHq(db: EngineDatabase, changeId: string): HistoryRecord[] {
  return chain(db, changeId)
    .flatMap(({ id }) => linesOf(db, id))
    .filter(isAtHq);
}

function isAtHq({ outcome }: HistoryRecord): boolean {
  return outcome === 'acked' || outcome === 'converged';
}

/** The change and what it became part of, one after the other, with the newest line of each. */
function chain(db: EngineDatabase, changeId: string): { id: string; line: HistoryRecord | null }[] {
  const passed = new Map<string, HistoryRecord | null>();
  for (let at: string | null = changeId; at !== null && !passed.has(at);) {
    const seq = lastLine(db, at);
    const line: HistoryRecord | null = seq === null ? null : readHistoryLine(db, seq);
    passed.set(at, line);
    at = line?.outcome === 'merged' ? line.answer.into : null;
  }
  return [...passed].map(([id, line]) => ({ id, line }));
}

const seqSchema = z.object({ seq: z.number().int() });

function linesOf(db: EngineDatabase, changeId: string): HistoryRecord[] {
  const rows = db.statement('SELECT seq FROM history WHERE change_id = ? ORDER BY seq').all(changeId);
  return rows.flatMap((row) => readHistoryLine(db, seqSchema.parse(row).seq) ?? []);
}
