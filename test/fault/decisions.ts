/** What the person of a script can decide about a waiting change. */
import type { FieldValues } from '#shared/domain/entities.ts';
import type { How, Waiting } from './client.ts';
import type { Person } from './people.ts';

/**
 * What is asked about is answered, and HQ's values can be taken only where they are shown. To take HQ's where somebody else has the name of
 * a create is to let all of it go.
 */
export function possible({ state, theirs }: Waiting, how: How): How {
  if (state === 'ask') return how === 'retry' ? 'send-again' : 'done';
  if (how !== 'theirs') return how;
  const shown = Object.keys(theirs);
  return state === 'conflict' && shown.length > 0 && !shown.includes('*exists*') ? how : 'discard';
}

/** The values of these fields. */
export function only(values: FieldValues, fields: readonly string[]): FieldValues {
  return Object.fromEntries(Object.entries(values).filter(([field]) => fields.includes(field)));
}

/** Whether it is about one of these. */
export function isOf({ localId }: Waiting, people: readonly Person[], usernames: ReadonlySet<string>): boolean {
  return people.some((person) => person.localId === localId && usernames.has(person.username));
}
