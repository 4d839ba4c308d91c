/** Whom a sample workbook is about: people of the mirror, by their names in a sheet, always in the same order. */
import type { PersonEntity } from '#shared/domain/entities.ts';
import { listInputSchema } from '#shared/ipc/list-input.ts';
import type { EngineDatabase } from '../../db/database.ts';
import { allListIds } from '../../mirror/list-ids.ts';
import { personCells } from '../export/person-cells.ts';
import type { SheetCells } from '../export/person-cells.ts';
import { readSheetNames } from '../export/sheet-names.ts';
import { hasPlaces, readSheetPeople } from '../export/sheet-person.ts';
import type { SheetPerson } from '../export/sheet-person.ts';

export type SamplePerson = { person: SheetPerson; cells: SheetCells };

/** People read for a sample: the practice project has some hundreds, and a larger one need not stand in memory. */
const mostPeople = 1000;

/** Those of one kind whom HQ has, active ones only. */
export function samplePeople(db: EngineDatabase, entity: PersonEntity): SamplePerson[] {
  const sort = { by: entity === 'invitation' ? 'email' : 'username', descending: false };
  const status = entity === 'invitation' ? 'all' : 'active';
  const ids = allListIds(db, entity, listInputSchema.parse({ sort, status })).slice(0, mostPeople);
  const names = readSheetNames(db, entity);
  return readSheetPeople(db, entity, ids)
    .filter((person) => hasPlaces(entity, person))
    .map((person) => ({ person, cells: personCells(entity, person, names) }));
}

/** Has one of each list at most, so that a sheet with one column of each takes nothing from them. */
export function isPlain({ cells }: SamplePerson): boolean {
  return !['phone-number 2', 'group 2', 'location_code 2', 'user_profile'].some(
    (column) => (cells[column] ?? '') !== '',
  );
}
