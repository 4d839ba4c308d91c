/**
 * Usernames that nobody can have any more. HQ never gives one a second time, and tells by no list which those are, so what is learned of
 * them is kept. Source: corehq/apps/users/util.py (`is_username_available`: deleted accounts count).
 *
 * Only what HQ said to a request of ours counts. Who is missing in a list may be missing because HQ was restored from a backup, and the name
 * is free; who is not found for a name that HQ refuses may be missing in its search for now. HQ's own refusal of those costs nothing.
 */
import { z } from 'zod';
import type { EngineDatabase } from '../db/database.ts';
import { usernameKey } from './username-key.ts';

/**
 * - `removed`: HQ removed the worker of the name as it was asked to from here.
 * - `half-made`: HQ refused a create after it had begun, and keeps the name of what it took back.
 */
const burntWays = ['removed', 'half-made'] as const;
export type BurntWay = (typeof burntWays)[number];

/** Older Rosters wrote `deleted` and `kept` as well, learnt of lists and of the search. */
const rowSchema = z.object({ why: z.string() });

export function burnUsername(db: EngineDatabase, username: string, why: BurntWay, now: number): void {
  if (username === '') return;
  db.statement('INSERT OR REPLACE INTO burnt_usernames (username_key, why, at) VALUES (?, ?, ?)').run(
    usernameKey(username),
    why,
    now,
  );
}

/**
 * HQ has somebody of these names, or says that they are free: they can be had after all (HQ's staff can restore a deleted worker, and HQ
 * itself from a backup).
 */
export function unburnUsernames(db: EngineDatabase, usernames: readonly string[]): void {
  db.statement('DELETE FROM burnt_usernames WHERE username_key IN (SELECT value FROM json_each(?))').run(
    JSON.stringify(usernames.map(usernameKey)),
  );
}

/** @returns null where nothing is known against the name */
export function burntBy(db: EngineDatabase, username: string): BurntWay | null {
  const row = db.statement('SELECT why FROM burnt_usernames WHERE username_key = ?').get(usernameKey(username));
  const why = row === undefined ? null : rowSchema.parse(row).why;
  return burntWays.find((known) => known === why) ?? null;
}
