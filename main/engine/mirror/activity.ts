/** When people were last active: learned from HQ's download, in a table of its own, since no list of HQ's tells it. */
import type { Activity } from '#shared/domain/activity.ts';
import type { MirrorEntity } from '#shared/domain/entities.ts';
import type { EngineDatabase } from '../db/database.ts';
import { bumpVisibleVersion } from './visible-version.ts';

export type ActiveEntity = 'web-user' | 'mobile-worker';
/** `key`: a worker's id at HQ, a web user's username: what HQ's download names them by. */
export type ToldActivity = Omit<Activity, 'asOf'> & { key: string };

/** For a query of people: their activity as JSON, null where HQ's download never told of them. */
export const activityColumn = (entity: ActiveEntity, table: string): string =>
  `(SELECT json_object('lastForm', last_form, 'lastAccess', last_access, 'lastLogin', last_login, 'asOf', as_of) FROM activity
    WHERE activity.entity = '${entity}' AND activity.server_id = ${table}.server_id) AS activity`;

export type ToldMoment = 'last_form' | 'last_access' | 'last_login';

/** To sort a query of people by: the latest is the highest, "never" comes before every moment, and whom HQ's download never told of before that. */
export const activityRank = (entity: ActiveEntity, table: string, moment: ToldMoment): string =>
  `coalesce((SELECT coalesce(${moment}, 0) FROM activity WHERE activity.entity = '${entity}' AND activity.server_id = ${table}.server_id), -1)`;

/** Within the caller's `write`. @returns of how many; people not known here yet are passed over, another download tells of them again */
export function learnActivity(
  db: EngineDatabase,
  entity: ActiveEntity,
  told: readonly ToldActivity[],
  now: number,
): number {
  const known =
    entity === 'mobile-worker'
      ? `SELECT server_id FROM server_records WHERE entity = 'mobile-worker' AND server_id = ?`
      : `SELECT server_id FROM web_users WHERE username_key = ? AND server_id IS NOT NULL`;
  const write = db.statement(
    `INSERT OR REPLACE INTO activity (entity, server_id, last_form, last_access, last_login, as_of)
     SELECT ?, server_id, ?, ?, ?, ? FROM (${known})`,
  );
  // Lists sorted by it are kept until a row changes.
  bumpVisibleVersion(db);
  return told.reduce(
    (sum, { key, lastForm, lastAccess, lastLogin }) =>
      sum + write.run(entity, lastForm, lastAccess, lastLogin, now, key).changes,
    0,
  );
}

/** What goes with a person HQ no longer has. */
export function forgetActivity(db: EngineDatabase, entity: MirrorEntity, serverId: string): void {
  db.statement('DELETE FROM activity WHERE entity = ? AND server_id = ?').run(entity, serverId);
}

/** Of one person, null where HQ's download never told. */
export function readActivity(db: EngineDatabase, entity: ActiveEntity, serverId: string): Activity | null {
  const row = db
    .statement(
      `SELECT last_form AS lastForm, last_access AS lastAccess, last_login AS lastLogin, as_of AS asOf
       FROM activity WHERE entity = ? AND server_id = ?`,
    )
    .get(entity, serverId) as Activity | undefined;
  return row ?? null;
}

/** @param text of `activityColumn` */
export function activityOf(text: string | null): Activity | null {
  return text === null ? null : (JSON.parse(text) as Activity);
}
