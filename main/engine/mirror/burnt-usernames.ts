/**
 * Usernames that nobody can have any more. HQ never gives one a second time, and tells by no list which those are, so what is learned of
 * them is kept. Source: corehq/apps/users/util.py (`is_username_available`: deleted accounts count).
 */
import { z } from 'zod';
import type { EngineDatabase } from '../db/database.ts';
import { usernameKey } from './username-key.ts';

/**
 * - `deleted`: a worker of the name was here and is gone from HQ.
 * - `half-made`: HQ refused a create after it had begun, and keeps the name of what it took back.
 * - `kept`: HQ refused the name as taken, and shows nobody who has it.
 */
export const burntWays = ['deleted', 'half-made', 'kept'] as const;
export type BurntWay = (typeof burntWays)[number];

const rowSchema = z.object({ why: z.enum(burntWays) });

export function burnUsername(db: EngineDatabase, username: string, why: BurntWay, now: number): void {
  if (username === '') return;
  db.statement('INSERT OR IGNORE INTO burnt_usernames (username_key, why, at) VALUES (?, ?, ?)').run(
    usernameKey(username),
    why,
    now,
  );
}

/** HQ has somebody of the name: it was given after all (a deleted worker can be restored by HQ's staff). */
export function unburnUsername(db: EngineDatabase, username: string): void {
  if (username !== '') db.statement('DELETE FROM burnt_usernames WHERE username_key = ?').run(usernameKey(username));
}

/** @returns null where nothing is known against the name */
export function burntBy(db: EngineDatabase, username: string): BurntWay | null {
  const row = db.statement('SELECT why FROM burnt_usernames WHERE username_key = ?').get(usernameKey(username));
  return row === undefined ? null : rowSchema.parse(row).why;
}
