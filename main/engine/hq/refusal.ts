/**
 * HQ's refusals: what its reply bodies say, and which field each sentence is about. The texts are display texts (HQ translates
 * them), so a sentence that is not recognised is still kept and shown; only the place where it is shown is lost.
 */
import type { PersonEntity } from '#shared/domain/entities.ts';
import type { FieldProblems } from '#shared/ipc/result.ts';

/** Stands for the fields whose name differs between workers and web users. */
type FieldRole = 'primary' | 'locations' | 'profile';

const fieldNames: Record<'mobile-worker' | 'web-user', Record<FieldRole, string>> = {
  'mobile-worker': { primary: 'primary_location', locations: 'locations', profile: 'profile' },
  'web-user': { primary: 'primary_location_id', locations: 'assigned_location_ids', profile: 'profile' },
};

type Pattern = { find: RegExp; field: (match: RegExpMatchArray, names: Record<FieldRole, string>) => string[] };

const at =
  (...fields: string[]): Pattern['field'] =>
  () =>
    fields;
const atRole =
  (role: FieldRole): Pattern['field'] =>
  (_match, names) => [names[role]];

/**
 * HQ's sentences and their fields. Sources: corehq/apps/api/user_updates.py (workers), corehq/apps/api/validation.py (web users),
 * corehq/apps/users/validation.py and util.py (usernames), corehq/apps/api/resources/v0_5.py (create).
 */
