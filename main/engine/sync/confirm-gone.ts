/**
 * Whether what HQ's lists no longer show is gone. A list can be wrong (people's come from a search index, any can lack a part); the
 * record itself is not. HQ gives people, groups and locations by their id. It has no such read of an invitation: that somebody of its
 * address has joined meanwhile says as much. Nothing else at HQ tells of a single role, profile, custom field or page fact.
 */
import type { MirrorEntity } from '#shared/domain/entities.ts';
import type { Outcome } from '../hq/outcome.ts';
import type { MissingRecord } from '../mirror/server-records.ts';
import { memberOf, recordOf } from '../outbox/person-truth.ts';
import { readPerson } from './read-back.ts';
import { isLocationListRefused } from './locations-from-page.ts';
import { isRestRefused } from './rows-from-page.ts';
import { stopFor } from './stop.ts';
import type { Stop, SyncRun } from './sync-run.ts';

/**
 * `untold`: HQ has nothing but its list to say about it. `there`: it is not gone, or could not be asked about. Where HQ lets nobody ask
 * now (its pause, its budget), the answer is the run's end: it is asked again when the run goes on, instead of counting as there.
 */
type Fate = 'gone' | 'there' | 'untold' | Stop;

export async function fateOf(run: SyncRun, entity: MirrorEntity, record: MissingRecord): Promise<Fate> {
  switch (entity) {
    case 'web-user':
      // Then HQ's page is all it tells: two of its listings have the word.
      if (isRestRefused(run.db)) return 'untold';
      return fate(run, await readPerson(run, entity, record.serverId));
    case 'mobile-worker':
      return fate(run, await readPerson(run, entity, record.serverId));
    case 'group':
      return fate(run, await run.gateway.getGroup(record.serverId, { signal: run.hardStop }));
    case 'location':
      if (isLocationListRefused(run.db)) return 'untold';
      return fate(run, await run.gateway.getLocation(record.serverId, { signal: run.hardStop }));
    case 'invitation':
      return hasJoined(run, record) ? 'gone' : 'untold';
    default:
      return 'untold';
  }
}

function fate(run: SyncRun, outcome: Outcome<unknown>): Fate {
  if (outcome.kind === 'throttled') return stopFor(run, outcome);
  return outcome.kind === 'gone' ? 'gone' : 'there';
}

function hasJoined({ db }: SyncRun, { localId }: MissingRecord): boolean {
  const email = recordOf(db, 'invitation', localId)?.snapshot['email'];
  return typeof email === 'string' && memberOf(db, email.toLowerCase()) !== null;
}
