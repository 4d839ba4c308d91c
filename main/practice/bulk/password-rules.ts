import { isStrongPassword } from '../passwords.ts';
import { booleanOf, isTruthy, shown } from './cell.ts';
import type { Row, RowValue } from './cell.ts';

/** HQ's minimum where strong passwords are asked for (settings.py). */
const MINIMUM_LENGTH = 8;

/** At least one character that is no asterisk: a downloaded sheet shows `********`. HQ: is_password. */
export function isPassword(value: RowValue | undefined): boolean {
  return isTruthy(value) && [...shown(value)].some((letter) => letter !== '*');
}

/** Whether a new worker of this row needs no password, or has one. */
export function willHavePassword(row: Row): boolean {
  return isPassword(row['password']) || isTruthy(row['web_user']) || booleanOf(row['is_account_confirmed']) === false;
}

/** Projects with strong passwords. The text for a long but weak one is not known from HQ. */
export function passwordProblem(row: Row): string | undefined {
  if (!isPassword(row['password'])) return undefined;
  const password = shown(row['password']);
  if (password.length < MINIMUM_LENGTH) return `Password must have at least ${MINIMUM_LENGTH} characters.`;
  return isStrongPassword(password) ? undefined : 'Password is not strong enough.';
}
