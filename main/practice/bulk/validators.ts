import { isEmail, workerSuffix } from '../resources/worker-name.ts';
import { TABLEAU_GROUPS, TABLEAU_ROLES } from '../resources/web-user-rules.ts';
import { WORKER_ROLE_NAME } from '../resources/user-create.ts';
import { assignableRoles } from '../permissions.ts';
import { asText, booleanOf, isBlank, isTruthy, listOf, shown } from './cell.ts';
import type { Row, RowValue } from './cell.ts';
import { customDataProblems } from './custom-data.ts';
import { locationValidator } from './location-rules.ts';
import { isPassword, passwordProblem, willHavePassword } from './password-rules.ts';
import { profileValidator } from './profile-rules.ts';
import type { Scope, Validator } from './scope.ts';
import { normalizedUsername } from './worker-row-name.ts';

/** HQ's column for usernames, and the longest short name it takes. */
const USERNAME_COLUMN = 128;
const LONGEST_USERNAME = 80;

const passes = undefined;

/** HQ's rules in HQ's order; the first that fails is the row's flag. HQ: user_importer/validation.py get_user_import_validators. */
export function validatorsFor(scope: Scope): Validator[] {
  const shared = [
    usernameType,
    duplicates(scope, 'username'),
    usernameLength(scope),
    (row: Row): string | undefined => customDataProblems(scope, row),
    emailIn('email'),
    roleRule(scope),
    existingUser(scope),
    targetDomain(scope),
    profileValidator(scope),
    locationValidator(scope),
  ];
  return scope.kind === 'web' ? [...shared, ...webRules(scope)] : [...shared, ...mobileRules(scope)];
}

function webRules(scope: Scope): Validator[] {
  const own = [requiredWebFields, duplicates(scope, 'email'), emailIn('username')];
  return scope.hq.settings().tableau ? [...own, tableauRole, tableauGroups] : own;
}

function mobileRules(scope: Scope): Validator[] {
  const isStrong = scope.hq.settings().strongPasswords;
  return [
    (row): string | undefined => (isWorkerName(scope, row) ? passes : 'username cannot contain spaces or symbols'),
    booleanColumn('is_active'),
    booleanColumn('is_account_confirmed'),
    booleanColumn('send_confirmation_email'),
    requiredFields,
    duplicates(scope, 'user_id'),
    ...(isStrong ? [duplicates(scope, 'password', isPassword)] : []),
    newUserPassword,
    ...(isStrong ? [passwordProblem] : []),
    groupRule(scope),
    confirmationSms,
  ];
}

