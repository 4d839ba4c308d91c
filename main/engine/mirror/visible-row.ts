/** The columns of a visible row, pure: from folded values and the facts of HQ's record that are no fields of ours. */
import { normaliseValue } from '#shared/domain/fields.ts';
import { activeAtStart, shortUsername } from '#shared/domain/rules.ts';
import type {
  FieldValues,
  Json,
  PersonalIdState,
  PersonEntity,
  PersonStatus,
  RowSyncState,
} from '#shared/domain/entities.ts';
import { foldText } from './fold-text.ts';
import type { PersonFacts } from './page-facts.ts';
import { searchText } from './search-text.ts';
import { usernameKey } from './username-key.ts';

export type VisibleInput = {
  localId: string;
  serverId: string | null;
  values: FieldValues;
  /** HQ's record as it came, null when there is none. */
  snapshot: Record<string, Json> | null;
  active: boolean | null;
  /** PersonalID as it will be, null when no link or unlink is on its way. */
  linked: boolean | null;
  /** What HQ's pages tell beside it. */
  facts: PersonFacts;
  syncState: RowSyncState;
  /** Actions on their way. */
  waiting: readonly string[];
  locationName(id: string): string;
};

/** Column → value, `id` left out. */
export type VisibleColumns = Record<string, string | number | null>;

export type VisiblePerson = { columns: VisibleColumns; locationIds: string[]; groupIds: string[] };

export function visiblePerson(entity: PersonEntity, input: VisibleInput): VisiblePerson {
  const facts: FieldValues = { ...input.snapshot, ...input.values };
  const primary = textOf(facts[entity === 'mobile-worker' ? 'primary_location' : 'primary_location_id']);
  const listed = facts[entity === 'mobile-worker' ? 'locations' : 'assigned_location_ids'];
  const locationIds = [...new Set([...textsOf(listed), ...(primary === '' ? [] : [primary])])];
  const locationName = primary === '' ? '' : input.locationName(primary);
  return {
    columns: {
      local_id: input.localId,
      server_id: input.serverId,
      primary_location_id: primary,
      primary_location_name: locationName,
      primary_location_key: foldText(locationName),
      sync_state: input.syncState,
      waiting: input.waiting.join(','),
      visible: JSON.stringify(input.values),
      ...(entity === 'invitation' ? invitationColumns(facts) : personColumns(entity, facts, input)),
    },
    locationIds,
    groupIds: entity === 'mobile-worker' ? textsOf(facts['groups']) : [],
  };
}

function personColumns(entity: PersonEntity, facts: FieldValues, input: VisibleInput): VisibleColumns {
  // A lane whose person is not known (after a salvage, before the next pull) has at least an id.
  const username = textOf(facts['username']) || input.localId;
  const name = personName(facts);
  const email = textOf(facts['email']);
  const phones = textsOf(normaliseValue('phones', facts['phone_numbers'] ?? []));
  const phone = phones[0] ?? textsOf(normaliseValue('phones', [facts['default_phone_number'] ?? '']))[0] ?? '';
  const common = {
    username,
    username_key: usernameKey(username),
    name,
    name_key: foldText(name),
    email,
    email_key: email.toLowerCase(),
    phone,
    status: statusOf(input),
    search: searchText(name, entity === 'mobile-worker' ? shortUsername(username) : username, email, phones),
  };
  if (entity === 'mobile-worker') {
    return {
      ...common,
      language: textOf(facts['language']),
      personal_id: personalIdOf(input),
      unconfirmed: isUnconfirmed(input) ? 1 : 0,
    };
  }
  const role = textOf(facts['role']);
  return { ...common, role, role_key: foldText(role), is_admin: facts['is_admin'] === true ? 1 : 0 };
}

function invitationColumns(facts: FieldValues): VisibleColumns {
  const email = textOf(facts['email']);
  // Its list calls the role by its label. Source: corehq/apps/users/views/__init__.py, `ListWebUsersView.invitations`.
  const role = textOf(facts['role']) || textOf(facts['role_label']);
  return {
    email,
    email_key: email.toLowerCase(),
    role,
    role_key: foldText(role),
    invited_on: textOf(facts['invited_on']) || null,
    email_status: textOf(facts['email_status']) || null,
    bounced: facts['email_marked_as_bounced'] === true ? 1 : 0,
    search: searchText('', '', email, []),
  };
}

/** First and last name as one, or as HQ's page tells them, '' when none. */
export function personName(facts: FieldValues): string {
  if ('full_name' in facts) return textOf(facts['full_name']);
  return [textOf(facts['first_name']), textOf(facts['last_name'])].filter((part) => part !== '').join(' ');
}

/** Access as it will be; of somebody HQ has not seen yet as HQ will make them. */
function accessOf({ snapshot, active, values }: VisibleInput): boolean | null {
  return snapshot === null && active === null ? activeAtStart(values) : active;
}

function statusOf(input: VisibleInput): PersonStatus {
  const active = accessOf(input);
  if (active === null) return 'unknown';
  return active ? 'active' : 'deactivated';
}

/** HQ keeps an account inactive until it is confirmed: an active one is. */
function isUnconfirmed(input: VisibleInput): boolean {
  const waits = input.snapshot === null ? activeAtStart(input.values) === false : input.facts.unconfirmed;
  return waits && accessOf(input) === false;
}

function personalIdOf({ linked, facts }: VisibleInput): PersonalIdState {
  if (linked === null) return facts.personalId;
  return linked ? 'active' : 'inactive';
}

function textOf(value: Json | undefined): string {
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' ? String(value) : '';
}

function textsOf(value: Json | undefined): string[] {
  if (!Array.isArray(value)) return [];
  return value.map(textOf).filter((text) => text !== '');
}
