/** Rows that HQ's importer is not given, though they do something: it would make somebody, or need a group, that a plan of people does not show. */
import { z } from 'zod';
import { doingOutcomes } from '#shared/domain/bulk-plan.ts';
import type { PlannedRow } from '#shared/domain/bulk-plan.ts';
import { t } from '#shared/messages/translate.ts';
import type { EngineDatabase } from '../../db/database.ts';
import { visibleTables } from '../../mirror/tables.ts';
import { hasPlaces, readSheetPeople } from '../export/sheet-person.ts';
import { invitationsByName } from '../plan/find-people.ts';
import type { NewGroup } from '../plan/groups-of-file.ts';
import { unknownGroups } from './new-groups.ts';

/**
 * @param options `added`: new groups of the file's own sheet, which go along; `readsForms`: invitations that nobody has read are read before
 * @returns why, by row
 */
export function handOverRefusals(
  db: EngineDatabase,
  planned: readonly PlannedRow[],
  { added, readsForms }: { added: readonly NewGroup[]; readsForms: boolean },
): ReadonlyMap<number, string> {
  const doing = planned.filter(({ excluded, outcome }) => !excluded && doingOutcomes.has(outcome));
  const unmade = unmadePeople(db, doing);
  const invited = invitedHere(db, doing);
  const untold = readsForms ? new Set<string>() : untoldInvitations(db, doing);
  const refusals = new Map<number, string>();
  for (const row of doing) {
    const why = refusal(row, {
      unmade,
      invited,
      untold,
      unknown: unknownGroups(db, row).filter((name) => !has(added, name)),
    });
    if (why !== null) refusals.set(row.row, why);
  }
  return refusals;
}

function has(added: readonly NewGroup[], name: string): boolean {
  return added.some((group) => group['name'] === name);
}

type Obstacles = {
  /** Local ids of those whom HQ does not have: they wait to be made. */
  unmade: ReadonlySet<string>;
  /** Addresses whose invitation waits here. */
  invited: ReadonlySet<string>;
  /** Local ids of invitations whose locations are not known here, and stay as they are. */
  untold: ReadonlySet<string>;
  /** Groups that are neither there nor in the file's own sheet. */
  unknown: readonly string[];
};

function refusal(row: PlannedRow, { unmade, invited, untold, unknown }: Obstacles): string | null {
  // HQ's importer would make them, and mail them, though the plan says that nobody is mailed.
  if (unmade.has(row.localId ?? '')) return t('batch.waits-to-be-made');
  // HQ's importer takes the blank cell there would be for none.
  if (untold.has(row.localId ?? '')) return t('batch.places-unknown');
  const username = webUserOf(row);
  if (invited.has(username)) return t('batch.web-user-waits', { username });
  return unknown.length === 0 ? null : t('batch.groups-unknown', { groups: unknown.join(', ') });
}

const idsSchema = z.array(z.string());

function unmadePeople(db: EngineDatabase, planned: readonly PlannedRow[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const entity of ['web-user', 'invitation', 'mobile-worker'] as const) {
    const localIds = planned.flatMap((row) => (row.entity === entity && row.localId !== null ? [row.localId] : []));
    if (localIds.length === 0) continue;
    const unmade = db
      .statement(
        `SELECT local_id FROM ${visibleTables[entity]} WHERE server_id IS NULL AND local_id IN (SELECT value FROM json_each(?))`,
      )
      .pluck()
      .all(JSON.stringify(localIds));
    for (const localId of idsSchema.parse(unmade)) found.add(localId);
  }
  return found;
}

/**
 * Local ids of invitations that the rows change, and whose locations they leave as they are, though nobody here knows them: their forms were never
 * read. Source: user_importer/importer.py, WebUserRow: a blank or missing `location_code` is none.
 */
export function untoldInvitations(db: EngineDatabase, planned: readonly PlannedRow[]): ReadonlySet<string> {
  const localIds = planned.flatMap(({ entity, localId, outcome, changes }) => {
    const isKept = entity === 'invitation' && outcome === 'update' && !('assigned_location_ids' in changes);
    return isKept && localId !== null ? [localId] : [];
  });
  const usesLocations = db.statement('SELECT 1 FROM locations LIMIT 1').get() !== undefined;
  if (localIds.length === 0 || !usesLocations) return new Set();
  const ids = db
    .statement(`SELECT id FROM ${visibleTables.invitation} WHERE local_id IN (SELECT value FROM json_each(?))`)
    .pluck()
    .all(JSON.stringify(localIds));
  const people = readSheetPeople(db, 'invitation', z.array(z.number().int()).parse(ids), 'hq');
  return new Set(people.filter((one) => !hasPlaces('invitation', one)).map(({ localId }) => localId));
}

/** The address a worker's row names in the column `web_user`, in small letters, '' for none. */
function webUserOf({ entity, changes }: PlannedRow): string {
  const named = entity === 'mobile-worker' ? changes['web_user']?.to : undefined;
  return typeof named === 'string' ? named.toLowerCase() : '';
}

/** Of those whom the rows name as web users, whom HQ has not heard of yet because their invitation waits here. */
function invitedHere(db: EngineDatabase, planned: readonly PlannedRow[]): ReadonlySet<string> {
  const named = planned.map(webUserOf).filter((address) => address !== '');
  if (named.length === 0) return new Set();
  return new Set(
    [...invitationsByName(db, named)].flatMap(([name, { serverId }]) => (serverId === null ? [name] : [])),
  );
}
