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
 * What HQ took of these fields, and had until somebody wrote over it. Where HQ's answer shows what was there before it took nothing.
 * @returns by field the value HQ had: as its answer shows it, else ours
 */
export function tookOf(
  { entity, patch, base }: Pick<ChangeRecord, 'entity' | 'patch' | 'base'>,
  overtaken: ReadonlySet<string>,
  reply: HqRecord | null,
): FieldValues {
  const then = reply ? truthOf(entity, reply) : {};
  const took = [...overtaken].filter((key) => !(key in then) || !sameFieldValue(entity, key, then[key], base[key]));
  return Object.fromEntries(took.map((key) => [key, then[key] ?? patch[key] ?? null]));
}

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
