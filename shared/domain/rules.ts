/**
 * HQ's rules for what may be written, checked here first so that most refusals are seen before anything is sent. HQ has the last word.
 * Sources: corehq/apps/users/validation.py, corehq/apps/users/util.py (usernames), corehq/apps/api/validation.py (web users).
 */
import { t } from '../messages/translate.ts';
import type { MessageKey } from '../messages/translate.ts';
import type { FieldProblems } from '../ipc/result.ts';
import {
  accountConfirmation,
  confirmationWays,
  connectUsername,
  emptyValue,
  fieldDefinition,
  idFields,
  namedFields,
  normaliseValue,
  tableauRoles,
  userDataPrefix,
} from './fields.ts';
import type { FieldDefinition, NamedField } from './fields.ts';
import type { FieldValues, Json, PersonEntity } from './entities.ts';
import type { Lookups } from './lookups.ts';
import type { WorkerRules } from './worker-rules.ts';
import { matchesPythonPattern } from './python-pattern.ts';

/** Django's column length of first and last names at HQ. Source: corehq/apps/users/forms.py. */
export const maxNameLength = 30;
/**
 * Longest complete username HQ's own form takes; none longer is made here either. The form's other limit, 50 before the @, is the form's
 * alone: the API, by which Roster makes workers, has none. Source: corehq/apps/users/forms.py (`NewMobileWorkerForm`).
 */
export const maxUsernameLength = 80;
/** Local parts HQ keeps for itself. Source: corehq/apps/users/util.py `is_username_available`. */
const reservedUsernames = ['admin', 'demo_user'];
/** HQ's mobile user host. Source: settings.HQ_ACCOUNT_ROOT. */
const accountRoot = 'commcarehq.org';

/** The address part HQ appends to a worker's username. */
export function usernameSuffix(project: string): string {
  return `@${project.toLowerCase()}.${accountRoot}`;
}

/**
 * What HQ will store for a username as typed: runs of white space become one period, lower case, the project's suffix added. The
 * project's own suffix may be typed along (HQ would take such a name as it stands, capitals and all); another one stays, to be refused.
 */
export function completeUsername(typed: string, project: string): string {
  const suffix = usernameSuffix(project);
  const text = typed.trim();
  const short = text.toLowerCase().endsWith(suffix) ? text.slice(0, -suffix.length).trim() : text;
  if (short === '') return '';
  if (short.includes('@')) return text;
  return short.replace(/\s+/g, '.').toLowerCase() + suffix;
}

/** The part before the @, as screens show it. */
export function shortUsername(username: string): string {
  return username.replace(/@[^@]*$/, '');
}

/** Problems of a worker's username as typed, in the order HQ looks for them; empty when it is fine. `taken` is checked by the caller. */
export function usernameProblems(typed: string, project: string): string[] {
  const username = completeUsername(typed, project);
  if (username === '') return [t('rule.username.required')];
  const [local = '', ...rest] = username.split('@');
  const domain = `@${rest.join('@')}`;
  if (!looksLikeEmail(username)) return [t('rule.username.email', { username })];
  // The range `+-_` is in HQ's own expression and lets , / : ; < = > ? through; the e-mail check above stops those.
  if (/[^A-Za-z0-9.+-_]/.test(local)) return [t('rule.username.special', { local, username })];
  if (domain !== usernameSuffix(project))
    return [t('rule.username.domain', { domain, expected: usernameSuffix(project) })];
  if (reservedUsernames.includes(local)) return [t('rule.username.taken', { username })];
  if (username.length > maxUsernameLength) return [t('rule.username.length', { username, max: maxUsernameLength })];
  return [];
}

/** Django's e-mail rule in short: a local part of atoms joined by single periods, and a domain of two labels or more. */
export function looksLikeEmail(value: string): boolean {
  const atom = "[-!#$%&'*+/=?^_`{}|~0-9A-Za-z]+";
  const label = '[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?';
  return new RegExp(`^${atom}(?:\\.${atom})*@(?:${label}\\.)+[A-Za-z0-9-]{2,63}$`).test(value);
}

/** Asked of a list that may be long: the engine looks each up instead of reading them all for every edit. */
export type KnownIds = Pick<ReadonlySet<string>, 'has'>;

