/** The window's session with an account, and its settings, as main tells them. */
import { z } from 'zod';
import { personEntitySchema } from '../domain/entities.ts';
import { sortSchema } from './list-input.ts';
import { accountSchema } from '../domain/account.ts';
import { appErrorSchema } from './result.ts';

/** What a person decided about secrets where the system has no key store. */
export const keepSecretsSchema = z.enum(['key-store', 'unencrypted', 'memory']);
export type KeepSecrets = z.infer<typeof keepSecretsSchema>;

/** What a person chose for a list: columns left out, and the order (null: the list's own). */
const listChoiceSchema = z.object({ hidden: z.array(z.string().max(60)).max(50), sort: sortSchema.nullable() });
export type ListChoice = z.infer<typeof listChoiceSchema>;

export const settingsSchema = z.object({
  theme: z.enum(['system', 'light', 'dark']),
  language: z.enum(['en']),
  lastAccountId: z.string().nullable(),
  /** By account, then by list. */
  lists: z.record(z.string().max(200), z.partialRecord(personEntitySchema, listChoiceSchema)),
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
