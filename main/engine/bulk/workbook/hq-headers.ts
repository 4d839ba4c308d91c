/** The columns HQ knows and how it reads a header (HQ: user_importer/importer.py check_headers, util/workbook_json/excel.py). */

export type SheetKind = 'web-users' | 'mobile-workers' | 'groups';

/** What a header makes of its column. */
export type HeaderSlot =
  | { form: 'flat'; field: string }
  /** One of several: `location_code 1`. HQ takes the file's order, not the number. */
  | { form: 'list'; field: string; label: string }
  /** A value of an object: `data: x`. */
  | { form: 'key'; field: string; key: string }
  /** Yes or no: `reporting?`. */
  | { form: 'flag'; field: string };

/** Columns that hold several values, each in a column of its own. */
export const listFields: ReadonlySet<string> = new Set(['phone-number', 'group', 'location_code']);
/** Columns that hold an object, one value to a column. */
export const keyFields: ReadonlySet<string> = new Set(['data', 'uncategorized_data']);

/** One set for both kinds: columns of the other kind are accepted and ignored. */
const userFields: ReadonlySet<string> = new Set([
  ...['username', 'role', 'email', 'first_name', 'last_name', 'name', 'status', 'remove', 'user_profile', 'user_id'],
  ...['password', 'language', 'is_active', 'is_account_confirmed', 'send_confirmation_email', 'send_confirmation_sms'],
  ...['web_user', 'remove_web_user', 'User IMEIs (read only)', 'registered_on (read only)'],
  ...['last_submission (read only)', 'last_sync (read only)', 'last_access_date (read only)', 'last_login (read only)'],
  ...listFields,
  ...keyFields,
]);
const groupFields: ReadonlySet<string> = new Set(['id', 'name', 'case-sharing', 'reporting', 'data']);

/** Columns HQ takes only where the project has the feature. */
export const conditionalFields = {
  domain: ['domain'],
  tableau: ['tableau_role', 'tableau_groups'],
  deactivateAfter: ['deactivate_after'],
} as const;
export type Features = Partial<Record<keyof typeof conditionalFields, boolean>>;

export const requiredFields: Record<SheetKind, readonly string[]> = {
  'web-users': ['username', 'role'],
  'mobile-workers': ['username'],
  groups: [],
};

/** HQ takes a column that is left out for an empty one, and so clears what people have. */
export const clearedWithout: Record<SheetKind, readonly string[]> = {
  'web-users': ['location_code'],
  'mobile-workers': ['group'],
  groups: ['case-sharing', 'reporting', 'data'],
};

/** True and false as text; HQ stops the whole import at any other text. */
export const booleanFields: Record<SheetKind, ReadonlySet<string>> = {
  'web-users': new Set(['remove']),
  'mobile-workers': new Set([
    ...['is_active', 'is_account_confirmed', 'send_confirmation_email', 'send_confirmation_sms', 'remove_web_user'],
  ]),
  groups: new Set(),
};

/** Accepted and never written. */
export const ignoredFields: Record<SheetKind, ReadonlySet<string>> = {
  'web-users': new Set([
    ...['first_name', 'last_name', 'name', 'email', 'user_id', 'password', 'group', 'language', 'phone-number'],
    ...['is_active', 'is_account_confirmed', 'send_confirmation_email', 'send_confirmation_sms', 'web_user'],
    'remove_web_user',
  ]),
  'mobile-workers': new Set(['first_name', 'last_name', 'status', 'remove']),
  groups: new Set(),
};

export const deprecatedField = { old: 'location-sms-code', now: 'location_code' } as const;

/** @param features those the project has */
export function knownFields(kind: SheetKind, features: Features): ReadonlySet<string> {
  if (kind === 'groups') return groupFields;
  const more = (Object.keys(conditionalFields) as (keyof typeof conditionalFields)[]).flatMap((feature) =>
    features[feature] === true && !(feature === 'deactivateAfter' && kind === 'web-users')
      ? conditionalFields[feature]
      : [],
  );
  return new Set([...userFields, ...more]);
}

/** HQ's name of a column that it only writes, where its help leaves out the words at the end; null for any other. Roster hands none of them to HQ. */
export function readOnlyName(field: string): string | null {
  const name = `${field} (read only)`;
  return userFields.has(name) ? name : null;
}

/** Python's blanks, which HQ cuts off at both ends; the mark of the byte order is not among them. */
export function hqTrimmed(text: string): string {
  return text.replace(/^[^\S\ufeff]+|[^\S\ufeff]+$/g, '');
}

/**
 * A header as HQ takes it apart: exactly one colon makes an object's value, else exactly two words one of a list (whatever the second is),
 * else a question mark at the end a yes or no.
 */
export function parseHeader(header: string): HeaderSlot {
  const text = hqTrimmed(header);
  const [field = '', key, ...colons] = text.split(':');
  if (key !== undefined && colons.length === 0) return { form: 'key', field: hqTrimmed(field), key: hqTrimmed(key) };
  const [word = '', label, ...words] = text.split(/[^\S\ufeff]+/);
  if (label !== undefined && words.length === 0) return { form: 'list', field: word, label };
  if (/^[^?]*\?$/.test(text)) return { form: 'flag', field: hqTrimmed(text.slice(0, -1)) };
  return { form: 'flat', field: text };
}

/** The header for a slot, spelled as HQ's downloads do. */
export function headerText(slot: HeaderSlot): string {
  switch (slot.form) {
    case 'flat':
      return slot.field;
    case 'list':
      return `${slot.field} ${slot.label}`;
    case 'key':
      return `${slot.field}: ${slot.key}`;
    case 'flag':
      return `${slot.field}?`;
  }
}

/** What is meant by `User Name`, `E-mail` or `Phone Number 2`; null when it is no known column in another spelling. */
export function respelled(header: string, known: ReadonlySet<string>): string | null {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[\s_\-\ufeff\u200b\u2060]/g, '');
  const find = (text: string) => [...known].find((field) => plain(field) === plain(text));
  const colon = header.indexOf(':');
  if (colon >= 0) {
    const field = find(header.slice(0, colon));
    return field !== undefined && keyFields.has(field) ? `${field}: ${hqTrimmed(header.slice(colon + 1))}` : null;
  }
  const [, name = header, number] = /^(.*?)[\s_-]*(\d+)$/.exec(hqTrimmed(header)) ?? [];
  const field = find(name.replace(/\?$/, ''));
  if (field === undefined || keyFields.has(field)) return null;
  if (listFields.has(field)) return `${field} ${number ?? '1'}`;
  return number === undefined ? field : null;
}
