/** What an invitation waits for: the removals that make its address free. */
import type { FieldValues } from '#shared/domain/entities.ts';
import type { ChangeRecord } from './change-record.ts';
import { emailUse } from './check-invitation.ts';
import { addDependency, readNeeds, removeDependency } from './dependencies.ts';
import { carrier } from './carrier.ts';
import { readChange } from './read-changes.ts';
import type { RecordContext } from './record-context.ts';

/** Ends the id of the removal made together with an invitation: the same command sent twice is one pair. */
export const removalEnd = '-before';

/**
 * A new invitation that waits was given other values, or is to be sent again: it waits for what its address needs now, and not any more for
 * what the one before needed. The invitation it takes the place of goes first whatever its address. Call it inside the write.
 *
 * @param patch its values from now on
 */
export function waitForAddress({ db }: RecordContext, change: ChangeRecord, patch: FieldValues): void {
  const email = (values: FieldValues) => (typeof values['email'] === 'string' ? values['email'] : '');
  const { needs } = emailUse(db, email(patch), change.localId);
  if (email(patch) !== email(change.patch)) {
    const replaced = carrier(db, change.id + removalEnd);
    const over = readNeeds(db, change.id).filter((needed) => needed !== replaced && !needs.includes(needed));
    for (const needed of over) if (readChange(db, needed)?.kind === 'delete') removeDependency(db, change.id, needed);
  }
  for (const removal of needs) addDependency(db, change.id, removal);
}
