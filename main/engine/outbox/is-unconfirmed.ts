import { activeAtStart } from '#shared/domain/rules.ts';
import type { EngineDatabase } from '../db/database.ts';
import { serverIdOf } from '../mirror/identities.ts';
import { readPersonFacts } from '../mirror/page-facts.ts';
import { getServerRecord } from '../mirror/server-records.ts';
import { fold } from './coalesce.ts';
import { readLane } from './read-changes.ts';

/**
 * Whether a worker's account waits for the worker's own confirmation, as far as is known here: HQ keeps it inactive until then, so an active one
 * does not. Of somebody HQ does not have yet what was typed says so.
 */
export function isUnconfirmed(db: EngineDatabase, localId: string): boolean {
  const serverId = serverIdOf(db, 'mobile-worker', localId);
  const record = serverId === null ? null : getServerRecord(db, 'mobile-worker', serverId);
  if (!record) return activeAtStart(fold({}, readLane(db, 'mobile-worker', localId))) === false;
  const facts = readPersonFacts(db, 'mobile-worker', [record.serverId]).get(record.serverId);
  return facts?.unconfirmed === true && record.active !== true;
}
