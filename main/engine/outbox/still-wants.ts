import { sameFieldValue } from '#shared/domain/fields.ts';
import type { RowWhat } from './batch-rows.ts';
import type { ChangeRecord } from './change-record.ts';

/** Of a change that is somebody else's by now: whether anything of what the batch's row says is in it. */
export function stillWants({ entity, patch }: Pick<ChangeRecord, 'entity' | 'patch'>, what: RowWhat): boolean {
  if (what.kind !== 'edit') return true;
  return Object.entries(what.patch).some(
    ([field, value]) => field in patch && sameFieldValue(entity, field, patch[field], value),
  );
}
