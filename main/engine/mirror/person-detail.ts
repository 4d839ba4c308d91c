/** One person with everything the screens show of them. */
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { fieldDefinition, systemUserDataKeys, userDataPrefix } from '#shared/domain/fields.ts';
import type { ChangeView, PersonDetail } from '#shared/domain/change.ts';
import type { FieldValues, Json, PersonEntity, PersonStatus, RowSyncState } from '#shared/domain/entities.ts';
import type { EngineDatabase } from '../db/database.ts';
import { readActivity } from './activity.ts';
import { readFact, webUserFacts } from './page-facts.ts';
import { getServerRecord, truthValues } from './server-records.ts';
import type { ServerRecord } from './server-records.ts';
import { visibleTables } from './tables.ts';
import { usernameKey, usernameKeysOf } from './username-key.ts';

type DetailColumns = {
  local_id: string;
  server_id: string | null;
  username: string;
  name: string;
  status: PersonStatus;
  sync_state: RowSyncState;
  visible: string;
};

/**
 * @param key local id, HQ's id, username (a worker's with or without the project's suffix) or e-mail; case does not count
 * @param changesOf the person's live changes, oldest first
 * @throws AppFailure `not-found`, or `invalid-input` when the key fits several people
 */
export function getPerson(
  db: EngineDatabase,
  entity: PersonEntity,
  key: string,
  changesOf: (localId: string) => ChangeView[],
): PersonDetail {
  const row = findRow(db, entity, key);
  const record = row.server_id === null ? null : getServerRecord(db, entity, row.server_id);
  return {
    entity,
    localId: row.local_id,
    serverId: row.server_id,
    key: row.username,
    name: row.name,
    status: row.status,
    syncState: row.sync_state,
    values: JSON.parse(row.visible) as FieldValues,
    truth: record ? truthValues(entity, record) : null,
    readOnly: {
      ...(record
        ? {
            ...readOnlyFacts(entity, record),
            ...pageFacts(db, entity, record.serverId),
            ...toldInFile(db, entity, record.serverId),
          }
        : {}),
      ...(entity === 'mobile-worker' ? workerFacts(db, row.local_id) : {}),
    },
    changes: changesOf(row.local_id),
    fetchedAt: record?.fetchedAt ?? null,
  };
}

/** Local id of the person a key stands for; see `getPerson`. */
export function findPerson(db: EngineDatabase, entity: PersonEntity, key: string): string {
  return findRow(db, entity, key).local_id;
}

/** The ways a key is read, the surest first: the first that finds somebody counts. */
function findRow(db: EngineDatabase, entity: PersonEntity, key: string): DetailColumns {
  const typed = key.trim();
  const lower = typed.toLowerCase();
  const ways: [string, string[]][] = [
    ['local_id = ?', [typed]],
    ['server_id = ?', [typed]],
  ];
  if (entity !== 'invitation') ways.push(['username_key = ?', [usernameKey(typed)]]);
  // 'ana' is 'ana@<project>…'.
  if (entity === 'mobile-worker') ways.push(['username_key >= ? AND username_key < ?', usernameKeysOf(typed)]);
  ways.push(['email_key = ?', [lower]]);
  for (const [condition, params] of ways) {
    const found = select(db, entity, condition, params);
    if (found.length > 1)
      throw new AppFailure('invalid-input', t('mirror.ambiguous', { key, count: found.length }), {
        localIds: found.map((row) => row.local_id),
      });
    if (found[0]) return found[0];
  }
  throw new AppFailure('not-found', t('mirror.not-found', { what: t(`entity.${entity}`).toLowerCase(), key }), {
    entity,
    key,
  });
}

function select(db: EngineDatabase, entity: PersonEntity, condition: string, params: string[]): DetailColumns[] {
  const columns =
    entity === 'invitation' ? `email AS username, '' AS name, 'unknown' AS status` : 'username, name, status';
  return db
    .statement(
      `SELECT local_id, server_id, ${columns}, sync_state, visible FROM ${visibleTables[entity]} WHERE ${condition} LIMIT 10`,
    )
    .all(...params) as DetailColumns[];
}

/** What HQ's pages tell beside the record, with the time they told it (`…_as_of`, ISO 8601). */
function pageFacts(db: EngineDatabase, entity: PersonEntity, serverId: string): FieldValues {
  const time = (ms: number) => new Date(ms).toISOString();
  if (entity === 'web-user') {
    const facts = webUserFacts(readFact(db, 'web-user-facts', serverId));
    if (facts === null) return {};
    const { self, ssoControlled, untrustedIdentityProvider, pseudoRole, asOf } = facts;
    return {
      is_self: self,
      sso_controlled: ssoControlled,
      untrusted_identity_provider: untrustedIdentityProvider,
      ...(pseudoRole === null ? {} : { pseudo_role: pseudoRole }),
      page_facts_as_of: time(asOf),
    };
  }
  const stored = entity === 'mobile-worker' ? readFact(db, 'personal-id', serverId) : null;
  return stored ? { personal_id_as_of: time(stored.asOf) } : {};
}

/** When somebody was last active, as HQ's download told it (ISO 8601; null: never), with the time it was made. */
function toldInFile(db: EngineDatabase, entity: PersonEntity, serverId: string): FieldValues {
  const activity = entity === 'invitation' ? null : readActivity(db, entity, serverId);
  if (activity === null) return {};
  const time = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
  const moments: FieldValues =
    entity === 'mobile-worker'
      ? { last_form: time(activity.lastForm) }
      : { last_access: time(activity.lastAccess), last_login: time(activity.lastLogin) };
  return { ...moments, activity_as_of: time(activity.asOf) };
}

/** As the list shows it: PersonalID with what waits, also of a worker HQ does not have yet. */
function workerFacts(db: EngineDatabase, localId: string): FieldValues {
  const row = db.statement('SELECT personal_id, unconfirmed FROM mobile_workers WHERE local_id = ?').get(localId) as
    { personal_id: string; unconfirmed: number } | undefined;
  return {
    ...(row && row.personal_id !== 'unknown' ? { personal_id: row.personal_id } : {}),
    ...(row?.unconfirmed === 1 ? { is_account_confirmed: false } : {}),
  };
}

/** Parts of HQ's record that say nothing to a person. */
const plumbing: readonly string[] = ['id', 'resource_uri', 'user_data', 'doc_type'];

/** What HQ shows and we cannot edit, by HQ's name; HQ's own keys of user_data under `user_data.<key>`. */
function readOnlyFacts(entity: PersonEntity, record: ServerRecord): FieldValues {
  const facts: FieldValues = {};
  for (const [key, value] of Object.entries(record.snapshot))
    if (!plumbing.includes(key) && !fieldDefinition(entity, key)) facts[key] = value;
  const userData: Json | undefined = record.snapshot['user_data'];
  if (userData && typeof userData === 'object' && !Array.isArray(userData))
    for (const key of systemUserDataKeys) if (key in userData) facts[userDataPrefix + key] = userData[key] ?? null;
  return facts;
}
