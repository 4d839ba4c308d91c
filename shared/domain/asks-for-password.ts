import type { ChangeView } from './change.ts';

/**
 * Whether a worker's change (a create, a new password) cannot be sent until a password is typed: the one saved with it was wiped when the
 * change was let go, does not open any more, or was refused.
 */
export function asksForPassword({ entity, reason }: Pick<ChangeView, 'entity' | 'reason'>): boolean {
  return entity === 'mobile-worker' && (reason?.fields['password'] ?? []).length > 0;
}
