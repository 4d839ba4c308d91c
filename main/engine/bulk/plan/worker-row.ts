/** What one row of a mobile workers sheet does (HQ: user_importer/importer.py CCUserRow). */
import { accountConfirmation } from '#shared/domain/fields.ts';
import { isTruthy, shown, truthOf } from './cell-value.ts';
import type { BaseRecord } from './base-sheet.ts';
import { blankStays } from './blank-stays.ts';
import { wantedData } from './data-rules.ts';
import type { KnownPerson } from './find-people.ts';
import { rowPlaces } from './location-rules.ts';
import { clearsSomething, differences, newValues } from './row-difference.ts';
import { emptyPlan, forbid, problem } from './row-context.ts';
import type { RowContext, RowPlan, RowProblem, SheetRow, Wanted } from './row-context.ts';
import { lettersOrItems, saysTrue, textOf, valueOf } from './row-values.ts';
import { planWebUser, webUserName } from './web-user-column.ts';
import { deactivationDay, hasId, isOwnName, nameParts, workerRules, workerUsername } from './worker-rules.ts';
import type { WorkerTarget } from './worker-rules.ts';

/** What stands for a password wherever a plan is shown. */
const hiddenPassword = '********';

/** Fields of a worker that only HQ's importer sets: REST does not take them. */
const importerOnly: ReadonlySet<string> = new Set(['role', 'deactivate_after', 'web_user', 'remove_web_user']);

export function planWorkerRow(context: RowContext, sheet: SheetRow, target: WorkerTarget): RowPlan {
  const { values } = sheet;
  const { person } = target;
  const username = shown(valueOf(values, 'username')) || (person?.username ?? '');
  const plan: RowPlan = {
    ...emptyPlan(sheet.row, username),
    entity: person?.entity ?? null,
    localId: person?.localId ?? null,
    problems: workerRules(context, sheet, target),
  };
  if (person === null) planCreate(context, plan, sheet);
  else planUpdate(context, plan, sheet, person);
  if (plan.does !== 'no-change') planWebUser(context, plan, sheet, target.webUser);
  const only = Object.keys(plan.changes).filter((field) => importerOnly.has(field));
  plan.notes.push(...only.map((field) => ({ code: 'importer-only' as const, field })));
  return plan;
}

function planCreate(context: RowContext, plan: RowPlan, sheet: SheetRow): void {
  const { values, password, base } = sheet;
  const { facts } = context;
  if (hasId(values)) {
    // The row names somebody who is not there: nothing can be made of it.
    if (base) plan.problems.push(problem('conflict', 'plan.conflict.gone-worker'));
    return;
  }
  if (base) plan.problems.push(problem('conflict', 'plan.conflict.gone-worker'));
  const { wanted, problems } = wantedValues(context, sheet, null);
  plan.problems.push(...problems);
  const bySms = saysTrue(values, 'send_confirmation_sms');
  const isConfirmed = !bySms && (hasWebUser(sheet) || truthOf(valueOf(values, 'is_account_confirmed')) !== false);
  if (wanted.get('is_active') === true) wanted.delete('is_active');
  plan.does = 'create';
  plan.entity = 'mobile-worker';
  const username = workerUsername(facts.project, values) ?? '';
  plan.changes = newValues(new Map([['username', username], ...wanted]));
  const places = wanted.get('locations');
  const first = Array.isArray(places) ? places[0] : undefined;
  if (first !== undefined) plan.changes['primary_location'] = { from: null, to: first };
  if (!isConfirmed) {
    const how = saysTrue(values, 'send_confirmation_email') ? 'mail-now' : 'mail-later';
    plan.changes[accountConfirmation] = { from: null, to: how };
  } else if (password === 'given') plan.changes['password'] = { from: null, to: hiddenPassword };
  if (!isConfirmed && !bySms && textOf(values, 'email') === '' && !hasWebUser(sheet))
    plan.problems.push(problem('invalid', 'rule.email.confirmation'));
  planMails(plan, sheet, !isConfirmed, textOf(values, 'email').toLowerCase());
  forbid(context, plan, 'create-mobile-worker');
}

