/** The filters of a list as SQL over the visible table: sets of row ids, and conditions on columns. */
import type { ListInput } from '#shared/ipc/contract.ts';
import type { PersonEntity } from '#shared/domain/entities.ts';
import { fixedFields, userDataPrefix } from '#shared/domain/fields.ts';
import { firstDayAlive } from '#shared/domain/invitation-clock.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { foldText } from './fold-text.ts';
import { searchMatch } from './search-text.ts';
import { visibleTables } from './tables.ts';
import { usernameKey, usernameKeysOf } from './username-key.ts';

export type SqlPart = { sql: string; params: (string | number)[] };

export type ListFilters = {
  /** Subqueries of row ids that an index answers. */
  sets: SqlPart[];
  /** Conditions that look at the row. */
  conditions: SqlPart[];
};

export function listFilters(entity: PersonEntity, input: ListInput): ListFilters {
  const filters: ListFilters = { sets: [], conditions: [] };
  addSearch(entity, input.search, filters);
  if (input.locationId !== null) filters.sets.push(inLocation(entity, input.locationId));
  if (input.groupId !== null)
    filters.sets.push(
      entity === 'mobile-worker'
        ? { sql: 'SELECT person FROM person_groups WHERE group_id = ?', params: [input.groupId] }
        : { sql: 'SELECT NULL WHERE false', params: [] },
    );
  if (input.sync === 'waiting')
    filters.sets.push({
      sql: `SELECT id FROM ${visibleTables[entity]} WHERE sync_state IN ('pending', 'conflict', 'attention')`,
      params: [],
    });
  if (input.role !== null && entity === 'web-user')
    filters.sets.push({
      sql: 'SELECT id FROM web_users WHERE role_key = ? AND role = ?',
      params: [foldText(input.role), input.role],
    });
  else if (input.role !== null) filters.conditions.push(equal(entity, 'role', input.role));
  for (const [key, value] of Object.entries(input.where)) filters.conditions.push(equal(entity, key, value));
  return filters;
}

function addSearch(entity: PersonEntity, typed: string, filters: ListFilters): void {
  const match = searchMatch(typed);
  if (match === null) return;
  const index = `${visibleTables[entity]}_search`;
  filters.sets.push({ sql: `SELECT rowid FROM ${index} WHERE ${index} MATCH ?`, params: [match] });
}

/** The location and everything below it. UNION (not ALL): a loop in HQ's data ends. */
function inLocation(entity: PersonEntity, locationId: string): SqlPart {
  return {
    sql: `SELECT person FROM person_locations WHERE entity = ? AND location_id IN (
            WITH RECURSIVE below (id) AS (
              SELECT ? UNION SELECT l.location_id FROM locations l JOIN below ON l.parent_id = below.id
            ) SELECT id FROM below)`,
    params: [entity, locationId],
  };
}

/** Field keys that are columns; everything else is looked up in the visible values. */
const columns: Record<PersonEntity, Readonly<Record<string, string>>> = {
  'mobile-worker': {
    email: 'email_key',
    phone: 'phone',
    language: 'language',
    status: 'status',
    name: 'name',
    personal_id: 'personal_id',
    unconfirmed: 'unconfirmed',
  },
  'web-user': {
    username: 'username_key',
    email: 'email_key',
    phone: 'phone',
    status: 'status',
    name: 'name',
    role: 'role',
    is_admin: 'is_admin',
  },
  invitation: { email: 'email_key', role: 'role', email_status: 'email_status' },
};

/** Facts HQ shows of a web user that are no fields of ours. Source: HQ's corehq/apps/api/resources/v0_5.py, WebUserResource. */
const webUserFacts = ['first_name', 'last_name', 'default_phone_number', 'phone_numbers', 'is_active_in_domain'];

/** Keys a list can be filtered by, in the order they are told; besides them every `user_data.<name>`. */
export function filterFields(entity: PersonEntity): string[] {
  const fixed = fixedFields(entity).filter(({ type }) => type !== 'secret');
  const facts = entity === 'web-user' ? webUserFacts : entity === 'invitation' ? ['mail', 'expired_on'] : [];
  return [...new Set([...Object.keys(columns[entity]), ...fixed.map(({ key }) => key), ...facts])];
}

