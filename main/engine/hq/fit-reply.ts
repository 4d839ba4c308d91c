import type { z } from 'zod';
import type { Outcome } from './outcome.ts';

/** A good answer's JSON against what Roster relies on; one that does not fit says where, and never throws. */
export function fitReply<Value>(
  answer: { status: number; json: unknown; serverTime: number | null },
  schema: z.ZodType<Value>,
): Outcome<Value> {
  const { status, serverTime } = answer;
  const parsed = schema.safeParse(answer.json);
  if (parsed.success) return { kind: 'ok', status, value: parsed.data, serverTime };
  const issue = parsed.error.issues[0];
  return { kind: 'bad-reply', status, path: issue?.path.join('.') ?? '', message: issue?.message ?? 'does not fit' };
}
