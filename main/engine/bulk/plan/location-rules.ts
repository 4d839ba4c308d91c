/** Locations of a row (HQ: user_importer/validation.py LocationValidator, UserAccessValidator; importer.py SiteCodeToLocationCache). */
import type { Json } from '#shared/domain/entities.ts';
import { unknownPlaces } from '../unknown-places.ts';
import { asText, shown } from './cell-value.ts';
import type { KnownPerson } from './find-people.ts';
import type { PlanFacts } from './plan-facts.ts';
import { problem } from './row-context.ts';
import type { RowProblem } from './row-context.ts';
import { siteCodes } from './row-values.ts';
import type { RowValues } from './row-values.ts';

export type RowPlaces = {
  /** In the row's order; undefined: there is no column. `unknown`: codes cannot be told from ids here, or an export did not know them. */
  ids: string[] | undefined | 'unknown';
  problems: RowProblem[];
};

export function rowPlaces(facts: PlanFacts, values: RowValues): RowPlaces {
  if (!facts.usesLocations) return { ids: undefined, problems: [] };
  const codes = siteCodes(values);
  if (codes === undefined) return { ids: undefined, problems: [] };
  if (codes.length === 1 && codes[0] === unknownPlaces) return { ids: 'unknown', problems: [] };
  const ids: string[] = [];
  const problems: RowProblem[] = [];
  for (const value of codes) {
    const code = asText(value);
    const place = facts.places?.get(code?.toLowerCase() ?? '');
    if (code === undefined) problems.push(problem('invalid', 'plan.hq.location-format', { code: shown(value) }));
    else if (code === '') problems.push(problem('invalid', 'plan.bare-location'));
    else if (place) ids.push(place.id);
    else if (facts.places) problems.push(problem('invalid', 'plan.hq.location-unknown', { code }));
  }
  return { ids: facts.places === null && codes.length > 0 ? 'unknown' : [...new Set(ids)], problems };
}

/** @param wanted null: the row leaves locations alone */
export function reachProblems(
  facts: PlanFacts,
  person: KnownPerson | null,
  wanted: readonly string[] | null,
): RowProblem[] {
  const { reach } = facts;
  if (reach === null) return [];
  const current = placesOf(person);
  if (person !== null && current !== null && !current.some((id) => reach.has(id)))
    return [problem('not-permitted', 'plan.hq.location-edit')];
  if (wanted === null) return [];
  const before = current ?? [];
  const changed = [...wanted.filter((id) => !before.includes(id)), ...before.filter((id) => !wanted.includes(id))];
  const beyond = changed.filter((id) => !reach.has(id));
  if (beyond.length === 0) return [];
  const codes = beyond.map((id) => facts.siteCodeOf(id)).join(', ');
  return [problem('not-permitted', 'plan.hq.location-assign', { codes })];
}

export function placeKeys(entity: KnownPerson['entity']): [primary: string, list: string] {
  return entity === 'mobile-worker'
    ? ['primary_location', 'locations']
    : ['primary_location_id', 'assigned_location_ids'];
}

/** Null: HQ has not told (an invitation whose form nobody has read). */
function placesOf(person: KnownPerson | null): string[] | null {
  if (person === null) return null;
  const list: Json | undefined = person.values[placeKeys(person.entity)[1]];
  return Array.isArray(list) ? list.map(String) : null;
}
