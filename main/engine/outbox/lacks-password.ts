import { confirmsAccount, needsPassword } from '#shared/domain/rules.ts';
import type { ChangeRecord } from './change-record.ts';
import { openSecret } from './secrets.ts';

/**
 * Whether a worker who waits to be made lacks the password: one that was typed cannot be opened any more, or there is none and HQ asks for
 * one. With PersonalID none has to be typed; one that was is the person's word all the same. Who confirms the account has none.
 */
export function lacksPassword(secretKey: string, change: Pick<ChangeRecord, 'id' | 'secret' | 'patch'>): boolean {
  const { id, secret, patch } = change;
  if (confirmsAccount(patch)) return false;
  return secret === null ? needsPassword(patch) : openSecret(secretKey, id, secret) === null;
}
