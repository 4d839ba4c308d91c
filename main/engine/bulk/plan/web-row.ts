/** What one row of a web users sheet does (HQ: user_importer/importer.py WebUserRow). */
import { tableauRoles } from '#shared/domain/fields.ts';
import { adminRole, unknownRole } from '#shared/domain/rules/access-rules.ts';
import { unknownPlaces } from '../unknown-places.ts';
import { blankStays } from './blank-stays.ts';
import { isTruthy, shown, truthOf } from './cell-value.ts';
import { customDataProblems, profileProblems, wantedData } from './data-rules.ts';
import type { KnownPerson } from './find-people.ts';
import { reachProblems, rowPlaces } from './location-rules.ts';
import { clearsSomething, differences, newValues } from './row-difference.ts';
import { emptyPlan, forbid, ofValues, problem } from './row-context.ts';
import type { RowContext, RowPlan, RowProblem, SheetRow, Wanted } from './row-context.ts';
import { domainRule, duplicateRule, emailRule, roleRule, usernameRules } from './shared-rules.ts';
import { saysTrue, siteCodes, textOf, valueOf } from './row-values.ts';
import type { RowValues } from './row-values.ts';

export type WebTarget = { member: KnownPerson | null; invitation: KnownPerson | null };
/** `mailed`: the member whose address stands in the row's cell of the e-mail, which HQ reads and never writes. */
type SheetTarget = WebTarget & { mailed: KnownPerson | null };

export function planWebRow(context: RowContext, sheet: SheetRow, { member, invitation, mailed }: SheetTarget): RowPlan {
  const { values } = sheet;
  const person = member ?? invitation;
  const username = shown(valueOf(values, 'username'));
  const plan: RowPlan = {
    ...emptyPlan(sheet.row, username),
    entity: person?.entity ?? null,
    localId: person?.localId ?? null,
    problems: rules(context, values, person),
  };
  if (username !== username.toLowerCase()) plan.notes.push({ code: 'username-case' });
  if (saysTrue(values, 'remove')) planRemoval(context, plan, person);
  else if (person === null) planInvitation(context, plan, sheet, mailed);
  else planUpdate(context, plan, sheet, person);
  // Kept for a look over all rows: two that exchange their usernames are told as that.
  if (person !== null && mailed !== null && mailed.localId !== person.localId)
    plan.renamed = { from: mailed.username.toLowerCase(), to: username.toLowerCase() };
  return plan;
}

function rules(context: RowContext, values: RowValues, person: KnownPerson | null): RowProblem[] {
  const { facts } = context;
  const places = rowPlaces(facts, values);
  const removes = saysTrue(values, 'remove');
  const wantedPlaces = places.ids === 'unknown' || removes ? null : placesOrNone(context, places.ids);
  const problems = [
    ...usernameRules(context, values),
    ...ofValues(customDataProblems(facts, values)),
    ...emailRule(values, 'email'),
    ...ofValues(roleRule(context, values)),
    ...domainRule(context, values),
    ...profileProblems(facts, values, person),
    ...reachProblems(facts, person, wantedPlaces),
    ...places.problems,
  ];
  if (!isTruthy(valueOf(values, 'username')) || !isTruthy(valueOf(values, 'role')))
    problems.push(problem('invalid', 'plan.hq.web-required'));
  problems.push(...duplicateRule(context, values, 'email'), ...emailRule(values, 'username'));
  problems.push(...tableauRule(context, values));
  if (truthOf(valueOf(values, 'remove')) === 'bad')
    problems.push(problem('invalid', 'plan.hq.boolean', { column: 'remove' }));
  return problems;
}

/** HQ takes a column that is left out for an empty one. */
function placesOrNone({ facts }: RowContext, ids: string[] | undefined): string[] | null {
  return facts.usesLocations ? (ids ?? []) : null;
}

/** HQ's download says so of who has none, and of all where Tableau did not answer. */
const noGroups: ReadonlySet<string> = new Set(['N/A', 'ERROR']);

/**
 * Of the role a blank cell fails as well, only a missing column passes. Which groups there are is known to HQ; what its own download writes in
 * their place is none of them. HQ: TableauRoleValidator, TableauGroupsValidator.
 */
function tableauRule({ facts }: RowContext, values: RowValues): RowProblem[] {
  if (!facts.tableau) return [];
  const problems: RowProblem[] = [];
  const role = valueOf(values, 'tableau_role');
  if (role !== undefined && !tableauRoles.some((known) => known === role))
    problems.push(problem('invalid', 'plan.hq.tableau-role', { value: shown(role), roles: tableauRoles.join(', ') }));
  const groups = textOf(values, 'tableau_groups');
  if (noGroups.has(groups)) {
    const params = { groups, known: facts.tableauGroups.join(', ') };
    problems.push(problem('invalid', 'plan.hq.tableau-groups', params));
  }
  return problems;
}

function planRemoval(context: RowContext, plan: RowPlan, person: KnownPerson | null): void {
  if (person === null) {
    plan.problems.push(problem('invalid', 'plan.hq.remove-nobody', { username: plan.username }));
    return;
  }
  const isMember = person.entity === 'web-user';
  if (isMember && context.isOwnAccount(person)) plan.problems.push(problem('not-permitted', 'plan.hq.remove-self'));
  // It waits to be sent already.
  if (person.leaving) return;
  plan.does = 'remove';
  plan.flags.push('removal');
  if (isMember && person.isAdmin) plan.takesAdmin = { localId: person.localId, removes: true };
  forbid(context, plan, isMember ? 'remove-web-user' : 'delete-invitation');
}

