/** A worker's PersonalID link as HQ's page told it last. */
import type { PersonalIdState } from '#shared/domain/entities.ts';
import type { EngineDatabase } from '../db/database.ts';
import { serverIdOf } from '../mirror/identities.ts';
import { readPersonFacts } from '../mirror/page-facts.ts';

/** `unknown` for somebody HQ does not have yet, too. */
export function readPersonalId(db: EngineDatabase, localId: string): PersonalIdState {
  const serverId = serverIdOf(db, 'mobile-worker', localId);
  if (serverId === null) return 'unknown';
  return readPersonFacts(db, 'mobile-worker', [serverId]).get(serverId)?.personalId ?? 'unknown';
}
