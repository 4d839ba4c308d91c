/** The part of the contract that is about the window's session with an account: connecting, opening, signing in to HQ's web pages. */
import { z } from 'zod';
import { accountSchema, connectionInputSchema, connectionReportSchema } from '../domain/account.ts';
import { signInStepSchema } from '../domain/capability.ts';
import { method } from './method.ts';
import { keepSecretsSchema, sessionSchema } from './session.ts';

const nothing = z.object({}).strict();

const knownAccountSchema = accountSchema.extend({
  lastOpenedAt: z.number().nullable(),
  keeps: keepSecretsSchema.nullable(),
});
export type KnownAccount = z.infer<typeof knownAccountSchema>;

export const sessionMethods = {
  'session.get': method('query', 'main', nothing, sessionSchema),
  'session.accounts': method('query', 'main', nothing, z.array(knownAccountSchema)),
  /** Tries the connection and changes nothing. */
  'session.test': method('query', 'main', connectionInputSchema, connectionReportSchema),
  /** Tests, then opens (or makes) the account's file and keeps the key; `no-key-store` until `keep` says what to do without one. */
  'session.connect': method(
    'command',
    'main',
    connectionInputSchema.extend({ keep: keepSecretsSchema.optional() }),
    sessionSchema,
  ),
  /** The practice HQ tells its key at each start, so nothing has to be kept and nothing is asked. */
  'session.practice': method(
    'command',
    'main',
    z.object({ size: z.number().int().min(1).max(100_000).optional() }).strict(),
    sessionSchema,
  ),
  /** Where there is no key store: what the person says now about the secrets of the open account (queued passwords, the key). */
  'session.keep': method(
    'command',
    'main',
    z.object({ keep: z.enum(['unencrypted', 'memory']) }).strict(),
    sessionSchema,
  ),
  'session.open': method(
    'command',
    'main',
    z.object({ id: z.string().max(200), apiKey: z.string().trim().max(128).optional() }).strict(),
    sessionSchema,
  ),
  /** Back to the welcome screen; everything stays on this computer. */
  'session.close': method('command', 'main', nothing, sessionSchema),
  /** Ways on after a failed open: try again, put the last backup back, or set the damaged file aside and save what can be read of the changes. */
  'session.repair': method(
    'command',
    'main',
    z.object({ how: z.enum(['retry', 'restore-backup', 'salvage']) }).strict(),
    sessionSchema,
  ),
  /**
   * Signs the open account in to HQ's web pages (the password is used once and not kept; the session's cookies are kept like the key).
   * Goes on with `signInCode` or `signInBackup` where two-factor is on. Refused for another account than the open one.
   */
  'session.signIn': method(
    'command',
    'main',
    z.object({ password: z.string().min(1).max(500) }).strict(),
    signInStepSchema,
  ),
  /** A code from the device, or a backup code after `signInBackup`. */
  'session.signInCode': method(
    'command',
    'main',
    z.object({ code: z.string().trim().min(1).max(100) }).strict(),
    signInStepSchema,
  ),
  /** Asks HQ for the form that takes a backup code. */
  'session.signInBackup': method('command', 'main', nothing, signInStepSchema),
  /** Forgets the session here; HQ's own copy ends with its time. */
  'session.signOut': method('command', 'main', nothing, nothing),
} as const;