/** What the checks need to know about the project; a list that could not be read is null and is not checked against. */
export type ProjectFacts = {
  project: string;
  locationIds: KnownIds | null;
  groupIds: KnownIds | null;
  roleNames: ReadonlySet<string> | null;
  /** Names that several roles or profiles have; left out: none is known. */
  doubled?: Lookups['doubled'];
  /** Which those are; left out: not known. */
  namesakes?: Lookups['namesakes'];
  /** Custom fields as the project defines them; left out: not known. */
  fields?: Lookups['fieldDefinitions'];
  /** Profiles by name: their numbers, and the custom data they fix; left out: not known. */
  profileIds?: Lookups['profileIds'];
  profileFields?: Lookups['profileFields'];
  /** What passwords must be where strong ones are demanded; left out or null: not known. */
  strongPasswords?: WorkerRules['strongPasswords'];
  /** The project uses PersonalID; left out or null: not known. */
  usesPersonalId?: boolean | null;
};

/** The label of a field on screen. */
export function fieldLabel(key: string): string {
  if (key.startsWith(userDataPrefix)) return key.slice(userDataPrefix.length);
  return t(`field.${key}` as MessageKey);
}

/**
 * Problems of an edit, by field key. `patch` holds only what changes, `values` the whole record with the patch folded in (for rules
 * over several fields). An empty object means: HQ should take it.
 */
export function editProblems(
  entity: PersonEntity,
  patch: FieldValues,
  values: FieldValues,
  facts: ProjectFacts,
): FieldProblems {
  const problems: FieldProblems = {};
  for (const [key, value] of Object.entries(patch)) {
    const definition = fieldDefinition(entity, key);
    const found = definition?.editable
      ? valueProblems(entity, definition, value, facts)
      : [nonEditable(key, definition)];
    // A worker's profile is given by its id.
    if (entity === 'web-user' || (entity === 'mobile-worker' && key === 'role'))
      found.push(...doubledProblems(key, value, facts));
    if (found.length > 0) problems[key] = found;
  }
  const [primaryKey, listKey] =
    entity === 'mobile-worker' ? ['primary_location', 'locations'] : ['primary_location_id', 'assigned_location_ids'];
  if (primaryKey in patch || listKey in patch) {
    const pair = locationPairProblem(entity, values[primaryKey] ?? '', values[listKey] ?? []);
    if (pair && !problems[primaryKey]) problems[primaryKey] = [pair];
  }
  for (const named of entity === 'invitation' ? namedFields : []) {
    const found = named in patch || idFields[named] in patch ? namesakeProblems(named, values, facts) : [];
    if (found.length > 0) problems[named] = [...(problems[named] ?? []), ...found];
  }
  return problems;
}

/** Whether a worker to be made sets the password by confirming the account; HQ then takes none. */
export function confirmsAccount(values: FieldValues): boolean {
  return (values[accountConfirmation] ?? '') !== '';
}

/**
 * Whether HQ makes this worker active: not who confirms the account, until that is done. null where a PersonalID account is given as well: a project
 * whose plan has no confirmation makes such a worker active and mails nobody, and HQ tells neither. Source: corehq/apps/api/resources/v0_5.py.
 */
export function activeAtStart(values: FieldValues): boolean | null {
  if (!confirmsAccount(values)) return true;
  return (values[connectUsername] ?? '') === '' ? false : null;
}

/** Whether a worker to be made cannot be made without a password: with PersonalID there may be one. */
export function needsPassword(values: FieldValues): boolean {
  return !confirmsAccount(values) && (values[connectUsername] ?? '') === '';
}

/**
 * Problems of a mobile worker to be created. `taken` says why a complete username cannot be had, null when nothing speaks against it.
 * Source: corehq/apps/api/resources/v0_5.py (`CommCareUserResource.validate_new_user_input`).
 */
export function createProblems(
  values: FieldValues,
  password: string,
  facts: ProjectFacts,
  taken: (username: string) => string | null,
): FieldProblems {
  const {
    username = '',
    [accountConfirmation]: confirmation = '',
    [connectUsername]: personalId = '',
    ...rest
  } = values;
  const typed = typeof username === 'string' ? username : '';
  const problems = editProblems('mobile-worker', rest, rest, facts);
  const forPersonalId = personalIdProblems(personalId, facts);
  if (forPersonalId.length > 0) problems[connectUsername] = forPersonalId;
  const forUsername = usernameProblems(typed, facts.project);
  const used = forUsername.length === 0 ? taken(completeUsername(typed, facts.project)) : null;
  if (used !== null) forUsername.push(used);
  if (forUsername.length > 0) problems['username'] = forUsername;
  if (!confirmsAccount(values)) {
    const forPassword =
      password === '' && needsPassword(values)
        ? [t('rule.password.required')]
        : passwordProblems(password, facts.strongPasswords);
    if (forPassword.length > 0) problems['password'] = forPassword;
    return problems;
  }
  // Without confirmation in the plan HQ would drop the wish in silence, and go by the PersonalID account alone.
  if (activeAtStart(values) === null)
    problems[connectUsername] = [...(problems[connectUsername] ?? []), t('rule.connect-username.confirmation')];
  if (!confirmationWays.some((way) => way === confirmation))
    problems[accountConfirmation] = [t('rule.type', { label: fieldLabel(accountConfirmation) })];
  if (password !== '') problems['password'] = [t('rule.password.confirmation')];
  if (normaliseValue('email', values['email'] ?? '') === '') problems['email'] = [t('rule.email.confirmation')];
  return problems;
}