function planInvitation(
  context: RowContext,
  plan: RowPlan,
  { values, base }: SheetRow,
  mailed: KnownPerson | null,
): void {
  const username = plan.username.toLowerCase();
  const isRenamed = mailed !== null || context.stoodForAnother(plan.row);
  if (base === null && isRenamed) plan.notes.push({ code: 'username-new' });
  if (base) plan.problems.push(problem('conflict', 'plan.conflict.gone', { username }));
  if (valueOf(values, 'status') === 'Invited')
    plan.problems.push(problem('invalid', 'plan.hq.status-invited', { username }));
  const { wanted, problems } = wantedValues(context, values, null);
  plan.problems.push(...problems);
  // Whose they would stay there is nobody.
  const [code] = siteCodes(values) ?? [];
  if (code === unknownPlaces) plan.problems.push(problem('invalid', 'plan.hq.location-unknown', { code }));
  plan.does = 'invite';
  plan.entity = 'invitation';
  plan.changes = newValues(new Map([['email', username], ...wanted]));
  const places = wanted.get('assigned_location_ids');
  const first = Array.isArray(places) ? places[0] : undefined;
  if (first !== undefined) plan.changes['primary_location_id'] = { from: null, to: first };
  plan.flags.push('mails');
  plan.mail = { to: username, kind: 'invitation' };
  if (wanted.get('role') === adminRole) plan.flags.push('new-admin');
  forbid(context, plan, 'invite');
}

function planUpdate(context: RowContext, plan: RowPlan, sheet: SheetRow, person: KnownPerson): void {
  const isMember = person.entity === 'web-user';
  const { values } = sheet;
  const { wanted, problems } = wantedValues(context, values, person);
  const found = differences({ person, base: sheet.base, isDownload: context.isDownload }, wanted);
  plan.changes = found.changes;
  plan.problems.push(...problems, ...found.problems);
  plan.notes.push(...found.notes, ...blankStays(person.entity, values, sheet.base));
  if (isMember) plan.notes.push(...ignoredNotes(values, person));
  if (person.leaving) plan.problems.push(problem('conflict', 'rule.action.removal-waits'));
  if (Object.keys(found.changes).length === 0) return;
  plan.does = 'update';
  // HQ says so of rows that want nothing, too, as in its own download: there is nothing to be put right in those.
  if (!isMember && valueOf(values, 'status') === 'Invited' && person.bounced)
    plan.problems.push(problem('invalid', 'plan.hq.bounced'));
  judgeRole(context, plan, person);
  if (clearsSomething(found.changes)) plan.flags.push('clears');
  if (!isMember && person.serverId !== null) {
    plan.flags.push('renews');
    plan.notes.push({ code: 'renews' });
  }
  forbid(context, plan, isMember ? 'edit-web-user' : 'edit-invitation');
}

/** Nobody changes their own role, and the last admin stays one. */
function judgeRole(context: RowContext, plan: RowPlan, person: KnownPerson): void {
  const role = plan.changes['role'];
  if (!role) return;
  if (role.to === adminRole) plan.flags.push('new-admin');
  if (person.entity !== 'web-user') return;
  if (context.isOwnAccount(person)) plan.problems.push(problem('not-permitted', 'rule.role.self'));
  if (person.isAdmin && role.to !== adminRole) plan.takesAdmin = { localId: person.localId, removes: false };
}

/** What the row wants of somebody; of locations the list alone. */
function wantedValues(
  context: RowContext,
  values: RowValues,
  person: KnownPerson | null,
): { wanted: Wanted; problems: RowProblem[] } {
  const wanted: Wanted = new Map();
  const role = textOf(values, 'role');
  // HQ refuses the row; that there is no role is no change either way.
  const isNone = role === unknownRole && (person?.values['role'] ?? '') === '';
  if (role !== '' && !isNone) wanted.set('role', role);
  const { ids } = rowPlaces(context.facts, values);
  const places = ids === 'unknown' ? null : placesOrNone(context, ids);
  if (places !== null) wanted.set('assigned_location_ids', places);
  const data = wantedData(context.facts, values, person, person?.entity ?? 'invitation');
  for (const [field, value] of data.wanted) wanted.set(field, value);
  if (context.facts.tableau && person?.entity !== 'invitation') addTableau(wanted, values);
  return { wanted, problems: data.problems };
}

function addTableau(wanted: Wanted, values: RowValues): void {
  const role = textOf(values, 'tableau_role');
  // HQ passes over rows without both columns.
  if (role === '' || valueOf(values, 'tableau_groups') === undefined) return;
  wanted.set('tableau_role', role);
  const groups = textOf(values, 'tableau_groups');
  wanted.set('tableau_groups', groups === '' ? [] : groups.split(','));
}

/** What HQ reads and never writes is told where it says something else than the person's own. */
function ignoredNotes(values: RowValues, person: KnownPerson): RowPlan['notes'] {
  const notes: RowPlan['notes'] = [];
  const [first, last] = [textOf(values, 'first_name'), textOf(values, 'last_name')];
  const name = `${first} ${last}`.trim();
  if (name !== '' && name !== person.name) notes.push({ code: 'ignored-name' });
  const email = textOf(values, 'email');
  if (email !== '' && email.toLowerCase() !== person.email.toLowerCase()) notes.push({ code: 'ignored-email' });
  const status = textOf(values, 'status');
  const own = person.status === 'deactivated' ? 'Inactive User' : 'Active User';
  if (status !== '' && status !== own) notes.push({ code: 'ignored-status' });
  return notes;
}