const patterns: readonly Pattern[] = [
  { find: /'([^']+)' cannot be set directly/g, field: (match) => [`user_data.${match[1] ?? ''}`] },
  { find: /'([^']+)' is defined by the profile so cannot be set directly/g, field: (m) => [`user_data.${m[1] ?? ''}`] },
  { find: /Username '.*?' must be a valid email address\./g, field: at('username') },
  { find: /Username '.*?' is already taken or reserved\./g, field: at('username') },
  { find: /The username component '.*?' of '.*?' may not contain special characters\./g, field: at('username') },
  { find: /The username email domain '.*?' should be '.*?'\./g, field: at('username') },
  // Older versions of HQ: `Username may not contain consecutive . (period).` and others that begin alike.
  { find: /Username (?:may|is|must|cannot|already)\b.*$/g, field: at('username') },
  { find: /Password is not strong enough\.?/g, field: at('password') },
  { find: /Password or connect username required\.?/g, field: at('password') },
  { find: /You don't have permission to use connect_username field\.?/g, field: at('connect_username') },
  { find: /Users will provide their own password on confirmation\.?/g, field: at('password') },
  { find: /'(?:default_phone_number|phone_numbers)' must be [^.,]*/g, field: at('phone_numbers') },
  { find: /Unable to save groups\..*?(?=$|'\])/g, field: at('groups') },
  { find: /The role '.*?' does not exist/g, field: at('role') },
  { find: /There are multiple roles with the name '.*?' in the domain '.*?'/g, field: at('role') },
  { find: /Role '.*?' does not exist or you do not have permission to access it/g, field: at('role') },
  { find: /'role' (?:is )?required for each user/g, field: at('role') },
  { find: /'email' and 'role' are required for each user/g, field: at('email', 'role') },
  { find: /Both primary_location and locations must be provided together\.?/g, field: atRole('primary') },
  { find: /Primary location must be (?:included in|one of) [^.]*\.?/g, field: atRole('primary') },
  { find: /Primary location can't be empty if the user has any locations set\.?/g, field: atRole('primary') },
  { find: /Could not find location ids: .*?\.(?=$|,|\s|')/g, field: atRole('locations') },
  { find: /You do not have permission to assign or remove these locations: .*$/g, field: atRole('locations') },
  { find: /These locations cannot have users assigned because .*$/g, field: atRole('locations') },
  { find: /User data profile not found/g, field: atRole('profile') },
  { find: /Profile conflicts with existing data/g, field: atRole('profile') },
  { find: /A profile assignment is required for .*?\.(?=$|,|\s)/g, field: atRole('profile') },
  { find: /A profile must be assigned to users of the following type\(s\): .*$/g, field: atRole('profile') },
  { find: /Profile '.*?' does not exist/g, field: atRole('profile') },
  { find: /You do not have permission to (?:edit the profile for|assign the profile) .*$/g, field: atRole('profile') },
  { find: /This domain does not have user profile privileges\.?/g, field: atRole('profile') },
  { find: /This domain does not have locations privileges\.?/g, field: atRole('locations') },
  { find: /A user with this email address .*?\.(?=\s|$)/g, field: at('email') },
  { find: /User has an invalid email address for their email/g, field: at('email') },
  { find: /'email' is required for each user/g, field: at('email') },
  { find: /You must provide the user's email to send a confirmation email\./g, field: at('email') },
  { find: /This user (?:has no email\.|does not have an email address set\.)/g, field: at('email') },
  {
    find: /Attempted to update unknown or non-editable field '(.*?)'/g,
    field: (match) => [match[1] ?? ''],
  },
  { find: /Invalid parameter\(s\): (.*)$/g, field: (match) => (match[1] ?? '').split(/,\s*/) },
  // Custom fields are named by their label, and the label's key is not readable by REST: shown with the custom data as a whole.
  { find: /'.*?' is not a valid (?:choice|match) for .*$/g, field: at('user_data') },
];

/** A required custom field: `<Label> is required.`; tried last, as other sentences end the same way. */
const requiredCustomField = /^(?!Username\b|Name\b).{1,200} is required\.$/;

/** Problems by field of HQ's messages; the sentence that was recognised stands at its field, not the whole message. */
export function fieldsOfRefusal(messages: readonly string[], entity: PersonEntity): FieldProblems {
  const names = fieldNames[entity === 'mobile-worker' ? 'mobile-worker' : 'web-user'];
  const fields: FieldProblems = {};
  const add = (key: string, text: string) => {
    const list = (fields[key] ??= []);
    if (key !== '' && !list.includes(text)) list.push(text);
  };
  for (const message of messages) {
    let found = false;
    for (const { find, field } of patterns) {
      for (const match of message.matchAll(find)) {
        found = true;
        for (const key of field(match, names)) add(key, match[0].trim());
      }
    }
    if (!found && requiredCustomField.test(message)) add('user_data', message);
  }
  return fields;
}

/**
 * The messages in a parsed error body, in HQ's words. Shapes (HQ's tastypie resources): `{error}`, `{errors}`, `{error_message}`, a
 * bare array, and Django's ValidationError as the text of a Python list.
 */
export function messagesOfBody(body: unknown): string[] {
  if (typeof body === 'string') return nonEmpty([body]);
  if (Array.isArray(body)) return nonEmpty(body.map(textOf));
  if (typeof body !== 'object' || body === null) return [];
  const record = body as Record<string, unknown>;
  // Only `error` goes through tastypie's sanitize; decoding the others could change what HQ said.
  if (typeof record['error'] === 'string') return nonEmpty(pythonList(decodeEntities(record['error'])));
  if (Array.isArray(record['errors'])) return nonEmpty(record['errors'].map(textOf));
  if (typeof record['errors'] === 'string') return nonEmpty([record['errors']]);
  if (typeof record['error_message'] === 'string') return nonEmpty([record['error_message']]);
  if (record['error'] !== undefined) return nonEmpty([textOf(record['error'])]);
  return [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? '');
}

function nonEmpty(messages: string[]): string[] {
  return messages.map((message) => message.trim()).filter((message) => message !== '' && message !== '""');
}

/** Undoes tastypie's `sanitize` (django's escape with the quotes put back); the ampersand comes last. */
export function decodeEntities(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll(/&#(?:39|x27);/g, "'")
    .replaceAll('&amp;', '&');
}

/** `['text']` (the repr of a Python list of strings) → its strings; anything else stays one text. */
function pythonList(text: string): string[] {
  if (!/^\[(['"]).*\1\]$/s.test(text)) return [text];
  const items = [...text.slice(1, -1).matchAll(/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/gs)];
  const strings = items.map((item) => (item[1] ?? item[2] ?? '').replaceAll(/\\(['"\\])/g, '$1'));
  return strings.length > 0 ? strings : [text];
}
