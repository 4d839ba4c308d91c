/**
 * What somebody else wrote between our request and our look at what became of it: HQ shows neither what was there before nor what was
 * wanted. It may also be HQ's own form of our value; then its answer to our request showed the same.
 */
import { groupKeys, sameFieldValue } from '#shared/domain/fields.ts';
import type { FieldValues } from '#shared/domain/entities.ts';
import type { ChangeRecord } from '../outbox/change-record.ts';
import type { HqRecord } from '../hq/gateway.ts';
import { truthOf } from '../outbox/person-truth.ts';

/**
 * @param missing fields of the change that `record`, read afterwards, shows otherwise than wanted
 * @param reply   the record as HQ's answer to the request showed it, null where there was none
 * @returns keys of `missing`, and the others of their group that the change has
 */
export function overtakenFields(
  change: Pick<ChangeRecord, 'entity' | 'patch' | 'base'>,
  missing: FieldValues,
  record: HqRecord,
  reply: HqRecord | null,
): ReadonlySet<string> {
  const { entity, base, patch } = change;
  const now = truthOf(entity, record);
  const then = reply ? truthOf(entity, reply) : {};
  const moved = Object.keys(missing).filter(
    (key) =>
      !sameFieldValue(entity, key, now[key], base[key]) &&
      !(key in then && sameFieldValue(entity, key, now[key], then[key])),
  );
  return new Set(moved.flatMap((key) => groupKeys(entity, key).filter((member) => member in patch)));
}
