/** People as the mirror shows them, with what a sheet needs beside it: read in slices, so that 100,000 do not stand in memory at once. */
import { z } from 'zod';
import type { Activity } from '#shared/domain/activity.ts';
import { userDataPrefix } from '#shared/domain/fields.ts';
import type { FieldValues, Json, PersonEntity } from '#shared/domain/entities.ts';
import type { EngineDatabase } from '../../db/database.ts';
import type { HqRecord } from '../../hq/gateway.ts';
import { activityColumn, activityOf } from '../../mirror/activity.ts';
import { truthValues } from '../../mirror/server-records.ts';
import { visibleTables } from '../../mirror/tables.ts';

/** Edits that wait are in the values, unless HQ's alone are asked for: a sheet made here says what the screens show. */
export type SheetPerson = {
  localId: string;
  serverId: string;
  values: FieldValues;
  /** HQ's record, for facts that are no fields of ours. */
  snapshot: Readonly<Record<string, Json>>;
  active: boolean;
  isAdmin: boolean;
  /** Learned from HQ's own file, the only place that tells it; null where none told. */
  activity: Activity | null;
};

const rowSchema = z.object({
  localId: z.string(),
  serverId: z.string(),
  visible: z.string(),
  snapshot: z.string(),
  written: z.string(),
  status: z.string(),
  isAdmin: z.number(),
  activity: z.string().nullable(),
});

/** Columns only one of the tables has. */
const columns: Record<PersonEntity, string> = {
  'mobile-worker': `v.status AS status, 0 AS isAdmin, ${activityColumn('mobile-worker', 'v')}`,
  'web-user': `v.status AS status, v.is_admin AS isAdmin, ${activityColumn('web-user', 'v')}`,
  invitation: `'active' AS status, 0 AS isAdmin, NULL AS activity`,
};

/**
 * @param ids of visible rows, in the order they are wanted
 * @param whose `shown`: with what waits here; `hq`: as HQ has it, as last read
 * @returns those HQ has: whoever only waits here is left out
 */
export function readSheetPeople(
  db: EngineDatabase,
  entity: PersonEntity,
  ids: readonly number[],
  whose: 'shown' | 'hq' = 'shown',
): SheetPerson[] {
  const rows = db
    .statement(
      `SELECT v.local_id AS localId, v.server_id AS serverId, v.visible, r.snapshot, r.written, ${columns[entity]}
       FROM json_each(?) j CROSS JOIN ${visibleTables[entity]} v ON v.id = j.value
       JOIN server_records r ON r.entity = ? AND r.server_id = v.server_id ORDER BY j.key`,
    )
    .all(JSON.stringify(ids), entity);
  return rows.map((row) => {
    const { localId, serverId, visible, status, isAdmin, activity, ...record } = rowSchema.parse(row);
    const snapshot = JSON.parse(record.snapshot) as HqRecord;
    const written = JSON.parse(record.written) as FieldValues;
    return {
      localId,
      serverId,
      values: whose === 'hq' ? truthValues(entity, { snapshot, written }) : (JSON.parse(visible) as FieldValues),
      snapshot,
      active: status !== 'deactivated',
      isAdmin: isAdmin === 1,
      activity: activityOf(activity),
    };
  });
}

/** Whether the locations are known: HQ's list of invitations does not tell theirs, only the form of each does. */
export function hasPlaces(entity: PersonEntity, { values }: SheetPerson): boolean {
  return entity !== 'invitation' || 'primary_location_id' in values;
}

/** Custom data by its name at HQ. */
export function customData(values: FieldValues): [name: string, value: Json][] {
  return Object.entries(values).flatMap(([key, value]): [string, Json][] =>
    key.startsWith(userDataPrefix) ? [[key.slice(userDataPrefix.length), value]] : [],
  );
}

/** '' for nothing; what is no text as JSON. */
export function textOf(value: Json | undefined): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export function textsOf(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.map(textOf).filter((text) => text !== '') : [];
}
