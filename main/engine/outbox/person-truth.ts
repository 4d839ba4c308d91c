/** HQ's values of one person, by local id; and taking a single record that HQ has just told. */
import { flattenRecord } from '#shared/domain/fields.ts';
import { withGuards } from '#shared/merge/guards.ts';
import type { FieldValues, PersonEntity, PersonStatus } from '#shared/domain/entities.ts';
import type { EngineDatabase } from '../db/database.ts';
import type { HqRecord } from '../hq/gateway.ts';
import { t } from '#shared/messages/translate.ts';
import { burntBy } from '../mirror/burnt-usernames.ts';
import { serverIdOf } from '../mirror/identities.ts';
import type { ChangeRecord } from './change-record.ts';
import { getServerRecord, setWritten, truthValues, upsertServerRecords } from '../mirror/server-records.ts';
import type { ServerRecord } from '../mirror/server-records.ts';
import { usernameKey } from '../mirror/username-key.ts';

/** HQ's values as last read with what the guards look at (shared/merge), null for a person HQ has not seen (or whose record is gone). */
export function readTruth(db: EngineDatabase, entity: PersonEntity, localId: string): FieldValues | null {
  const record = recordOf(db, entity, localId);
  if (!record) return null;
  const { active, snapshot } = record;
  return withGuards(truthValues(entity, record), { status: statusOf(active), permissions: snapshot['permissions'] });
}

/** HQ's record as just read, with what the guards look at: where a reply does not tell the active state, the list a person was in does. */
export function guardedTruth(
  db: EngineDatabase,
  { entity, localId }: Pick<ChangeRecord, 'entity' | 'localId'>,
  record: HqRecord,
): FieldValues {
  const told = record['is_active_in_domain'];
  const active = typeof told === 'boolean' ? told : (recordOf(db, entity, localId)?.active ?? null);
  return withGuards(truthOf(entity, record), { status: statusOf(active), permissions: record['permissions'] });
}

function statusOf(active: boolean | null): PersonStatus {
  if (active === null) return 'unknown';
  return active ? 'active' : 'deactivated';
}

export function recordOf(db: EngineDatabase, entity: PersonEntity, localId: string): ServerRecord | null {
  const serverId = serverIdOf(db, entity, localId);
  return serverId === null ? null : getServerRecord(db, entity, serverId);
}

export type TakenRecord = {
  /** null: the reply did not say, what was known stays. */
  active: boolean | null;
  /** Values HQ has just taken and never tells back. */
  written: FieldValues;
  /** Number of the present listing. */
  generation: number;
  now: number;
};

/** Takes one record as HQ's truth; call inside a write, and rebuild the visible row after it. */
export function takeRecord(db: EngineDatabase, entity: PersonEntity, record: HqRecord, taken: TakenRecord): void {
  upsertServerRecords(
    db,
    entity,
    [{ serverId: record.id, snapshot: record, active: taken.active }],
    taken.generation,
    taken.now,
  );
  if (Object.keys(taken.written).length > 0) setWritten(db, entity, record.id, taken.written);
}

/** HQ's record by field key. */
export function truthOf(entity: PersonEntity, record: HqRecord): FieldValues {
  return flattenRecord(entity, record);
}

/** Local id of somebody else than `own` who is known here to use a complete username; null: nobody. */
export function usernameHolder(db: EngineDatabase, username: string, own: string | null): string | null {
  const row = db
    .statement('SELECT local_id AS localId FROM mobile_workers WHERE username_key = ? AND local_id IS NOT ? LIMIT 1')
    .get(usernameKey(username), own) as { localId: string } | undefined;
  return row?.localId ?? null;
}

/** Why a complete username cannot be had by anybody but `own` (a local id), in HQ's words and ours; null: nothing is known against it. */
export function usernameUse(db: EngineDatabase, username: string, own: string | null): string | null {
  if (usernameHolder(db, username, own) !== null) return t('rule.username.taken', { username });
  const burnt = burntBy(db, username);
  return burnt === null ? null : t(`rule.username.${burnt}`, { username });
}

/** The web user of an address as last listed, null when none is known. */
export function memberOf(db: EngineDatabase, email: string): ServerRecord | null {
  const row = db
    .statement('SELECT local_id AS localId FROM web_users WHERE email_key = ? OR username_key = ? LIMIT 1')
    .get(email, usernameKey(email)) as { localId: string } | undefined;
  return row ? recordOf(db, 'web-user', row.localId) : null;
}
