/** A worker's PersonalID link as HQ's page told it last. */
import type { PersonalIdState } from '#shared/domain/entities.ts';
import type { EngineDatabase } from '../db/database.ts';
import { serverIdOf } from '../mirror/identities.ts';
import { readPersonFacts } from '../mirror/page-facts.ts';
import type { ChangeRecord } from './change-record.ts';
import { readLane } from './read-changes.ts';

/** `unknown` for somebody HQ does not have yet, too. */
export function readPersonalId(db: EngineDatabase, localId: string): PersonalIdState {
  const serverId = serverIdOf(db, 'mobile-worker', localId);
  if (serverId === null) return 'unknown';
  return readPersonFacts(db, 'mobile-worker', [serverId]).get(serverId)?.personalId ?? 'unknown';
}

/** What it will be once what waits is sent; a refused change counts for nothing. */
export function personalIdAhead(db: EngineDatabase, localId: string): PersonalIdState {
  const waits = ({ state }: ChangeRecord) => ['queued', 'sending', 'unknown'].includes(state);
  const last = readLane(db, 'mobile-worker', localId).findLast(
    (change) => waits(change) && (change.action === 'link' || change.action === 'unlink'),
  );
  if (last) return last.action === 'link' ? 'active' : 'inactive';
  return readPersonalId(db, localId);
}
