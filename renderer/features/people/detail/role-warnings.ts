import type { Json } from '#shared/domain/entities.ts';
import { adminRole } from '#shared/domain/rules/access-rules.ts';
import { t } from '#shared/messages/translate.ts';

/** What is to be known before a role is given. @param assignable the roles the own account may give, null where HQ has not told */
export function roleWarnings(before: Json, after: Json | undefined, assignable: readonly string[] | null): string[] {
  if (typeof after !== 'string' || after === before) return [];
  const role = after.trim();
  return [
    ...(role === adminRole ? [t('role.warn.to-admin')] : []),
    ...(before === adminRole && role !== adminRole ? [t('role.warn.from-admin')] : []),
    ...(role !== '' && assignable !== null && !assignable.includes(role) ? [t('role.not-assignable')] : []),
  ];
}
