/** The kinds of people. */
import { z } from 'zod';

/** People that can be listed. Invitations become web users once accepted, but are another kind of record at HQ. */
export const personEntities = ['mobile-worker', 'web-user', 'invitation'] as const;
export const personEntitySchema = z.enum(personEntities);
export type PersonEntity = (typeof personEntities)[number];
