/** The columns lists sort by. Each has an index of its own that ends in a total order, so that no page overlaps the next. */
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import type { PersonEntity } from '#shared/domain/entities.ts';
import { activityRank } from './activity.ts';
import type { ToldMoment } from './activity.ts';
import { visibleTables } from './tables.ts';

/**
 * `walked`: the index has this order, so that a page can be read straight off it. Elsewhere all ids are sorted once: of 100,000 workers in
 * a third of a second, and the order is kept until a row changes.
 */
export type ListOrder = { index: string; columns: readonly string[]; walked: boolean };

type Order = { index: string; column: string };

const common: Readonly<Record<string, Order>> = {
  name: { index: 'name', column: 'name_key' },
  email: { index: 'email', column: 'email_key' },
  phone: { index: 'phone', column: 'phone' },
  status: { index: 'status', column: 'status' },
  location: { index: 'location', column: 'primary_location_key' },
  sync_state: { index: 'sync', column: 'sync_state' },
};

const orders: Record<PersonEntity, Readonly<Record<string, Order>>> = {
  'mobile-worker': {
    ...common,
    language: { index: 'language', column: 'language' },
    personal_id: { index: 'personal_id', column: 'personal_id' },
  },
  'web-user': { ...common, role: { index: 'role', column: 'role_key' } },
  invitation: { role: { index: 'role', column: 'role_key' }, sync_state: { index: 'sync', column: 'sync_state' } },
};

/** Other names of the same columns: those of the rows and of the fields. */
const aliases: Readonly<Record<string, string>> = {
  primary_location: 'location',
  primaryLocation: 'location',
  primary_location_id: 'location',
  syncState: 'sync_state',
  personalId: 'personal_id',
  first_name: 'name',
  phone_numbers: 'phone',
  last_form: 'lastForm',
  last_access: 'lastAccess',
  last_login: 'lastLogin',
};

/** What HQ's download tells (mirror/activity.ts) stands in a table of its own. */
const activities: Record<PersonEntity, Readonly<Record<string, ToldMoment>>> = {
  'mobile-worker': { lastForm: 'last_form' },
  'web-user': { lastAccess: 'last_access', lastLogin: 'last_login' },
  invitation: {},
};

/** Columns to sort invitations by that have no index: they are a few hundred. */
const unindexed: Readonly<Record<string, string>> = {
  invitedOn: 'invited_on',
  invited_on: 'invited_on',
  emailStatus: 'email_status',
  email_status: 'email_status',
  location: 'primary_location_key',
};

/** Throws AppFailure `invalid-input` for a column the list does not have. */
export function listOrder(entity: PersonEntity, by: string): ListOrder {
  const table = visibleTables[entity];
  // Invitations have no username: their e-mail takes its place.
  const last = entity === 'invitation' ? 'email_key' : 'username_key';
  const name = aliases[by] ?? by;
  if (name === 'username' || (entity === 'invitation' && name === 'email'))
    return { index: `${table}_${entity === 'invitation' ? 'email' : 'username'}`, columns: [last, 'id'], walked: true };
  const order = orders[entity][name];
  if (order) return { index: `${table}_${order.index}`, columns: [order.column, last, 'id'], walked: true };
  const moment = activities[entity][name];
  if (moment && entity !== 'invitation')
    return { index: `${table}_username`, columns: [activityRank(entity, table, moment), last, 'id'], walked: false };
  const column = entity === 'invitation' ? unindexed[name] : undefined;
  if (column) return { index: `${table}_email`, columns: [column, last, 'id'], walked: true };
  throw new AppFailure('invalid-input', t('mirror.sort', { by }), { by });
}
