/** Pages of the lists. */
import { personActions } from '#shared/domain/action.ts';
import type { PersonAction } from '#shared/domain/action.ts';
import { appErrorSchema } from '#shared/ipc/result.ts';
import type { AppError } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import type { ListInput, MethodOutput } from '#shared/ipc/contract.ts';
import type {
  InvitationRow,
  MobileWorkerRow,
  PersonEntity,
  PersonalIdState,
  PersonStatus,
  RowSyncState,
  WebUserRow,
} from '#shared/domain/entities.ts';
import type { EngineDatabase } from '../db/database.ts';
import { activityColumn, activityOf } from './activity.ts';
import { listIds } from './list-ids.ts';
import { webUserFacts } from './page-facts.ts';
import { visibleTables } from './tables.ts';

type PersonColumns = {
  local_id: string;
  server_id: string | null;
  username: string;
  name: string;
  email: string;
  phone: string;
  status: PersonStatus;
  primary_location_id: string;
  primary_location_name: string;
  sync_state: RowSyncState;
  waiting: string;
};

export function listMobileWorkers(db: EngineDatabase, input: ListInput): MethodOutput<'mobileWorkers.list'> {
  const groupName = groupNames(db);
  const more = `json_extract(visible, '$.groups') AS groups, language, personal_id, unconfirmed,
    (SELECT as_of FROM page_facts WHERE kind = 'personal-id' AND page_facts.server_id = mobile_workers.server_id) AS personal_id_as_of,
    ${activityColumn('mobile-worker', 'mobile_workers')}`;
  return listPage(db, 'mobile-worker', input, more, (row) => {
    const columns = row as PersonColumns & {
      language: string;
      groups: string | null;
      personal_id: PersonalIdState;
      personal_id_as_of: number | null;
      unconfirmed: number;
      activity: string | null;
    };
    const groups = columns.groups === null ? [] : (JSON.parse(columns.groups) as unknown[]).map(String);
    return {
      ...personRow(columns),
      language: columns.language,
      groups: groups.map((id) => ({ id, name: groupName(id) })),
      personalId: columns.personal_id,
      personalIdAsOf: columns.personal_id_as_of,
      unconfirmed: columns.unconfirmed === 1,
      activity: activityOf(columns.activity),
    } satisfies MobileWorkerRow;
  });
}

export function listWebUsers(db: EngineDatabase, input: ListInput): MethodOutput<'webUsers.list'> {
  const more = `role, is_admin, (SELECT json_object('facts', facts, 'asOf', as_of) FROM page_facts
    WHERE kind = 'web-user-facts' AND page_facts.server_id = web_users.server_id) AS facts,
    ${activityColumn('web-user', 'web_users')}`;
  return listPage(db, 'web-user', input, more, (row) => {
    const columns = row as PersonColumns & {
      role: string;
      is_admin: number;
      facts: string | null;
      activity: string | null;
    };
    const stored = columns.facts === null ? null : (JSON.parse(columns.facts) as { facts: string; asOf: number });
    return {
      ...personRow(columns),
      role: columns.role,
      isAdmin: columns.is_admin === 1,
      facts: webUserFacts(stored),
      activity: activityOf(columns.activity),
    } satisfies WebUserRow;
  });
}

export function listInvitations(db: EngineDatabase, input: ListInput): MethodOutput<'invitations.list'> {
  return listPage(db, 'invitation', input, 'role, invited_on, email_status, bounced', (row) => {
    const columns = row as Pick<PersonColumns, 'local_id' | 'server_id' | 'email' | 'sync_state' | 'waiting'> & {
      role: string;
      invited_on: string | null;
      email_status: string | null;
      bounced: number;
    };
    return {
      localId: columns.local_id,
      serverId: columns.server_id,
      email: columns.email,
      role: columns.role,
      invitedOn: columns.invited_on,
      emailStatus: columns.email_status,
      bounced: columns.bounced === 1,
      syncState: columns.sync_state,
      waiting: waitingActions(columns.waiting),
    } satisfies InvitationRow;
  });
}