/**
 * What HQ's own form asks of a password in a project that demands strong ones, as far as can be counted here; how easy it is to guess is for who
 * has the dictionaries. '' stands for one that is stored already. Source: corehq/apps/users/forms.py (`clean_mobile_worker_password`).
 */
export function passwordProblems(password: string, rule: ProjectFacts['strongPasswords']): string[] {
  if (!rule || password === '' || Array.from(password).length >= rule.minLength) return [];
  return [t('rule.password.short', { min: rule.minLength })];
}

/** HQ refuses the whole worker where the project does not use PersonalID. */
function personalIdProblems(value: Json, { usesPersonalId }: ProjectFacts): string[] {
  if (typeof value !== 'string') return [t('rule.type', { label: fieldLabel(connectUsername) })];
  if (value.trim() === '' || usesPersonalId !== false) return [];
  return [`${t('capability.flag-personal-id.why')} ${t('capability.flag-personal-id.how')}`];
}

/**
 * Problems of an invitation to be made. `taken` says in HQ's words why an address cannot be invited, null when nothing speaks against it.
 * Source: corehq/apps/api/validation.py (`WebUserResourceSpec`).
 */
export function invitationProblems(
  values: FieldValues,
  facts: ProjectFacts,
  taken: (email: string) => string | null,
): FieldProblems {
  const {
    email = '',
    tableau_role: tableau,
    tableau_groups: groups = [],
    ...rest
  }: FieldValues = { role: '', ...values };
  const tableauRole = typeof tableau === 'string' ? tableau.trim() : '';
  const problems = editProblems('invitation', rest, rest, facts);
  const forTableau = tableauRole === '' ? [] : tableauRoleProblems(tableauRole);
  if (forTableau.length > 0) problems['tableau_role'] = forTableau;
  const forGroups = listProblems(normaliseValue('names', groups), fieldLabel('tableau_groups'), () => null);
  if (forGroups.length > 0) problems['tableau_groups'] = forGroups;
  const address = normaliseValue('email', email);
  const found =
    typeof address !== 'string' || address === ''
      ? t('rule.email.required')
      : looksLikeEmail(address)
        ? taken(address)
        : t('rule.email', { value: address });
  if (found !== null) problems['email'] = [found];
  return problems;
}

function nonEditable(key: string, definition: FieldDefinition | undefined): string {
  if (definition) return t('rule.field.create-only', { field: key });
  if (key.startsWith(userDataPrefix)) return t('rule.user-data.system', { field: key });
  return t('rule.field.unknown', { field: key });
}

function valueProblems(entity: PersonEntity, definition: FieldDefinition, raw: Json, facts: ProjectFacts): string[] {
  const value = normaliseValue(definition.type, raw);
  const { key } = definition;
  switch (definition.type) {
    case 'text':
      return textProblems(key, value);
    case 'email':
      if (typeof value !== 'string') return [wrongType(key)];
      return value === '' || looksLikeEmail(value) ? [] : [t('rule.email', { value })];
    case 'phones':
      return listProblems(value, key, (phone) => (/^\d{1,30}$/.test(phone) ? null : t('rule.phone', { value: phone })));
    case 'ids':
      return idProblems(key, value, facts);
    case 'names':
      return listProblems(value, key, () => null);
    case 'location':
      if (typeof value !== 'string') return [wrongType(key)];
      return value === '' || !facts.locationIds || facts.locationIds.has(value)
        ? []
        : [t('rule.location.unknown', { value })];
    case 'role':
      if (typeof value !== 'string') return [wrongType(key)];
      if (value === '') return entity === 'mobile-worker' ? [] : [t('rule.role.required')];
      return !facts.roleNames || facts.roleNames.has(value) ? [] : [t('rule.role.unknown', { value })];
    case 'profile':
      if (typeof value !== 'string') return [wrongType(key)];
      // A word for a worker's profile makes HQ fail half way, which costs a new worker's username.
      return entity === 'mobile-worker' && !/^\d*$/.test(value) ? [t('rule.profile.unknown', { value })] : [];
    case 'custom':
      if (typeof value === 'object' && value !== null) return [wrongType(key)];
      return patternProblems(entity, key, value, facts);
    case 'secret':
      return [];
  }
}