function planUpdate(context: RowContext, plan: RowPlan, sheet: SheetRow, person: KnownPerson): void {
  const { wanted, problems } = wantedValues(context, sheet, person);
  const found = differences({ person, base: sheet.base, isDownload: context.isDownload }, wanted);
  plan.changes = found.changes;
  plan.problems.push(...problems, ...found.problems);
  plan.notes.push(...found.notes, ...blankStays(person.entity, sheet.values, sheet.base));
  if (sheet.password === 'given') {
    plan.changes['password'] = { from: null, to: hiddenPassword };
    plan.flags.push('password');
  }
  if (person.leaving) plan.problems.push(problem('conflict', 'rule.action.removal-waits'));
  renaming(context, plan, sheet, person);
  const email = textOf(sheet.values, 'email').toLowerCase() || person.email;
  planMails(plan, sheet, person.unconfirmed, email);
  if (Object.keys(plan.changes).length === 0 && plan.mail === null && !plan.flags.includes('texts')) return;
  plan.does = 'update';
  if (losesDate(context, sheet, person)) plan.notes.push({ code: 'dates-go' });
  if (plan.changes['is_active']?.to === false) plan.flags.push('deactivates');
  if (clearsSomething(plan.changes)) plan.flags.push('clears');
  forbid(context, plan, 'edit-mobile-worker');
}

/** HQ takes a column that is left out for a blank cell, and that for no date. Which projects have such dates only its own download tells. */
function losesDate({ facts }: RowContext, { values }: SheetRow, { serverId }: KnownPerson): boolean {
  return serverId !== null && !facts.lacksDates && deactivationDay(values) === undefined;
}

/** Kept for a look over all rows: two that exchange their names are told as that. */
function renaming({ facts }: RowContext, plan: RowPlan, { values }: SheetRow, person: KnownPerson): void {
  const username = workerUsername(facts.project, values);
  if (username !== null && username !== '' && username !== person.username.toLowerCase())
    plan.renamed = { from: person.username.toLowerCase(), to: username };
}

function planMails(plan: RowPlan, sheet: SheetRow, unconfirmed: boolean, email: string): void {
  const { values } = sheet;
  // With a web user the column says whether that one is mailed (`web-user-column.ts`).
  if (saysTrue(values, 'send_confirmation_email') && unconfirmed && !hasWebUser(sheet)) {
    plan.mail = { to: email, kind: 'confirmation' };
    plan.flags.push('mails');
  }
  if (unconfirmed && saysTrue(values, 'send_confirmation_sms')) plan.flags.push('texts');
}

function hasWebUser({ values }: SheetRow): boolean {
  return isTruthy(valueOf(values, 'web_user'));
}

/** What the row wants of somebody; of locations the list alone. A blank cell mostly means "as it is". */
function wantedValues(
  context: RowContext,
  { values, base }: SheetRow,
  person: KnownPerson | null,
): { wanted: Wanted; problems: RowProblem[] } {
  const { facts } = context;
  const wanted: Wanted = new Map();
  addName(wanted, nameParts(values), person, base);
  const email = shown(valueOf(values, 'email'));
  if (email !== '') wanted.set('email', email.toLowerCase());
  for (const field of ['language', 'role']) {
    const text = shown(valueOf(values, field));
    if (text !== '') wanted.set(field, text);
  }
  const phones = lettersOrItems(values, 'phone-number');
  if (phones) wanted.set('phone_numbers', [...new Set(phones.map((item) => shown(item).replace(/^\+/, '')))]);
  const active = truthOf(valueOf(values, 'is_active'));
  // HQ leaves an account that waits to be confirmed inactive.
  if (typeof active === 'boolean' && !(active && person?.unconfirmed === true)) wanted.set('is_active', active);
  // Without the column HQ takes the worker out of all groups.
  const groups = (lettersOrItems(values, 'group') ?? []).map(shown);
  if (facts.groups) wanted.set('groups', [...new Set(groups.map((name) => facts.groups?.get(name) ?? name))]);
  const { ids } = rowPlaces(facts, values);
  if (ids !== undefined && ids !== 'unknown') wanted.set('locations', ids);
  const day = deactivationDay(values);
  if (typeof day === 'string') wanted.set('deactivate_after', day);
  const webUser = webUserName(values);
  if (webUser !== '') wanted.set('web_user', webUser);
  if (webUser !== '' && saysTrue(values, 'remove_web_user')) wanted.set('remove_web_user', true);
  const data = wantedData(facts, values, person, 'mobile-worker');
  for (const [field, value] of data.wanted) wanted.set(field, value);
  return { wanted, problems: data.problems };
}

/** A whole name that is the same (as when the file was made) stays parted as it is. */
function addName(
  wanted: Wanted,
  parts: [string, string] | null,
  person: KnownPerson | null,
  base: BaseRecord | null,
): void {
  if (parts === null || isOwnName(parts, person, base)) return;
  wanted.set('first_name', parts[0]);
  wanted.set('last_name', parts[1]);
}
