/** Rules for rows of a mobile workers sheet beside the shared ones, in HQ's order (HQ: user_importer/validation.py, importer.py CCUserRow). */
import { booleanFields } from '../workbook/hq-headers.ts';
import { completeUsername, editProblems, looksLikeEmail, usernameSuffix } from '#shared/domain/rules.ts';
import { SheetDate, asText, isTruthy, shown, truthOf } from './cell-value.ts';
import type { BaseRecord } from './base-sheet.ts';
import { customDataProblems, profileProblems, sheetText } from './data-rules.ts';
import type { KnownPerson } from './find-people.ts';
import { reachProblems, rowPlaces } from './location-rules.ts';
import { ofValues, problem } from './row-context.ts';
import type { RowContext, RowProblem, SheetRow } from './row-context.ts';
import { lettersOrItems, saysTrue, textOf, valueOf } from './row-values.ts';
import type { RowValues } from './row-values.ts';
import type { WebTarget } from './web-row.ts';
import { domainRule, duplicateRule, emailRule, roleRule, usernameRules } from './shared-rules.ts';

/** The signs HQ takes before the @. HQ: users/util.py normalize_username. */
const plainName = /^[A-Za-z0-9.+_-]+$/;

/** The full username of a row, '' for none, null where HQ takes it for none: `Jane Doe` is jane.doe@…. */
export function workerUsername(project: string, values: RowValues): string | null {
  const given = asText(valueOf(values, 'username')) ?? '';
  if (given === '') return '';
  const full = completeUsername(given, project).toLowerCase();
  const suffix = usernameSuffix(project);
  const short = full.endsWith(suffix) ? full.slice(0, -suffix.length) : '';
  return looksLikeEmail(full) && plainName.test(short) ? full : null;
}

export type WorkerTarget = {
  /** Whom the row is about. */
  person: KnownPerson | null;
  /** Who has the row's username. */
  holder: KnownPerson | null;
  /** Whom the row names as `web_user`. */
  webUser: WebTarget;
};

export function workerRules(context: RowContext, sheet: SheetRow, target: WorkerTarget): RowProblem[] {
  const { facts } = context;
  const { values } = sheet;
  const { person } = target;
  const places = rowPlaces(facts, values);
  return [
    ...(workerUsername(facts.project, values) === null ? [problem('invalid', 'plan.hq.worker-username')] : []),
    ...usernameRules(context, values),
    ...ofValues(customDataProblems(facts, values)),
    ...ofValues(emailRule(values, 'email')),
    ...ofValues(roleRule(context, values)),
    ...existingUser(context, values, target),
    ...domainRule(context, values),
    ...profileProblems(facts, values, person),
    ...reachProblems(facts, person, places.ids === 'unknown' ? null : (places.ids ?? null)),
    ...places.problems,
    ...booleanRules(values),
    ...requiredRule(values),
    ...duplicateRule(context, values, 'user_id'),
    ...passwordRule(sheet, person),
    ...groupRule(context, values),
    ...smsRule(values, person !== null || hasId(values)),
    ...identityRules(context, values, person),
    ...nameRule(sheet, person),
    ...phoneRule(values),
    ...monthRule(values),
    ...webUserRule(context, values),
  ];
}

export function hasId(values: RowValues): boolean {
  return isTruthy(valueOf(values, 'user_id'));
}

/** Usernames of deleted workers count too. */
function existingUser(context: RowContext, values: RowValues, { person, holder }: WorkerTarget): RowProblem[] {
  if (hasId(values) || person !== null) return [];
  const username = workerUsername(context.facts.project, values);
  if (username === null || username === '') return [];
  return holder !== null || context.isBurnt(username) ? [problem('invalid', 'plan.hq.existing-user')] : [];
}

function booleanRules(values: RowValues): RowProblem[] {
  return [...booleanFields['mobile-workers']]
    .filter((column) => truthOf(valueOf(values, column)) === 'bad')
    .map((column) => problem('invalid', 'plan.hq.boolean', { column }));
}

function requiredRule(values: RowValues): RowProblem[] {
  const isSaid = isTruthy(valueOf(values, 'username')) || hasId(values);
  return isSaid ? [] : [problem('invalid', 'plan.hq.worker-required')];
}

function passwordRule({ values, password }: SheetRow, person: KnownPerson | null): RowProblem[] {
  const needsNone = hasId(values) || person !== null || password === 'given' || isTruthy(valueOf(values, 'web_user'));
  if (needsNone || truthOf(valueOf(values, 'is_account_confirmed')) === false) return [];
  return [problem('invalid', 'plan.hq.worker-password')];
}

function groupRule({ facts, sheetGroups }: RowContext, values: RowValues): RowProblem[] {
  const { groups } = facts;
  if (groups === null) return [];
  const unknown = (lettersOrItems(values, 'group') ?? [])
    .map(shown)
    .filter((name) => !groups.has(name) && !sheetGroups.has(name));
  return [...new Set(unknown)].map((name) => problem('invalid', 'plan.hq.group-unknown', { name }));
}

