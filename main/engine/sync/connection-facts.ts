/**
 * What is known of the connection, for the table of capabilities: from the account's own record and the lists in the mirror, and from
 * what HQ's pages and refusals have told (`connection` in meta). What is not known stays `unknown`, which forbids nothing.
 */
import { z } from 'zod';
import type { Account } from '#shared/domain/account.ts';
import type { EngineDatabase } from '../db/database.ts';
import { permissionFacts } from '../hq/capabilities.ts';
import type { ConnectionFacts, HqPermission, Known } from '../hq/capabilities.ts';
import { hasTableauRole } from '../mirror/lookups.ts';
import { getServerRecord } from '../mirror/server-records.ts';
import { usernameKey } from '../mirror/username-key.ts';
import { readCursor } from './cursors.ts';
import { readMeta } from './meta.ts';
import { restLists } from './pull-lists.ts';

/** A role and what it allows; `role` '' while its name is not known. */
export type OwnRole = { role: string; isAdmin: Known; permissions: Record<string, unknown> };

export type ConnectionKnowledge = { role: string; facts: ConnectionFacts };

/** @param channels what there is at this moment: an API key, a session */
export function connectionFacts(
  db: EngineDatabase,
  account: Account,
  channels: Pick<ConnectionFacts, 'api' | 'signedIn'>,
): ConnectionKnowledge {
  const { personalId, tableau, plan } = readMeta(db, 'connection');
  const own = ownRole(db, account);
  const keyRights = listsTell(db);
  const included = (name: keyof typeof plan): Known => known(plan[name]?.included);
  const refused = Object.entries(keyRights).filter(([, right]) => right === 'no');
  // HQ refuses a missing plan and a missing permission alike. An administrator lacks none, unless the key is limited to a role, which
  // then is refused other lists as well.
  const { included: hasLocations, from } = plan.locations ?? { included: false, from: null };
  const onPages = hasLocations && (from === 'invite-form' || from === 'location-search');
  const lacksOnlyLocations = keyRights.edit_locations === 'no' && refused.length === 1 && !onPages;
  const locations = own.isAdmin === 'yes' && lacksOnlyLocations ? 'no' : included('locations');
  const seen: Known = hasTableauRole(db) ? 'yes' : 'unknown';
  return {
    role: own.role,
    facts: {
      ...channels,
      isAdmin: own.isAdmin,
      permissions: permissionFacts(own.permissions),
      keyRights,
      flags: { personalId: known(personalId?.on), tableau: tableau === null ? seen : known(tableau.on) },
      plan: {
        api: included('api'),
        locations,
        bulkUsers: included('bulkUsers'),
        profiles: included('profiles'),
        accountConfirmation: included('accountConfirmation'),
      },
    },
  };
}

/** The account's own role: what HQ's pages said, or its own record in the list of web users, whichever is newer. */
export function ownRole(db: EngineDatabase, account: Account): OwnRole {
  const { rights } = readMeta(db, 'connection');
  const record = ownRecord(db, account);
  if (record !== null && record.at >= (rights?.at ?? 0)) return record;
  return rights ?? { role: '', isAdmin: 'unknown', permissions: {} };
}

const idSchema = z.object({ server_id: z.string() });
const recordSchema = z.looseObject({
  role: z.string().nullish(),
  is_admin: z.boolean().nullish(),
  permissions: z.record(z.string(), z.unknown()).nullish(),
});

function ownRecord(db: EngineDatabase, account: Account): (OwnRole & { at: number }) | null {
  const row = db
    .statement('SELECT server_id FROM web_users WHERE username_key = ? AND server_id IS NOT NULL')
    .get(usernameKey(account.username));
  const record = row === undefined ? null : getServerRecord(db, 'web-user', idSchema.parse(row).server_id);
  if (record === null) return null;
  const fields = recordSchema.safeParse(record.snapshot);
  // HQ's record in a form we do not know tells nothing, and forbids nothing.
  if (!fields.success) return null;
  const { role, is_admin: isAdmin, permissions } = fields.data;
  // Made of the Web Users page's row (rows-from-page.ts): it tells a role's name alone.
  if ((isAdmin ?? null) === null && (permissions ?? null) === null) return null;
  return { role: role ?? '', isAdmin: known(isAdmin), permissions: permissions ?? {}, at: record.fetchedAt };
}

const rightOfList: Partial<Record<string, HqPermission>> = {
  location: 'edit_locations',
  'web-user': 'edit_web_users',
  'mobile-worker:active': 'edit_commcare_users',
};

/** REST's lists ask for the right to edit: which of them could be read at the last try says which rights the key has. */
function listsTell(db: EngineDatabase): ConnectionFacts['keyRights'] {
  const facts: ConnectionFacts['keyRights'] = {};
  for (const { name } of restLists) {
    const cursor = readCursor(db, name);
    const right = rightOfList[name];
    if (cursor?.unavailable?.code === 'permission' && right !== undefined) facts[right] = 'no';
    if (cursor === null || cursor.completedAt === null || cursor.unavailable !== null) continue;
    facts.access_api = 'yes';
    if (right !== undefined) facts[right] = 'yes';
  }
  return facts;
}

function known(value: boolean | null | undefined): Known {
  if (value === null || value === undefined) return 'unknown';
  return value ? 'yes' : 'no';
}
