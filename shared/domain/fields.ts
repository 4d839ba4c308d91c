/**
 * The field registry: for each field of a person what it is, how two values compare, and what may be done with it. Keys are HQ's
 * API names. Sources for HQ's rules: corehq/apps/api/user_updates.py (workers), corehq/apps/api/validation.py (web users).
 */
import type { FieldValues, Json, PersonEntity } from './entities.ts';

/**
 * - `text`: one line. - `email`: compared without case. - `phones`: ordered list of digits, first is the default.
 * - `ids`: set of ids, order without meaning. - `names`: set of names, chosen or typed. - `location`: one location id, '' for none. - `role`: a role's name.
 * - `profile`: HQ's profile (name for web users, numeric id for workers). - `custom`: a value of user_data. - `secret`: never shown.
 */
export type FieldType =
  'text' | 'email' | 'phones' | 'ids' | 'names' | 'location' | 'role' | 'profile' | 'custom' | 'secret';

export type FieldDefinition = {
  key: string;
  type: FieldType;
  /** Fields of one group are compared, sent and decided together (HQ wants both location fields or none). */
  group: 'location' | 'role' | null;
  /** HQ tells the value back. `language` is write-only in REST, so it cannot be compared or read back. */
  readable: boolean;
  /** HQ's lists tell the value; else only its answer about this one person does, and until then it is not known here. */
  listed: boolean;
  /** May be changed after creation. */
  editable: boolean;
};

function field(key: string, type: FieldType, more: Partial<FieldDefinition> = {}): FieldDefinition {
  return { key, type, group: null, readable: true, listed: true, editable: true, ...more };
}

/**
 * Of a worker to be made: they set their own password when they confirm the account, by a mail HQ sends at once or when an admin asks for it.
 * '' is the ordinary worker with a password. Source: corehq/apps/api/resources/v0_5.py (`require_account_confirmation`).
 */
export const accountConfirmation = 'account_confirmation';
export const confirmationWays = ['mail-now', 'mail-later'] as const;

/**
 * Of a worker to be made: the PersonalID account the worker logs in with. HQ makes the link at once, a password is not needed then. It is
 * neither told back nor taken later. Source: corehq/apps/api/resources/v0_5.py (`connect_username`).
 */
export const connectUsername = 'connect_username';

const workerFields = [
  field('username', 'text', { editable: false }),
  field('password', 'secret', { readable: false, editable: false }),
  field(accountConfirmation, 'text', { readable: false, editable: false }),
  field(connectUsername, 'text', { readable: false, editable: false }),
  field('first_name', 'text'),
  field('last_name', 'text'),
  field('email', 'email'),
  field('phone_numbers', 'phones'),
  field('language', 'text', { readable: false }),
  field('groups', 'ids'),
  // HQ keeps its number inside user_data, under `workerProfileKey`.
  field('profile', 'profile'),
  field('primary_location', 'location', { group: 'location' }),
  field('locations', 'ids', { group: 'location' }),
];

const webUserFields = [
  field('role', 'role', { group: 'role' }),
  field('primary_location_id', 'location', { group: 'location' }),
  field('assigned_location_ids', 'ids', { group: 'location' }),
  field('profile', 'profile'),
  field('tableau_role', 'text'),
  // Source: corehq/apps/api/resources/v0_5.py (`WebUserResource`): in the answer for one user only.
  field('tableau_groups', 'names', { listed: false }),
];

/** HQ's list of pending invitations tells e-mail and role only; the rest is in each one's edit form. */
const invitationFields = [
  field('email', 'email', { editable: false }),
  field('role', 'role', { group: 'role' }),
  field('primary_location_id', 'location', { group: 'location', readable: false }),
  field('assigned_location_ids', 'ids', { group: 'location', readable: false }),
  field('profile', 'profile', { readable: false }),
  // Which of several of one name: HQ's form takes ids. '' where the name alone says it.
  field('role_id', 'text', { readable: false }),
  field('profile_id', 'text', { readable: false }),
  // HQ's page puts other values into it when a pending invitation is edited. Source: `InviteWebUserView._get_and_set_changes`.
  field('tableau_role', 'text', { readable: false, editable: false }),
  field('tableau_groups', 'names', { readable: false, editable: false }),
];

