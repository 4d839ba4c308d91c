/** What the person of a script can decide about a waiting change. */
import type { FieldValues } from '#shared/domain/entities.ts';
import type { How, Waiting } from './client.ts';
import { isPlain, valueOf } from './people.ts';
import type { Person } from './people.ts';

/**
 * What is asked about is answered, and HQ's values can be taken only where they are shown. To take HQ's where somebody else has the name of
 * a create is to let all of it go.
 * @param instead values that could be wanted instead of both
 */
export function possible({ state, theirs }: Waiting, how: How, instead: FieldValues): How {
  if (state === 'ask') return how === 'retry' ? 'send-again' : 'done';
  if (how !== 'theirs' && how !== 'value') return how;
  const shown = Object.keys(theirs);
  if (state !== 'conflict' || shown.length === 0 || shown.includes('*exists*')) return 'discard';
  return how === 'value' && Object.keys(instead).length === 0 ? 'theirs' : how;
}

/** A value of its own for each field that clashes, none where one of them is no plain text. @param n number of the step */
export function wantedInstead({ theirs }: Waiting, person: Person | undefined, n: number): FieldValues {
  const fields = Object.keys(theirs);
  if (!person || !fields.every((field) => isPlain(person.entity, field))) return {};
  return Object.fromEntries(fields.map((field) => [field, valueOf('v', field, n)]));
}
