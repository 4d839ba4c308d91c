/** The window's session with an account, and its settings, as main tells them. */
import { z } from 'zod';
import { accountSchema } from '../domain/account.ts';
import { appErrorSchema } from './result.ts';

/** What a person decided about secrets where the system has no key store. */
export const keepSecretsSchema = z.enum(['key-store', 'unencrypted', 'memory']);
export type KeepSecrets = z.infer<typeof keepSecretsSchema>;

export const settingsSchema = z.object({
  theme: z.enum(['system', 'light', 'dark']),
  language: z.enum(['en']),
  lastAccountId: z.string().nullable(),
});
export type Settings = z.infer<typeof settingsSchema>;

/** `needs-key`: the key was not kept; the mirror can be seen and edited, sync waits for the key. */
export const sessionSchema = z.object({
  state: z.enum(['none', 'opening', 'open', 'failed']),
  account: accountSchema.nullable(),
  needsKey: z.boolean(),
  keeps: keepSecretsSchema.nullable(),
  error: appErrorSchema.nullable(),
});
export type Session = z.infer<typeof sessionSchema>;