function listPage<Row>(
  db: EngineDatabase,
  entity: PersonEntity,
  input: ListInput,
  more: string,
  toRow: (columns: unknown) => Row,
): { rows: Row[]; total: number; all: number; unavailable: AppError | null; asOf: number | null } {
  const { ids, total, all } = listIds(db, entity, input);
  const base =
    entity === 'invitation'
      ? 'local_id, server_id, email, sync_state, waiting'
      : 'local_id, server_id, username, name, email, phone, status, primary_location_id, primary_location_name, sync_state, waiting';
  const read = db.statement(`SELECT ${base}, ${more} FROM ${visibleTables[entity]} WHERE id = ?`);
  const rows = ids.map((id) => toRow(read.get(id)));
  return { rows, total, all, unavailable: listUnavailable(db, entity), asOf: listedAt(db, entity) };
}

function personRow(columns: PersonColumns) {
  const id = columns.primary_location_id;
  return {
    localId: columns.local_id,
    serverId: columns.server_id,
    username: columns.username,
    name: columns.name,
    email: columns.email,
    phone: columns.phone,
    status: columns.status,
    primaryLocation: id === '' ? null : { id, name: columns.primary_location_name },
    syncState: columns.sync_state,
    waiting: waitingActions(columns.waiting),
  };
}

function waitingActions(text: string): PersonAction[] {
  return personActions.filter((action) => text.split(',').includes(action));
}

/** A group that is not known here stands with its id. */
function groupNames(db: EngineDatabase): (id: string) => string {
  const find = db.statement('SELECT name FROM groups WHERE group_id = ?');
  const known = new Map<string, string>();
  return (id) => {
    const name = known.get(id) ?? (find.get(id) as { name: string } | undefined)?.name ?? id;
    known.set(id, name);
    return name;
  };
}

/** Workers come in two lists: only together do they hold everybody. */
const listsOf: Record<PersonEntity, readonly string[]> = {
  'mobile-worker': ['mobile-worker:active', 'mobile-worker:deactivated'],
  'web-user': ['web-user'],
  invitation: ['invitation'],
};

type Cursor = { completed_at: number | null; started_at: number | null; unavailable: string | null };

/** When the list here was last read to its end, the older of two lists'; null where it never was. */
export function listedAt(db: EngineDatabase, entity: PersonEntity): number | null {
  const { at } = db
    .statement(
      `SELECT CASE WHEN count(c.completed_at) = count(*) THEN min(c.completed_at) END AS at
       FROM json_each(?) j LEFT JOIN sync_cursors c ON c.list = j.value`,
    )
    .get(JSON.stringify(listsOf[entity])) as { at: number | null };
  return at;
}

/** Why the list here is not HQ's whole list, null when it is. */
export function listUnavailable(db: EngineDatabase, entity: PersonEntity): AppError | null {
  const find = db.statement('SELECT completed_at, started_at, unavailable FROM sync_cursors WHERE list = ?');
  for (const list of listsOf[entity]) {
    const cursor = find.get(list) as Cursor | undefined;
    // HQ's REST API has no list of invitations at all (corehq/apps/api: the resource takes POST only).
    if (entity === 'invitation' && !cursor)
      return { code: 'permission', message: t('mirror.invitations-need-session'), details: { list } };
    if (cursor && cursor.unavailable !== null) {
      const error = appErrorSchema.parse(JSON.parse(cursor.unavailable));
      const page = entity === 'web-user' ? (find.get('web-user-facts') as Cursor | undefined) : undefined;
      const told =
        error.code === 'permission' ? 'mirror.from-page' : error.code === 'plan' ? 'mirror.from-page.plan' : null;
      const fromPage = page !== undefined && page.completed_at !== null && page.unavailable === null;
      return fromPage && told !== null ? { ...error, message: t(told) } : error;
    }
    if (!cursor || (cursor.completed_at === null && cursor.started_at === null))
      return { code: 'wrong-state', message: t('mirror.not-pulled'), details: { list } };
    if (cursor.completed_at === null)
      return { code: 'wrong-state', message: t('mirror.not-complete'), details: { list } };
  }
  return null;
}
