/** One edit or action for many people at once: a batch. */
import { z } from 'zod';
import { jsonSchema } from '../domain/entities.ts';
import { listInputSchema } from './list-input.ts';

/** Made by the caller: the same batch sent twice is one. */
export const batchId = z.string().min(8).max(40);

/**
 * People of one call, all or none of whom are saved: some ten seconds of one transaction on a slow computer. A list of more is done in
 * pieces of `pieceOfMany`: whoever calls asks again until nobody is `left`, tells how far it is, and stops by not asking.
 */
export const mostAtOnce = 20_000;
/** People of one piece: half a second on a slow computer, in which nothing else is answered. */
export const pieceOfMany = 1000;

/** Whom a bulk change is about. */
const manyPeopleSchema = z.union([
  z.object({ ids: z.array(z.string().min(1).max(200)).min(1).max(mostAtOnce) }).strict(),
  /** All that match this list now, on all its pages, but those taken out by name. */
  z
    .object({ filter: listInputSchema, except: z.array(z.string().min(1).max(200)).max(mostAtOnce).optional() })
    .strict(),
]);
export type ManyPeople = z.output<typeof manyPeopleSchema>;

const groupIds = z.array(z.string().min(1).max(200)).max(1000);

/** What happens to all of them: new values for the same fields, or an action that can be taken back. Nobody is removed in bulk. */
export const manyWhatSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('edit'), patch: z.record(z.string().max(300), jsonSchema) }).strict(),
  z.object({ kind: z.literal('act'), action: z.enum(['deactivate', 'reactivate', 'link', 'unlink']) }).strict(),
  /** Mobile workers: into some groups, out of others; the rest of each one's groups stays. */
  z.object({ kind: z.literal('groups'), add: groupIds, remove: groupIds }).strict(),
]);
export type ManyWhat = z.output<typeof manyWhatSchema>;

export const manyInputSchema = z
  .object({ entity: z.enum(['mobile-worker', 'web-user']), who: manyPeopleSchema, what: manyWhatSchema })
  .strict();

/** `from`: how many of a list done in pieces have been looked at. */
export const manyPreviewSchema = manyInputSchema.extend({ from: z.number().int().min(0).optional() }).strict();

/** Where the decision about a batch goes on that is taken in pieces: at a change of it, by `seq`, or at a row of those that became part of others. */
export const batchPlaceSchema = z.object({ part: z.enum(['changes', 'joined']), at: z.number().int().min(0) }).strict();
export type BatchPlace = z.output<typeof batchPlaceSchema>;

export const manyOutcomeSchema = z.object({
  total: z.number().int(),
  /** Of whom something changes. */
  changed: z.number().int(),
  /** Of these, admins who are to get another role. */
  admins: z.number().int(),
  /** Who is like that already. */
  already: z.number().int(),
  /** Who cannot be changed so, and why, the first of them. */
  cannot: z.array(z.object({ localId: z.string(), key: z.string(), name: z.string(), why: z.string() })),
  cannotTotal: z.number().int(),
  /** Of a list done in pieces: who is still to come. The counts are of this piece, those of a batch at its end (0) of all of it. */
  left: z.number().int(),
});
export type ManyOutcome = z.output<typeof manyOutcomeSchema>;
