import type { EngineDatabase } from '../db/database.ts';
import type { ChangeRecord } from './change-record.ts';
import { lastLine, readHistoryLine } from './history-record.ts';
import { readChange } from './read-changes.ts';
import { readReplaced } from './replaced-changes.ts';

/** Where a change that was recorded before lives now: itself, the one it became part of, or nowhere. */
export function carrier(db: EngineDatabase, id: string): string | null {
  const passed = new Set<string>();
  for (let at: string | null = id; at !== null && !passed.has(at); at = becamePartOf(db, at)) {
    if (readChange(db, at)) return at;
    passed.add(at);
  }
  return null;
}

/** The change that gave way to another one and would come back with what was recorded under this id: itself, or what it became part of. */
export function keptCarrier(db: EngineDatabase, id: string): ChangeRecord | null {
  const passed = new Set<string>();
  for (let at: string | null = id; at !== null && !passed.has(at); at = becamePartOf(db, at)) {
    const kept = readReplaced(db, at);
    if (kept) return kept;
    passed.add(at);
  }
  return null;
}

/** What it became part of, by the newest that is known of it; null when it ended otherwise. */
function becamePartOf(db: EngineDatabase, id: string): string | null {
  const seq = lastLine(db, id);
  const line = seq === null ? null : readHistoryLine(db, seq);
  return line?.outcome === 'merged' ? line.answer.into : null;
}
