/**
 * What the `web_user` column of a mobile workers sheet does to the web user it names: they are removed, given the row's role, or invited
 * (HQ: user_importer/importer.py CCUserRow._process_web_user). HQ looks neither at the last admin nor at the account itself there.
 */
import { adminRole } from '#shared/domain/rules/access-rules.ts';
import { truthOf } from './cell-value.ts';
import type { KnownPerson } from './find-people.ts';
import { problem } from './row-context.ts';
import type { RowContext, RowPlan, SheetRow } from './row-context.ts';
import { saysTrue, textOf, valueOf } from './row-values.ts';
import type { RowValues } from './row-values.ts';
import type { WebTarget } from './web-row.ts';

/** The address in small letters, '' for none. */
export function webUserName(values: RowValues): string {
  return textOf(values, 'web_user').toLowerCase();
}

/** Adds to the plan of a worker's row what becomes of the web user. */
export function planWebUser(context: RowContext, plan: RowPlan, { values }: SheetRow, target: WebTarget): void {
  if (webUserName(values) === '') return;
  const { member, invitation } = target;
  if (saysTrue(values, 'remove_web_user')) planRemoval(context, plan, values, member);
  else if ((member ?? invitation)?.leaving === true)
    plan.problems.push(problem('conflict', 'rule.action.removal-waits'));
  else if (member) planRole(context, plan, values, member);
  else planInvitation(plan, values, invitation);
}

function planRemoval(context: RowContext, plan: RowPlan, values: RowValues, member: KnownPerson | null): void {
  plan.flags.push('removal');
  if (member === null) {
    // HQ goes by members alone: whoever is only invited cannot be removed so.
    if (context.knowsMembers)
      plan.problems.push(problem('invalid', 'plan.hq.web-user-remove', { username: textOf(values, 'web_user') }));
    return;
  }
  if (context.isOwnAccount(member)) plan.problems.push(problem('not-permitted', 'plan.hq.remove-self'));
  if (member.leaving) plan.problems.push(problem('conflict', 'rule.action.removal-waits'));
  plan.removesWebUser = textOf(values, 'web_user');
  if (member.isAdmin) plan.takesAdmin = { localId: member.localId, removes: true };
}

/** HQ gives a member the row's role, and its first location in the place of all they have. */
function planRole(context: RowContext, plan: RowPlan, values: RowValues, member: KnownPerson): void {
  plan.notes.push({ code: 'web-user-member' });
  const role = textOf(values, 'role');
  if (role === '' || role === member.values['role']) return;
  if (role === adminRole) plan.flags.push('new-admin');
  if (context.isOwnAccount(member)) plan.problems.push(problem('not-permitted', 'rule.role.self'));
  if (member.isAdmin && role !== adminRole) plan.takesAdmin = { localId: member.localId, removes: false };
}

/** Only a new invitation is mailed; an account that HQ has is added at once where the row says `is_account_confirmed`. */
function planInvitation(plan: RowPlan, values: RowValues, invitation: KnownPerson | null): void {
  if (textOf(values, 'role') === adminRole && invitation?.values['role'] !== adminRole) plan.flags.push('new-admin');
  if (truthOf(valueOf(values, 'is_account_confirmed')) === true) return;
  if (invitation) plan.flags.push('renews');
  else if (saysTrue(values, 'send_confirmation_email')) {
    plan.mail = { to: webUserName(values), kind: 'invitation' };
    plan.flags.push('mails');
  }
}
