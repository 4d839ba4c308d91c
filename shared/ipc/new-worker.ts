/** A new mobile worker, and whether their name can be had. */
import { z } from 'zod';
import { fieldValuesSchema } from '../domain/entities.ts';

export const askUsernameSchema = z.object({ username: z.string().min(1).max(300) }).strict();
/** `problem` in HQ's words, null where the name is free, or where HQ was not `asked`. */
export const toldUsernameSchema = z.object({ asked: z.boolean(), problem: z.string().nullable() });

const id = z.string().min(8).max(64);
/** `changeId` is made by the caller: the same command sent twice is one change. */
export const newWorkerSchema = z
  .object({
    changeId: id,
    values: fieldValuesSchema,
    /** '' where the worker confirms the account. */
    password: z.string().max(500),
    /** Made together with others. */
    batchId: id.optional(),
  })
  .strict();