/** The label is looked up for a refusal only: nearly every value is right, and a workbook has hundred thousands. */
function wrongType(key: string): string {
  return t('rule.type', { label: fieldLabel(key) });
}

/**
 * HQ's form of an invitation takes ids, so one of several of a name can be meant: it is chosen, and never guessed. Of those this account
 * may not give there is no choice.
 */
function namesakeProblems(named: NamedField, values: FieldValues, { doubled, namesakes }: ProjectFacts): string[] {
  const value = values[named];
  if (typeof value !== 'string' || value.trim() === '' || (values[idFields[named]] ?? '') !== '') return [];
  const isMeant = ({ name, assignable = null }: { name: string; assignable?: boolean | null }) =>
    name === value.trim() && assignable !== false;
  const list = named === 'role' ? 'roles' : 'profiles';
  const several = namesakes ? namesakes[list].filter(isMeant).length > 1 : doubled?.[list].includes(value.trim());
  return several === true ? [t(`rule.${named}.choose`, { value: value.trim() })] : [];
}

/** By REST a role or a profile is given by its name: which of two of a name is meant cannot be said, and is not guessed. */
function doubledProblems(key: string, value: Json, { doubled }: ProjectFacts): string[] {
  if (typeof value !== 'string' || (key !== 'role' && key !== 'profile')) return [];
  const names = key === 'role' ? doubled?.roles : doubled?.profiles;
  return names?.includes(value.trim()) === true ? [t(`rule.${key}.doubled`, { value: value.trim() })] : [];
}

/**
 * In HQ's words. A pattern that cannot be said here is HQ's to judge, and so is an empty value. HQ's API takes any text for a mobile
 * worker: no pattern is held against that. Source: corehq/apps/api/validation.py (`WebUserResourceSpec`).
 */
function patternProblems(entity: PersonEntity, key: string, value: Json, { fields }: ProjectFacts): string[] {
  if (entity === 'mobile-worker') return [];
  const name = key.slice(userDataPrefix.length);
  const pattern = fields?.find((field) => field.entity === 'web-user' && field.name === name)?.pattern;
  if (pattern === undefined || typeof value !== 'string' || value === '') return [];
  if (matchesPythonPattern(pattern.regex, value) !== false) return [];
  return [pattern.message === '' ? t('rule.custom.pattern', { value, label: pattern.label }) : pattern.message];
}

function textProblems(key: string, value: Json): string[] {
  if (typeof value !== 'string') return [wrongType(key)];
  if (key === 'tableau_role') return tableauRoleProblems(value);
  const limited = key === 'first_name' || key === 'last_name';
  // Code points, as Django counts characters: an emoji is one, not two.
  const length = Array.from(value).length;
  const isLong = limited && length > maxNameLength;
  return isLong ? [t('rule.max-length', { label: fieldLabel(key), max: maxNameLength, length })] : [];
}

/** Somebody who has one may be given another, but none is no choice: HQ refuses the empty text. */
function tableauRoleProblems(role: string): string[] {
  if (tableauRoles.some((known) => known === role)) return [];
  return [t('rule.tableau-role', { value: role, roles: tableauRoles.join(', ') })];
}

function idProblems(key: string, value: Json, facts: ProjectFacts): string[] {
  const isGroups = key === 'groups';
  const known = isGroups ? facts.groupIds : facts.locationIds;
  return listProblems(value, key, (id) =>
    !known || known.has(id) ? null : t(isGroups ? 'rule.group.unknown' : 'rule.location.unknown', { value: id }),
  );
}

function listProblems(value: Json, key: string, check: (item: string) => string | null): string[] {
  if (!Array.isArray(value)) return [wrongType(key)];
  const found: string[] = [];
  for (const item of value) {
    const problem = typeof item === 'string' ? check(item) : wrongType(key);
    if (problem) found.push(problem);
  }
  return found;
}

/** HQ's rule for the pair: a primary location, when and only when there are locations, and one of them. */
function locationPairProblem(entity: PersonEntity, primary: Json, list: Json): string | null {
  const ids = Array.isArray(list) ? list : [];
  const has = primary !== emptyValue('location') && primary !== null;
  if (!has) return ids.length > 0 ? t('rule.location.primary-missing') : null;
  if (ids.includes(primary)) return null;
  return t(
    entity === 'mobile-worker' ? 'rule.location.primary-not-assigned' : 'rule.location.primary-not-assigned-web',
  );
}
