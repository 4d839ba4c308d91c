/** What rebuildVisible folds, read for many people at once. */
import type { FieldValues, PersonEntity } from '#shared/domain/entities.ts';
import type { EngineDatabase } from '../db/database.ts';
import type { HqRecord } from '../hq/gateway.ts';
import type { LaneChange } from './fold-lane.ts';
import { localIdOf as localIdBehind } from './identities.ts';
import { readPersonFacts } from './page-facts.ts';
import type { PersonFacts } from './page-facts.ts';
import { visibleTables } from './tables.ts';
import type { VisibleColumns } from './visible-row.ts';

/** A visible row as it is stored. */
export type StoredRow = { id: number } & VisibleColumns;

export type Truth = {
  localId: string;
  serverId: string;
  snapshot: HqRecord;
  written: FieldValues;
  active: boolean | null;
};

/** Both sides of the fold, and the rows as they are. */
export type Sides = {
  rows: ReadonlyMap<string, StoredRow>;
  truths: ReadonlyMap<string, Truth>;
  /** Adopted ids: a person may have one while HQ's record is not here. */
  serverIds: ReadonlyMap<string, string>;
  lanes: ReadonlyMap<string, LaneChange[]>;
  /** What HQ's pages tell, by HQ's id. */
  facts: ReadonlyMap<string, PersonFacts>;
};

/** Reads them for many people with one statement each. */
export function readSides(db: EngineDatabase, entity: PersonEntity, localIds: readonly string[]): Sides {
  const ids = JSON.stringify(localIds);
  const rows = db
    .statement(`SELECT v.* FROM json_each(?) j CROSS JOIN ${visibleTables[entity]} v ON v.local_id = j.value`)
    .all(ids) as (StoredRow & { local_id: string })[];
  const serverIds = new Map(adoptedIds(db, entity, localIds).map((identity) => [identity.localId, identity.serverId]));
  const truths = readTruths(db, entity, localIds, serverIds);
  return {
    rows: new Map(rows.map((row) => [row.local_id, row])),
    serverIds,
    truths,
    lanes: readLanes(db, entity, ids),
    facts: readPersonFacts(
      db,
      entity,
      [...truths.values()].map(({ serverId }) => serverId),
    ),
  };
}

/** HQ's ids of those among the local ids that were created here. */
export function adoptedIds(
  db: EngineDatabase,
  entity: PersonEntity,
  localIds: readonly string[],
): { localId: string; serverId: string }[] {
  return db
    .statement(
      `SELECT j.value AS localId, i.server_id AS serverId
       FROM json_each(?) j CROSS JOIN identities i ON i.entity = ? AND i.local_id = j.value`,
    )
    .all(JSON.stringify(localIds), entity) as { localId: string; serverId: string }[];
}

function readTruths(
  db: EngineDatabase,
  entity: PersonEntity,
  localIds: readonly string[],
  serverIds: ReadonlyMap<string, string>,
): Map<string, Truth> {
  const localIdOf = new Map<string, string>();
  for (const localId of localIds) {
    const serverId = serverIds.get(localId) ?? localId;
    // An id of HQ's that is tied to another local id is no person of its own.
    if (serverId !== localId || localIdBehind(db, entity, serverId) === localId) localIdOf.set(serverId, localId);
  }
  const records = db
    .statement(
      `SELECT r.server_id AS serverId, snapshot, written, active
       FROM json_each(?) j CROSS JOIN server_records r ON r.entity = ? AND r.server_id = j.value`,
    )
    .all(JSON.stringify([...localIdOf.keys()]), entity) as {
    serverId: string;
    snapshot: string;
    written: string;
    active: number | null;
  }[];
  const truths = new Map<string, Truth>();
  for (const record of records) {
    const localId = localIdOf.get(record.serverId) ?? record.serverId;
    truths.set(localId, {
      localId,
      serverId: record.serverId,
      snapshot: JSON.parse(record.snapshot) as HqRecord,
      written: JSON.parse(record.written) as FieldValues,
      active: record.active === null ? null : record.active === 1,
    });
  }
  return truths;
}

/** Live changes by local id, each lane by seq. */
function readLanes(db: EngineDatabase, entity: PersonEntity, ids: string): Map<string, LaneChange[]> {
  const rows = db
    .statement(
      `SELECT c.local_id AS localId, kind, action, state, patch, base
       FROM json_each(?) j CROSS JOIN changes c ON c.entity = ? AND c.local_id = j.value ORDER BY c.seq`,
    )
    .all(ids, entity) as (Pick<LaneChange, 'kind' | 'action' | 'state'> & {
    localId: string;
    patch: string;
    base: string;
  })[];
  const lanes = new Map<string, LaneChange[]>();
  for (const { localId, kind, action, state, patch, base } of rows) {
    const lane = lanes.get(localId) ?? [];
    lane.push({ kind, action, state, patch: JSON.parse(patch) as FieldValues, base: JSON.parse(base) as FieldValues });
    lanes.set(localId, lane);
  }
  return lanes;
}
