import { createHash } from 'node:crypto';

/** Sample passwords protect nothing; hashing only keeps them out of the state that is shown. */
export function hashPassword(password: string): string {
  return createHash('sha256').update(`practice/${password}`).digest('hex');
}

/** HQ's default minimum for projects with strong passwords (settings.py). */
const MINIMUM_LENGTH = 8;
const COMMON = ['password', 'qwerty', '12345', 'abc123', 'letmein', 'welcome'];

/** Stands in for HQ's clean_password (zxcvbn score of 2 or more and the minimum length): a rough rule, not zxcvbn. */
export function isStrongPassword(password: string): boolean {
  const lower = password.toLowerCase();
  return (
    password.length >= MINIMUM_LENGTH && new Set(password).size >= 5 && !COMMON.some((word) => lower.includes(word))
  );
}