/** Source: corehq/apps/reports/models.py (`TableauUser.Roles`). */
export const tableauRoles = [
  'Explorer',
  'ExplorerCanPublish',
  'SiteAdministratorExplorer',
  'Viewer',
  'Unlicensed',
] as const;

/** Of an invitation: the field that tells, by HQ's id, which of several of one name a named field means. */
export const idFields = { role: 'role_id', profile: 'profile_id' } as const;
export type NamedField = keyof typeof idFields;
export const namedFields = ['role', 'profile'] as const satisfies readonly NamedField[];

/** A field that only says more of another one: screens show the two as one. */
export function isIdField(key: string): boolean {
  return namedFields.some((named) => idFields[named] === key);
}

/** Fields that only a project with the flag TABLEAU_USER_SYNCING has. */
export function isTableau(key: string): boolean {
  return key.startsWith('tableau_');
}

const definitions: Record<PersonEntity, ReadonlyMap<string, FieldDefinition>> = {
  'mobile-worker': new Map(workerFields.map((definition) => [definition.key, definition])),
  'web-user': new Map(webUserFields.map((definition) => [definition.key, definition])),
  invitation: new Map(invitationFields.map((definition) => [definition.key, definition])),
};

export const userDataPrefix = 'user_data.';

/**
 * Keys HQ keeps inside user_data by itself; echoing them back would store them as ordinary custom data.
 * Source: corehq/apps/users/models.py and user_data.py (system keys), as documented for the REST API.
 */
export const systemUserDataKeys: readonly string[] = [
  'commcare_project',
  'commcare_profile',
  'commcare_location_id',
  'commcare_location_ids',
  'commcare_primary_case_sharing_id',
];

/** Where HQ tells and takes a worker's profile: its number, '' for none. Source: corehq/apps/users/user_data.py. */
export const workerProfileKey = 'commcare_profile';

/** The fixed fields of an entity in the order the screens show them (custom data comes after). */
export function fixedFields(entity: PersonEntity): FieldDefinition[] {
  return [...definitions[entity].values()];
}

/** The definition of a field key, `undefined` for a key that is no field of the entity (or HQ's own system key). */
export function fieldDefinition(entity: PersonEntity, key: string): FieldDefinition | undefined {
  const fixed = definitions[entity].get(key);
  if (fixed) return fixed;
  if (!key.startsWith(userDataPrefix)) return undefined;
  const name = key.slice(userDataPrefix.length);
  if (name === '' || systemUserDataKeys.includes(name)) return undefined;
  return field(key, 'custom', entity === 'invitation' ? { readable: false } : {});
}

/** The other keys that must travel with `key`: HQ refuses one location field without the other. */
export function groupKeys(entity: PersonEntity, key: string): string[] {
  const group = fieldDefinition(entity, key)?.group;
  if (!group) return [key];
  return fixedFields(entity)
    .filter((definition) => definition.group === group)
    .map((definition) => definition.key);
}

/** The value an absent field stands for: HQ leaves out, sends null or sends '' for "none". */
export function emptyValue(type: FieldType): Json {
  return type === 'phones' || type === 'ids' || type === 'names' ? [] : '';
}

/** Brings a value to the form HQ will keep: trimmed text, lower-case e-mail, digits of phones, unique ids. */
export function normaliseValue(type: FieldType, value: Json): Json {
  if (value === null) return emptyValue(type);
  switch (type) {
    case 'text':
    case 'role':
    case 'location':
      return typeof value === 'string' ? value.trim() : value;
    case 'email':
      return typeof value === 'string' ? value.trim().toLowerCase() : value;
    case 'phones':
      return Array.isArray(value) ? [...new Set(value.map(normalisePhone).filter((phone) => phone !== ''))] : value;
    case 'ids':
      return Array.isArray(value) ? [...new Set(value)] : value;
    case 'names':
      return normaliseNames(value);
    case 'profile':
      // A worker's profile is a number at HQ, and a text here.
      return typeof value === 'number' ? String(value) : value;
    case 'custom':
    case 'secret':
      return value;
  }
}

