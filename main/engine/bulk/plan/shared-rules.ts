/** Rules for rows of both kinds, in HQ's order; all that fail are told (HQ: user_importer/validation.py get_user_import_validators). */
import { looksLikeEmail, usernameSuffix, maxUsernameLength } from '#shared/domain/rules.ts';
import { asText, isBlank, isTruthy, shown } from './cell-value.ts';
import { duplicateKey } from './duplicate-keys.ts';
import type { DuplicateField } from './duplicate-keys.ts';
import { problem } from './row-context.ts';
import type { RowContext, RowProblem } from './row-context.ts';
import { textOf, valueOf } from './row-values.ts';
import type { RowValues } from './row-values.ts';

/** HQ's database column for complete usernames. */
const usernameColumn = 128;

export function usernameRules(context: RowContext, values: RowValues): RowProblem[] {
  const value = valueOf(values, 'username');
  const problems: RowProblem[] = [];
  if (!isBlank(value) && asText(value) === undefined) problems.push(problem('invalid', 'plan.hq.username-type'));
  problems.push(...duplicateRule(context, values, 'username'));
  const max = Math.min(usernameColumn - usernameSuffix(context.facts.project).length, maxUsernameLength);
  // Code points, as Python counts characters.
  if (Array.from(textOf(values, 'username')).length > max)
    problems.push(problem('invalid', 'plan.hq.username-length', { max }));
  return problems;
}

export function duplicateRule(
  { facts, duplicates }: RowContext,
  values: RowValues,
  field: DuplicateField,
): RowProblem[] {
  const key = duplicateKey(facts.kind, facts.project, values, field);
  return key !== null && duplicates[field].has(key) ? [problem('duplicate', 'plan.hq.unique', { field })] : [];
}

export function emailRule(values: RowValues, field: 'email' | 'username'): RowProblem[] {
  const value = valueOf(values, field);
  if (isBlank(value) || (typeof value === 'string' && looksLikeEmail(value))) return [];
  return [problem('invalid', 'plan.hq.email', { field })];
}

/** Web users: the roles this account may give. Mobile workers: every role of the project. */
export function roleRule({ facts }: RowContext, values: RowValues): RowProblem[] {
  const role = valueOf(values, 'role');
  if (!isTruthy(role)) return [];
  const name = shown(role);
  const refused = (as: RowProblem['as']) => [problem(as, 'plan.hq.role', { role: name })];
  const isKnown = facts.roles?.has(name) ?? null;
  if (typeof role !== 'string') return refused('invalid');
  if (facts.doubled.roles.includes(name)) return [problem('invalid', 'rule.role.doubled', { value: name })];
  if (facts.kind === 'web-users' && facts.assignable !== null && !facts.assignable.has(name))
    return refused(isKnown === true || name === 'Admin' ? 'not-permitted' : 'invalid');
  if (facts.kind === 'web-users' && (facts.assignable !== null || name === 'Admin')) return [];
  return isKnown === false ? refused('invalid') : [];
}

/** Rows for other projects that share their permissions are planned there. */
export function domainRule({ facts }: RowContext, values: RowValues): RowProblem[] {
  const target = textOf(values, 'domain');
  if (target === '' || target === facts.project) return [];
  return [problem('not-permitted', 'plan.other-project', { project: target })];
}