function smsRule(values: RowValues, isKnown: boolean): RowProblem[] {
  if (!saysTrue(values, 'send_confirmation_sms')) return [];
  const isActive = saysTrue(values, 'is_active');
  const confirmed = truthOf(valueOf(values, 'is_account_confirmed'));
  if (!isKnown) {
    const columns = [...(isActive ? ['is_active'] : []), ...(confirmed === true ? ['is_account_confirmed'] : [])];
    return columns.length === 0 ? [] : [problem('invalid', 'plan.hq.sms-new', { columns: columns.join(' and ') })];
  }
  const parts = [
    ...(isActive ? [problem('invalid', 'plan.hq.sms-active').text] : []),
    ...(confirmed !== null ? [problem('invalid', 'plan.hq.sms-confirmed').text] : []),
  ];
  return parts.length === 0 ? [] : [problem('invalid', 'plan.hq.sms-known', { parts: parts.join(' and ') })];
}

function identityRules({ facts }: RowContext, values: RowValues, person: KnownPerson | null): RowProblem[] {
  if (hasId(values) && person === null)
    return [problem('invalid', 'plan.hq.user-id', { id: shown(valueOf(values, 'user_id')) })];
  if (person === null) return [];
  const problems: RowProblem[] = [];
  const username = workerUsername(facts.project, values);
  if (username !== null && username !== '' && username !== person.username.toLowerCase())
    problems.push(problem('invalid', 'plan.hq.renamed', { from: person.username, to: username }));
  const confirmed = truthOf(valueOf(values, 'is_account_confirmed'));
  if (confirmed === false && person.serverId !== null && !isTruthy(valueOf(values, 'web_user')))
    problems.push(problem('invalid', 'plan.hq.unconfirm'));
  return problems;
}

/** First word and rest, as HQ parts a name; null for none. */
export function nameParts(values: RowValues): [first: string, last: string] | null {
  const name = textOf(values, 'name');
  if (name === '') return null;
  const [first = '', ...rest] = name.split(/\s+/);
  return [first, rest.join(' ')];
}

/**
 * Whether the row says the name that the worker has, or had when the file was made: it stays parted as it is then, and HQ's lengths, which
 * would be those of other parts, are not asked about.
 */
export function isOwnName(
  [first, last]: [string, string],
  person: KnownPerson | null,
  base: BaseRecord | null,
): boolean {
  const before = base && [base.values['first_name'], base.values['last_name']].map(sheetText).join(' ');
  const own = before ?? person?.name;
  const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ').trim();
  return own !== undefined && oneLine(own) === oneLine(`${first} ${last}`);
}

function nameRule({ values, base }: SheetRow, person: KnownPerson | null): RowProblem[] {
  const parts = nameParts(values);
  if (parts === null || isOwnName(parts, person, base)) return [];
  const [first_name, last_name] = parts;
  const nothing = { project: '', locationIds: null, groupIds: null, roleNames: null };
  const found = editProblems('mobile-worker', { first_name, last_name }, {}, nothing);
  return Object.values(found).flatMap((texts) => texts.map((text): RowProblem => ({ as: 'invalid', text })));
}

const phoneNumber = /^\+?\d+$/;

/** HQ refuses numbers that are no text as well. */
function phoneRule(values: RowValues): RowProblem[] {
  const bad = (lettersOrItems(values, 'phone-number') ?? []).filter(
    (item) => typeof item !== 'string' || !phoneNumber.test(item),
  );
  return bad.map((item) => problem('invalid', 'plan.hq.phone', { value: shown(item) }));
}

/** `MM-YYYY` as the first of that month, a date as that day, '' for none; null for what HQ breaks off at. */
export function deactivationDay(values: RowValues): string | null | undefined {
  const value = valueOf(values, 'deactivate_after');
  if (value === undefined) return undefined;
  if (value === '') return '';
  if (value instanceof SheetDate) return /^\d{4}-\d{2}-\d{2}/.exec(value.text)?.[0] ?? null;
  const [, month, year] = typeof value === 'string' ? (/^(0?[1-9]|1[0-2])-(\d{4})$/.exec(value) ?? []) : [];
  return month === undefined || year === undefined ? null : `${year}-${month.padStart(2, '0')}-01`;
}

function monthRule(values: RowValues): RowProblem[] {
  if (deactivationDay(values) !== null) return [];
  return [problem('invalid', 'plan.month', { value: shown(valueOf(values, 'deactivate_after')) })];
}

/** What the columns alone say; the rest depends on who is a member (`web-user-column.ts`). HQ: importer.py CCUserRow._process_web_user. */
function webUserRule({ facts }: RowContext, values: RowValues): RowProblem[] {
  const username = textOf(values, 'web_user');
  if (username === '') return [];
  if (facts.lacks('edit-web-user') !== '') return [problem('not-permitted', 'plan.hq.web-user-right')];
  if (saysTrue(values, 'remove_web_user') || isTruthy(valueOf(values, 'role'))) return [];
  return [problem('invalid', 'plan.hq.web-user-role', { username })];
}
