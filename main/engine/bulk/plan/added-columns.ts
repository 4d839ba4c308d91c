/** Columns that a file lacks, with what its people have now: HQ takes a column that is left out for blank cells, and those away from everybody. */
import { z } from 'zod';
import type { PlanKind } from '#shared/domain/bulk-plan.ts';
import type { PersonEntity } from '#shared/domain/entities.ts';
import type { EngineDatabase } from '../../db/database.ts';
import { visibleTables } from '../../mirror/tables.ts';
import { personCells } from '../export/person-cells.ts';
import { readSheetNames } from '../export/sheet-names.ts';
import { readSheetPeople } from '../export/sheet-person.ts';
import { blankCell, textCell } from '../workbook/raw-sheet.ts';
import type { RawRow } from '../workbook/raw-sheet.ts';
import type { HeaderColumn } from '../workbook/read-header.ts';
import type { SheetRepair } from '../workbook/repair-sheet.ts';
import { shown } from './cell-value.ts';
import { invitationsByName, membersByName, workersById, workersByName } from './find-people.ts';
import type { KnownPerson } from './find-people.ts';
import { readRowValues, valueOf } from './row-values.ts';
import { hasId, workerUsername } from './worker-rules.ts';

type AddColumns = Extract<SheetRepair, { kind: 'add-columns' }>;

/** The key of the list, by column, of those that a sheet of these people can lack. */
const lists = {
  location_code: { 'web-users': 'assigned_location_ids', 'mobile-workers': 'locations' },
  group: { 'web-users': null, 'mobile-workers': 'groups' },
} as const;
const entitiesOf: Record<PlanKind, readonly PersonEntity[]> = {
  'web-users': ['web-user', 'invitation'],
  'mobile-workers': ['mobile-worker'],
};

/** As many columns as whoever has most of them needs, one at the least. */
export function wideEnough(db: EngineDatabase, kind: PlanKind, repair: AddColumns): AddColumns {
  const key = lists[repair.field][kind];
  const widest = entitiesOf[kind].map((entity) =>
    db
      .statement(
        `SELECT max(json_array_length(visible, '$.' || ?)) FROM ${visibleTables[entity]} WHERE json_type(visible, '$.' || ?) = 'array'`,
      )
      .pluck()
      .get(key, key),
  );
  return { ...repair, count: Math.max(1, ...widest.map((count) => z.number().nullable().parse(count) ?? 0)) };
}

export type FillColumns = {
  kind: PlanKind;
  project: string;
  /** Of the file as it is. */
  columns: readonly HeaderColumn[];
};

/** The rows with the new cells in them; of somebody who is not there they are blank. */
export function fillColumns(
  db: EngineDatabase,
  rows: readonly RawRow[],
  { field, at, count }: AddColumns,
  file: FillColumns,
): RawRow[] {
  const people = peopleOf(db, rows, file);
  const texts = textsOf(db, [...people.values()], field);
  return rows.map((row) => {
    const person = people.get(row.row);
    const own = (person && texts.get(person.localId)) ?? [];
    const added = Array.from({ length: count }, (_, index) => {
      const text = own[index] ?? '';
      return text === '' ? blankCell : textCell(text);
    });
    const before = Array.from({ length: at }, (_, index) => row.cells[index] ?? blankCell);
    return { ...row, cells: [...before, ...added, ...row.cells.slice(at)] };
  });
}

/** Whom the rows are about, by row. */
function peopleOf(db: EngineDatabase, rows: readonly RawRow[], file: FillColumns): Map<number, KnownPerson> {
  const read = rows.map(({ row, cells }) => ({ row, values: readRowValues(file.columns, cells) }));
  const found = new Map<number, KnownPerson>();
  const take = (row: number, person: KnownPerson | undefined) => person && found.set(row, person);
  if (file.kind === 'web-users') {
    const names = new Map(read.map(({ row, values }) => [row, shown(valueOf(values, 'username')).toLowerCase()]));
    const members = membersByName(db, [...names.values()]);
    const invitations = invitationsByName(db, [...names.values()]);
    for (const [row, name] of names) take(row, members.get(name) ?? invitations.get(name));
    return found;
  }
  const ids = new Map(
    read.flatMap(({ row, values }) => (hasId(values) ? [[row, shown(valueOf(values, 'user_id'))]] : [])),
  );
  const names = new Map(read.map(({ row, values }) => [row, workerUsername(file.project, values) ?? '']));
  const byId = workersById(db, [...ids.values()]);
  const byName = workersByName(db, [...names.values()]);
  for (const [row, name] of names) take(row, ids.has(row) ? byId.get(ids.get(row) ?? '') : byName.get(name));
  return found;
}

/** By local id, in the order of HQ's own download. Of whom HQ does not have yet there is nothing to be taken away. */
function textsOf(
  db: EngineDatabase,
  people: readonly KnownPerson[],
  field: AddColumns['field'],
): ReadonlyMap<string, string[]> {
  const texts = new Map<string, string[]>();
  for (const entity of new Set(people.map((person) => person.entity))) {
    const localIds = people.flatMap((person) => (person.entity === entity ? [person.localId] : []));
    const ids = db
      .statement(`SELECT id FROM ${visibleTables[entity]} WHERE local_id IN (SELECT value FROM json_each(?))`)
      .pluck()
      .all(JSON.stringify(localIds));
    const names = readSheetNames(db, entity);
    for (const person of readSheetPeople(db, entity, z.array(z.number().int()).parse(ids))) {
      const cells = personCells(entity, person, names);
      const own: string[] = [];
      for (let n = 1; cells[`${field} ${n}`] !== undefined; n += 1) own.push(cells[`${field} ${n}`] ?? '');
      texts.set(person.localId, own);
    }
  }
  return texts;
}
