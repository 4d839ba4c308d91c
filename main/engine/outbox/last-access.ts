/** What HQ's lists may not show yet: access as our own last answered action left it. */
import { z } from 'zod';
import type { PersonAction } from '#shared/domain/action.ts';
import { personActionSchema } from '#shared/domain/action.ts';
import { statusAfter } from '#shared/merge/guards.ts';
import type { PersonEntity } from '#shared/domain/entities.ts';
import type { EngineDatabase } from '../db/database.ts';
import { ofPerson } from './history-record.ts';

const lastSchema = z.object({ action: personActionSchema }).optional();

/** The last deactivation or reactivation that HQ took from us, or had already; null: none. */
function lastAccess(db: EngineDatabase, entity: PersonEntity, localId: string): PersonAction | null {
  const row = db
    .statement(
      `SELECT action FROM history WHERE ${ofPerson} AND entity = ? AND kind = 'action' AND outcome IN ('acked', 'converged')
         AND action IN ('deactivate', 'reactivate') ORDER BY seq DESC LIMIT 1`,
    )
    .get(localId, localId, entity);
  return lastSchema.parse(row)?.action ?? null;
}

/**
 * Whether the action is said against our own last one. HQ's lists can show somebody as they were before that (they come from a search
 * index, and HQ's record of a worker does not tell), so such an action is never needless by what was read last: HQ is looked at first.
 */
export function isAgainstOurs(
  db: EngineDatabase,
  { entity, localId, action }: { entity: PersonEntity; localId: string; action: PersonAction },
): boolean {
  const wanted = statusAfter(action);
  const last = wanted === null ? null : lastAccess(db, entity, localId);
  return last !== null && statusAfter(last) !== wanted;
}