/** The first failing rule's text. */
export function firstProblem(validators: readonly Validator[], row: Row): string | undefined {
  for (const validate of validators) {
    const problem = validate(row);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

export const usernameType: Validator = (row) =>
  isBlank(row['username']) || asText(row['username']) !== undefined ? passes : 'Username must be Text';

/** Every row of a duplicate set is flagged; values are compared as typed, blanks never. */
export function duplicates(
  scope: Pick<Scope, 'rows'>,
  field: string,
  counts: (value: RowValue) => boolean = (): boolean => true,
): Validator {
  const keyOf = (row: Row): string | undefined => {
    const value = row[field];
    return value === undefined || value === '' || !counts(value)
      ? undefined
      : `${typeof value}/${JSON.stringify(value)}`;
  };
  const seen = new Map<string, number>();
  for (const row of scope.rows) {
    const key = keyOf(row);
    if (key !== undefined) seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  return (row) => {
    const key = keyOf(row);
    return key !== undefined && (seen.get(key) ?? 0) > 1 ? `'${field}' values must be unique` : passes;
  };
}

function usernameLength({ project }: Scope): Validator {
  const most = Math.min(USERNAME_COLUMN - workerSuffix(project).length, LONGEST_USERNAME);
  return (row) =>
    [...(asText(row['username']) ?? '')].length > most
      ? `username cannot contain greater than ${most} characters`
      : passes;
}

export function emailIn(field: 'email' | 'username'): Validator {
  return (row) => {
    const value = row[field];
    if (isBlank(value) || (typeof value === 'string' && isEmail(value))) return passes;
    return `User has an invalid email address for their ${field}`;
  };
}

/** Web users: the roles the uploader may give. Mobile workers: every role of the project, but not the built-in Admin. */
function roleRule({ hq, uploader, kind }: Scope): Validator {
  const names =
    kind === 'web'
      ? assignableRoles(hq, uploader, WORKER_ROLE_NAME).map((role) => role.name)
      : hq.store.rules('role').map((role) => role.name);
  return (row) => {
    const role = row['role'];
    if (!isTruthy(role) || (typeof role === 'string' && names.includes(role))) return passes;
    return `Role '${shown(role)}' does not exist or you do not have permission to access it`;
  };
}

/** Usernames of deleted workers count too. E-mail usernames never match, so web users always pass. */
function existingUser({ hq, kind, project }: Scope): Validator {
  return (row) => {
    const given = asText(row['username']);
    // HQ looks only at rows of this project, and compares the cell as it stands: a blank one is none of them.
    if (row['domain'] === '') return passes;
    if (kind === 'web' || given === undefined || given === '' || isTruthy(row['user_id'])) return passes;
    const username = normalizedUsername(given, project);
    return username !== undefined && hq.store.named('worker', username).length > 0
      ? 'The username already belongs to a user. Specify an ID to update the user.'
      : passes;
  };
}

function targetDomain({ hq }: Scope): Validator {
  return (row) => {
    const target = asText(row['domain']) ?? '';
    const isShared = target === '' || target === hq.project || hq.settings().enterpriseProjects.includes(target);
    return isShared ? passes : `Target domain ${target} does not use enterprise permissions of ${hq.project}`;
  };
}

const requiredWebFields: Validator = (row) =>
  isTruthy(row['username']) && isTruthy(row['role'])
    ? passes
    : "Upload of web users requires 'username' and 'role' for each user";

/** A blank cell fails as well; only a missing column passes. */
export const tableauRole: Validator = (row) => {
  const role = row['tableau_role'];
  if (role === undefined || (typeof role === 'string' && TABLEAU_ROLES.includes(role))) return passes;
  return `Invalid tableau role: '${shown(role)}'. Please choose one of the following: ${TABLEAU_ROLES.join(', ')}`;
};

/** Names parted by commas, blanks around them count. */
export const tableauGroups: Validator = (row) => {
  const given = asText(row['tableau_groups']) ?? '';
  const bad = given === '' ? [] : given.split(',').filter((name) => !TABLEAU_GROUPS.includes(name));
  if (bad.length === 0) return passes;
  return `These groups, ${bad.join(', ')}, are not valid for this domain. Please choose from the following: ${TABLEAU_GROUPS.join(', ')}`;
};

function isWorkerName({ project }: Scope, row: Row): boolean {
  const given = asText(row['username']) ?? '';
  return given === '' || normalizedUsername(given, project) !== undefined;
}

/** In HQ the same value was converted before this rule runs, so in an import bad text never gets this far. */
export function booleanColumn(column: string): Validator {
  return (row) => {
    try {
      booleanOf(row[column]);
      return passes;
    } catch {
      // Whatever does not convert is this rule's business, whichever way it fails.
      return `'${column}' column can only contain 'true' or 'false'`;
    }
  };
}

export const requiredFields: Validator = (row) =>
  isTruthy(row['username']) || isTruthy(row['user_id']) ? passes : "One of 'username' or 'user_id' is required";

export const newUserPassword: Validator = (row) =>
  isTruthy(row['user_id']) || willHavePassword(row) ? passes : 'New users must have a password set.';

/** A bare `group` header is read letter by letter. */
export function groupRule({ groupNames }: Pick<Scope, 'groupNames'>): Validator {
  return (row) => {
    const unknown = listOf(row['group']).find((name) => !groupNames.includes(shown(name)));
    return unknown === undefined
      ? passes
      : `Group '${shown(unknown)}' does not exist (try adding it to your spreadsheet)`;
  };
}

export const confirmationSms: Validator = (row) => {
  if (booleanOf(row['send_confirmation_sms']) !== true) return passes;
  const isActive = booleanOf(row['is_active']) === true;
  const confirmed = booleanOf(row['is_account_confirmed']);
  if (!isTruthy(row['user_id'])) {
    const names = [...(isActive ? ['is_active'] : []), ...(confirmed === true ? ['is_account_confirmed'] : [])];
    if (names.length === 0) return passes;
    return `When 'send_confirmation_sms' is True for a new user, ${names.join(' and ')} must be either empty or set to False.`;
  }
  const parts = [
    ...(isActive ? ['is_active must be empty or set to False'] : []),
    ...(confirmed !== null ? ['is_account_confirmed must be empty'] : []),
  ];
  if (parts.length === 0) return passes;
  return `When 'send_confirmation_sms' is True for an existing user, ${parts.join(' and ')}.`;
};