/** One text with commas stands for several names, and HQ may put null into the list. */
function normaliseNames(value: Json): Json {
  const items = typeof value === 'string' ? value.split(',') : value;
  if (!Array.isArray(items)) return value;
  const names = items.flatMap((item) => (typeof item === 'string' && item.trim() !== '' ? [item.trim()] : []));
  return [...new Set(names)];
}

/** HQ strips the plus and keeps digits. Blanks, dots, hyphens and brackets are how people write them. */
function normalisePhone(value: Json): Json {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return value;
  return value
    .trim()
    .replace(/^\+/, '')
    .replace(/[\s().-]/g, '');
}

/** Whether two values of a field are the same to HQ (missing = null = '', ids without order). */
export function sameValue(type: FieldType, left: Json | undefined, right: Json | undefined): boolean {
  return comparable(type, left) === comparable(type, right);
}

function comparable(type: FieldType, value: Json | undefined): string {
  const normalised = normaliseValue(type, value ?? null);
  if ((type === 'ids' || type === 'names') && Array.isArray(normalised))
    return JSON.stringify([...normalised].map(String).sort());
  if (type === 'custom' || type === 'profile') return JSON.stringify(normalised === null ? '' : normalised);
  return JSON.stringify(normalised);
}

/** `sameValue` by field key; unknown keys are compared as they are. */
export function sameFieldValue(
  entity: PersonEntity,
  key: string,
  left: Json | undefined,
  right: Json | undefined,
): boolean {
  return sameValue(fieldDefinition(entity, key)?.type ?? 'custom', left, right);
}

/** The keys of a record that only HQ's answer about this one person has. */
export function unlistedKeys(entity: PersonEntity): string[] {
  return fixedFields(entity).flatMap(({ key, readable, listed }) => (readable && !listed ? [key] : []));
}

/** Puts `user_data.x` keys into a nested `user_data` object, the shape HQ takes. */
export function nestUserData(values: FieldValues): Record<string, Json> {
  const nested: Record<string, Json> = {};
  const userData: Record<string, Json> = {};
  for (const [key, value] of Object.entries(values)) {
    if (key.startsWith(userDataPrefix)) userData[key.slice(userDataPrefix.length)] = value;
    else nested[key] = value;
  }
  return Object.keys(userData).length > 0 ? { ...nested, user_data: userData } : nested;
}

/** HQ's list of pending invitations calls the role by its label. Source: corehq/apps/users/views/__init__.py, `ListWebUsersView.invitations`. */
function alias(entity: PersonEntity, key: string): string {
  return entity === 'invitation' && key === 'role' ? 'role_label' : key;
}

/** HQ's record → flat field values of the registry (system keys of user_data and read-only facts left out). */
export function flattenRecord(entity: PersonEntity, record: Record<string, Json>): FieldValues {
  const values: FieldValues = {};
  for (const definition of fixedFields(entity)) {
    if (definition.type === 'secret') continue;
    const told = definition.key in record ? definition.key : alias(entity, definition.key);
    if (told in record) values[definition.key] = normaliseValue(definition.type, record[told] ?? null);
    else if (definition.readable && definition.listed) values[definition.key] = emptyValue(definition.type);
  }
  const userData = record['user_data'];
  if (userData && typeof userData === 'object' && !Array.isArray(userData)) {
    for (const [key, value] of Object.entries(userData)) {
      if (!systemUserDataKeys.includes(key)) values[userDataPrefix + key] = value;
    }
    if (entity === 'mobile-worker') values['profile'] = normaliseValue('profile', userData[workerProfileKey] ?? null);
  }
  return values;
}