export function isFilterField(entity: PersonEntity, key: string): boolean {
  return filterFields(entity).includes(key) || (key.startsWith(userDataPrefix) && key !== userDataPrefix);
}

/** One field equal to a value as typed; for lists (groups, locations, phones): one of its items. '' asks for "none". */
function equal(entity: PersonEntity, key: string, typed: string): SqlPart {
  if (entity !== 'invitation' && key === 'username') return usernameEqual(entity, typed);
  const column = columns[entity][key];
  if (column === 'is_admin') return { sql: 'is_admin = ?', params: [isYes(typed)] };
  if (entity === 'mobile-worker' && key === 'unconfirmed') return { sql: 'unconfirmed = ?', params: [isYes(typed)] };
  if (entity === 'invitation' && key === 'mail') return mailIs(typed);
  if (entity === 'invitation' && key === 'expired_on') return expiredOn(typed);
  if (column !== undefined)
    return { sql: `coalesce(${column}, '') = ?`, params: [column.endsWith('_key') ? typed.toLowerCase() : typed] };
  const path = `$."${key.replaceAll('"', '')}"`;
  return fieldEqual(entity, path, typed);
}

function isYes(typed: string): 0 | 1 {
  return /^(true|1|yes)$/i.test(typed) ? 1 : 0;
}

/** What became of the mail: `unsent` waits here, `bounced` came back, else HQ's own word. */
function mailIs(typed: string): SqlPart {
  const word = typed.trim().toLowerCase();
  if (word === 'unsent') return { sql: 'server_id IS NULL', params: [] };
  if (word === 'bounced') return { sql: "(bounced = 1 OR email_status = 'Bounced')", params: [] };
  return { sql: "bounced = 0 AND lower(coalesce(email_status, '')) = ?", params: [word] };
}

/** Invitations that are over on a day (`YYYY-MM-DD`) by HQ's clock. HQ's dates are ISO 8601 and compare as text. */
function expiredOn(day: string): SqlPart {
  const at = Date.parse(day);
  if (Number.isNaN(at)) throw new AppFailure('invalid-input', t('mirror.no-day', { value: day }));
  return { sql: 'invited_on < ?', params: [firstDayAlive(at)] };
}

/** A worker's username may be given without the project's suffix. */
function usernameEqual(entity: PersonEntity, typed: string): SqlPart {
  return entity === 'web-user' || typed.includes('@')
    ? { sql: 'username_key = ?', params: [usernameKey(typed)] }
    : { sql: 'username_key >= ? AND username_key < ?', params: usernameKeysOf(typed) };
}

function fieldEqual(entity: PersonEntity, path: string, typed: string): SqlPart {
  const table = visibleTables[entity];
  const inVisible = jsonHolds('visible', path, typed);
  if (entity === 'mobile-worker') return inVisible;
  // What is no field of ours may still be a fact HQ shows (a web user's first_name): those are few people.
  const inSnapshot = jsonHolds('snapshot', path, typed);
  return {
    sql: `CASE WHEN json_type(visible, ?) IS NOT NULL THEN ${inVisible.sql} ELSE EXISTS (
            SELECT 1 FROM server_records r WHERE r.entity = ? AND r.server_id = ${table}.server_id AND ${inSnapshot.sql}) END`,
    params: [path, ...inVisible.params, entity, ...inSnapshot.params],
  };
}

function jsonHolds(column: string, path: string, typed: string): SqlPart {
  if (typed === '') return { sql: `coalesce(json_extract(${column}, ?), '') IN ('', '[]')`, params: [path] };
  return {
    sql: `EXISTS (SELECT 1 FROM json_each(${column}, ?) e WHERE CASE e.type WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE CAST(e.value AS TEXT) END = ?)`,
    params: [path, typed],
  };
}
