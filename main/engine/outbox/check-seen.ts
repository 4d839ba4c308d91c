/**
 * A decision is about what HQ had when the person looked. Where a pull has brought something else since, it is not taken for an answer to
 * the new question.
 */
import { fieldDefinition, sameFieldValue } from '#shared/domain/fields.ts';
import type { Seen } from '#shared/domain/change.ts';
import type { PersonEntity } from '#shared/domain/entities.ts';
import { fieldLabel } from '#shared/domain/rules.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import type { FieldProblems } from '#shared/ipc/result.ts';
import type { FieldConflict } from '#shared/merge/three-way.ts';
import { t } from '#shared/messages/translate.ts';

/** What was shown, by field. */
export type SeenFields = Readonly<Record<string, Seen>>;

/**
 * @param conflicts what is decided about, as it clashes now
 * @throws AppFailure `wrong-state` with `details.fields` where one of these clashes otherwise than it was seen, or was not shown at all
 */
export function checkSeen(entity: PersonEntity, conflicts: Iterable<FieldConflict>, seen: SeenFields): void {
  const moved = [...conflicts].flatMap((now) => {
    const was = Object.hasOwn(seen, now.field) ? seen[now.field] : undefined;
    return was && isAsSeen(entity, now, was) ? [] : [now.field];
  });
  if (moved.length === 0) return;
  const message = t('change.moved-since-seen', { labels: moved.map(fieldLabel).join(', ') });
  const problems: FieldProblems = Object.fromEntries(moved.map((field) => [field, [t('change.moved-field')]]));
  throw new AppFailure('wrong-state', message, { fields: problems });
}

function isAsSeen(entity: PersonEntity, now: FieldConflict, { theirs, clash }: Seen): boolean {
  if (clash !== undefined && clash !== now.clash) return false;
  // Guards are no fields of the person and have no form but their own.
  if (!fieldDefinition(entity, now.field)) return JSON.stringify(now.theirs) === JSON.stringify(theirs);
  return sameFieldValue(entity, now.field, theirs, now.theirs);
}
