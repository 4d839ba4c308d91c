import type { RecordContext } from '../../outbox/record-context.ts';
import { openSecret } from '../../outbox/secrets.ts';
import { rowSecretId } from '../plan/stored-rows.ts';

/** The password that a planned row gives, in clear; null: none, or one that cannot be read any more. */
export function rowPassword({ db, secretKey }: RecordContext, planId: string, row: number): string | null {
  const stored = db
    .statement('SELECT secret FROM bulk_plan_rows WHERE plan_id = ? AND row = ?')
    .pluck()
    .get(planId, row);
  const sealed = stored instanceof Uint8Array ? stored : null;
  return openSecret(secretKey, rowSecretId(planId, row), sealed);
}
