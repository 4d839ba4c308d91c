/** What a person was when the file was made, as the plan compares a row with it: of each column what it showed. */
import { userDataPrefix } from '#shared/domain/fields.ts';
import type { FieldValues, Json, PersonEntity } from '#shared/domain/entities.ts';
import type { BaseRecord } from '../plan/base-sheet.ts';
import type { SheetCells } from './person-cells.ts';
import type { SheetPerson } from './sheet-person.ts';
import { hasPlaces, textOf, textsOf } from './sheet-person.ts';

/** @param heading of the users sheet: a column of custom data that is blank in somebody's row says so of them; `row`: theirs */
export function personBase(
  entity: PersonEntity,
  person: SheetPerson,
  { cells, heading, row }: { cells: SheetCells; heading: readonly string[]; row: number },
): BaseRecord {
  const { localId, serverId, snapshot, values } = person;
  const username = textOf(entity === 'invitation' ? values['email'] : snapshot['username']);
  const own = entity === 'mobile-worker' ? workerValues(person) : webValues(entity, person, cells);
  return { entity, localId, serverId, username, row, values: { ...own, ...shownData(cells, heading) } };
}

function workerValues({ values, active }: SheetPerson): FieldValues {
  const texts = ['first_name', 'last_name', 'email', 'profile', 'primary_location'] as const;
  const lists = ['phone_numbers', 'groups', 'locations'] as const;
  return {
    ...Object.fromEntries(texts.map((field) => [field, textOf(values[field])])),
    ...Object.fromEntries(lists.map((field) => [field, textsOf(values[field])])),
    // HQ does not tell it: known only where a value waits here.
    ...(textOf(values['language']) === '' ? {} : { language: textOf(values['language']) }),
    is_active: active,
  };
}

/** Of members and invitations; without the locations of an invitation whose form nobody has read. */
function webValues(entity: PersonEntity, person: SheetPerson, cells: SheetCells): FieldValues {
  const { values } = person;
  const tableau: [string, Json][] = [
    ['tableau_role', cells['tableau_role'] ?? ''],
    ['tableau_groups', textsOf(values['tableau_groups'])],
  ];
  return {
    role: cells['role'] ?? '',
    profile: textOf(values['profile']),
    ...(hasPlaces(entity, person)
      ? {
          primary_location_id: textOf(values['primary_location_id']),
          assigned_location_ids: textsOf(values['assigned_location_ids']),
        }
      : {}),
    ...Object.fromEntries(tableau.filter(([field]) => field in values)),
  };
}

/** Custom data as text, a profile's values among them. */
function shownData(cells: SheetCells, heading: readonly string[]): FieldValues {
  return Object.fromEntries(
    heading.flatMap((header) => {
      const name = /^(?:data|uncategorized_data): (.+)$/.exec(header)?.[1];
      return name === undefined ? [] : [[userDataPrefix + name, cells[header] ?? '']];
    }),
  );
}
