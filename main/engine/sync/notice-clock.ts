/**
 * The computer's clock can be set back (by hand, by the network's time, by a battery that was empty). Times that are kept would then lie
 * hours ahead, and what waits for them would wait that long. Each run compares the clock with the one of the run before.
 */
import type { EngineDatabase } from '../db/database.ts';
import { longestDelayMs } from './backoff.ts';
import { readMeta, writeMeta } from './meta.ts';
import type { ChangedLately } from './sync-run.ts';

/** What was learned lately, by server id. */
export type Lately = { read: Map<string, number>; changed: Map<string, ChangedLately> };

/**
 * Brings what lies ahead to the present clock: a change that waits is due, HQ's pause keeps what was left of it (all of it at most),
 * what was read last was read now. Call it first in a run.
 */
export function noticeClock(db: EngineDatabase, now: number, lately: Lately): void {
  const before = readMeta(db, 'clockAt');
  const back = Math.max(0, (before ?? now) - now);
  db.write('clock', () => {
    // Further ahead than any change is put off: kept by a run that did not come to its end.
    const until = back > 0 ? now : now + longestDelayMs;
    db.statement('UPDATE changes SET next_attempt_at = ? WHERE next_attempt_at > ?').run(now, until);
    if (back > 0) bringBack(db, now, back);
    writeMeta(db, 'clockAt', now);
  });
  if (back === 0) return;
  for (const [id, at] of lately.read) lately.read.set(id, Math.min(at, now));
  for (const [id, changed] of lately.changed) lately.changed.set(id, { ...changed, at: Math.min(changed.at, now) });
}

function bringBack(db: EngineDatabase, now: number, back: number): void {
  const hold = readMeta(db, 'hold');
  if (hold?.until) writeMeta(db, 'hold', { ...hold, until: hold.until - back });
  const lastPullAt = readMeta(db, 'lastPullAt');
  if (lastPullAt !== null) writeMeta(db, 'lastPullAt', Math.min(lastPullAt, now));
  const pull = readMeta(db, 'pull');
  writeMeta(db, 'pull', { ...pull, startedAt: Math.min(pull.startedAt, now) });
}
