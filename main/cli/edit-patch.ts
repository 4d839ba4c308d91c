/** `--set` of a person → field values of the contract. */
import type { PersonDetail } from '#shared/domain/change.ts';
import { fieldDefinition } from '#shared/domain/fields.ts';
import type { FieldValues, Json, PersonEntity } from '#shared/domain/entities.ts';
import { usageError } from './command.ts';
import { placeId } from './find-place.ts';
import type { Places } from './find-place.ts';
import { splitAssignment, splitList } from './split-assignment.ts';

const locationKeys: Record<PersonEntity, { primary: string; list: string }> = {
  'mobile-worker': { primary: 'primary_location', list: 'locations' },
  'web-user': { primary: 'primary_location_id', list: 'assigned_location_ids' },
  invitation: { primary: 'primary_location_id', list: 'assigned_location_ids' },
};

/**
 * Names are turned into ids, lists are split, `default_phone_number` is put first, and the other half of the location pair is filled in
 * where there is no doubt. Unknown fields pass through: the engine refuses them by name.
 * @param values the person's present values, `{}` for a new one
 * @throws AppFailure `invalid-input`
 */
export function patchOf(
  entity: PersonEntity,
  sets: readonly string[],
  values: PersonDetail['values'],
  places: Places,
): FieldValues {
  const patch: FieldValues = {};
  let defaultPhone: string | null = null;
  for (const text of sets) {
    const { key: typed, value } = splitAssignment(text, 'set');
    if (typed === 'default_phone_number') defaultPhone = value.trim();
    else {
      const key = fieldKey(entity, typed);
      patch[key] = valueOf(entity, key, value, places);
    }
  }
  if (defaultPhone !== null)
    patch['phone_numbers'] = withDefaultPhone(patch['phone_numbers'] ?? values['phone_numbers'], defaultPhone);
  completeLocations(entity, patch, values);
  return patch;
}

/** HQ calls the two location fields differently for the two kinds of people; either name is taken. */
function fieldKey(entity: PersonEntity, typed: string): string {
  const { primary, list } = locationKeys[entity];
  if (typed === 'primary_location' || typed === 'primary_location_id') return primary;
  if (typed === 'locations' || typed === 'assigned_location_ids') return list;
  return typed;
}

function valueOf(entity: PersonEntity, key: string, value: string, places: Places): Json {
  switch (fieldDefinition(entity, key)?.type) {
    case 'phones':
    case 'names':
      return splitList(value);
    case 'ids': {
      const known = key === 'groups' ? places.groups : places.locations;
      return splitList(value).map((item) => placeId(known, item));
    }
    case 'location':
      return value.trim() === '' ? '' : placeId(places.locations, value);
    case 'profile':
      return entity === 'mobile-worker' ? profileId(places, value.trim()) : value;
    default:
      return value;
  }
}

/** Workers carry the profile's number, which only HQ's pages tell; the text itself where they have not. */
function profileId({ profileIds }: Places, typed: string): string {
  const known = Object.keys(profileIds).find((name) => name.toLowerCase() === typed.toLowerCase());
  return known === undefined ? typed : (profileIds[known] ?? typed);
}

function withDefaultPhone(numbers: Json | undefined, first: string): Json {
  if (first === '') throw usageError('cli.edit.no-default-phone');
  const digits = (text: Json) => (typeof text === 'string' ? text.replaceAll(/\D/g, '') : '');
  const others = (Array.isArray(numbers) ? numbers : []).filter((number) => digits(number) !== digits(first));
  return [first, ...others];
}

function completeLocations(entity: PersonEntity, patch: FieldValues, values: PersonDetail['values']): void {
  const { primary, list } = locationKeys[entity];
  const given = patch[list];
  if (Array.isArray(given) && !(primary in patch)) {
    const old = values[primary] ?? '';
    const only = given.length === 1 ? given[0] : undefined;
    if (given.length === 0) patch[primary] = '';
    else if (given.includes(old)) patch[primary] = old;
    else if (only !== undefined) patch[primary] = only;
    // With several to choose from the engine asks for the primary one.
  } else if (primary in patch && given === undefined) {
    const old = values[list];
    const wanted = patch[primary] ?? '';
    if (wanted !== '' && (!Array.isArray(old) || old.length === 0)) patch[list] = [wanted];
  }
}
