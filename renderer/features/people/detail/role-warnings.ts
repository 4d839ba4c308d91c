import type { Json } from '#shared/domain/entities.ts';
import { adminRole } from '#shared/domain/rules/access-rules.ts';
import { t } from '#shared/messages/translate.ts';

/** What it means that somebody becomes an admin, or is no longer one; null where the edit does neither. */
export function adminChange(before: Json, after: Json | undefined): 'to-admin' | 'from-admin' | null {
  if (typeof after !== 'string' || after === before) return null;
  const role = after.trim();
  if (role === adminRole) return before === adminRole ? null : 'to-admin';
  return before === adminRole ? 'from-admin' : null;
}

/** What is to be known before a role is given. @param assignable the roles the own account may give, null where HQ has not told */
export function roleWarnings(before: Json, after: Json | undefined, assignable: readonly string[] | null): string[] {
  if (typeof after !== 'string' || after === before) return [];
  const role = after.trim();
  const admin = adminChange(before, after);
  return [
    ...(admin === null ? [] : [t(`role.warn.${admin}`)]),
    ...(role !== '' && assignable !== null && !assignable.includes(role) ? [t('role.not-assignable')] : []),
  ];
}
