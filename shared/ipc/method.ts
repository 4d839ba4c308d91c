/** One method of the contract: whether it changes something, who answers it, what it takes, what it gives. */
import type { z } from 'zod';

type Kind = 'query' | 'command';
type Owner = 'main' | 'engine';

export function method<K extends Kind, O extends Owner, I extends z.ZodType, Out extends z.ZodType>(
  kind: K,
  owner: O,
  input: I,
  output: Out,
) {
  return { kind, owner, input, output };
}
