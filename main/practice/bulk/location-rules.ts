import type { Hq } from '../hq.ts';
import type { PlaceLocation } from '../model.ts';
import { reachableLocations } from '../permissions.ts';
import { ImportCrash, asText, shown } from './cell.ts';
import type { Row, RowValue } from './cell.ts';
import { rowTarget } from './row-target.ts';
import { RowError } from './scope.ts';
import type { Scope, Validator } from './scope.ts';

/** The row's site codes: undefined where there is no column, [] where all cells are blank. */
function siteCodes(row: Row): RowValue[] | undefined {
  const value = row['location_code'];
  if (value === undefined) return undefined;
  return Array.isArray(value) ? value : [value];
}

/** One location by site code, whatever the letters' case. Throws RowError with HQ's text. HQ: SiteCodeToLocationCache. */
function byCode(hq: Hq, code: RowValue): PlaceLocation {
  const text = asText(code);
  if (text === undefined) throw new RowError(`Unexpected format received for site code '${shown(code)}'`);
  // A bare `location_code` with a blank cell: HQ then asks for the id of nothing.
  if (text === '') throw new ImportCrash("'NoneType' object has no attribute 'location_id'");
  const wanted = text.toLowerCase();
  const found = hq.store.all('location').find((place) => place.site_code.toLowerCase() === wanted);
  if (!found || found.domain !== hq.project) {
    throw new RowError(`Could not find organization with site code '${text}'`);
  }
  return found;
}

/** The ids a row names, in the row's order; undefined = no column. Nothing at all without the plan's locations. */
export function rowLocations(hq: Hq, row: Row): string[] | undefined {
  if (!hq.settings().planLocations) return undefined;
  return siteCodes(row)?.map((code) => byCode(hq, code).id);
}

/** HQ: LocationValidator with UserAccessValidator before it. */
export function locationValidator(scope: Scope): Validator {
  const { hq, uploader } = scope;
  const reach = reachableLocations(hq, uploader);
  return (row) => {
    const current = rowTarget(scope, row)?.locations;
    if (reach !== null && current !== undefined && !current.some((id) => reach.has(id))) {
      return 'Based on your locations you do not have permission to edit this user or user invitation';
    }
    try {
      const wanted = rowLocations(hq, row);
      return wanted === undefined ? undefined : changeProblem(hq, reach, current ?? [], wanted);
    } catch (error) {
      if (error instanceof RowError) return error.message;
      throw error;
    }
  };
}

function changeProblem(
  hq: Hq,
  reach: ReadonlySet<string> | null,
  current: readonly string[],
  wanted: readonly string[],
): string | undefined {
  const codes = (ids: readonly string[]): string =>
    ids.map((id) => hq.store.get('location', id)?.site_code ?? id).join(', ');
  const changed = [
    ...wanted.filter((id) => !current.includes(id)),
    ...current.filter((id) => !wanted.includes(id)),
  ].filter((id) => reach !== null && !reach.has(id));
  if (changed.length > 0) return `You do not have permission to assign or remove these locations: ${codes(changed)}`;
  if (!hq.settings().restrictLocationLevels) return undefined;
  const closed = wanted.filter((id) => {
    const place = hq.store.get('location', id);
    return place !== undefined && hq.store.get('location-type', place.type_id)?.has_users === false;
  });
  return closed.length > 0
    ? `These locations cannot have users assigned because of their organization level settings: ${codes(closed)}.`
    : undefined;
}

/** What a row makes of somebody's places. The same set in another order changes nothing, so it cannot move the primary. */
export function movedTo(
  current: { primary: string | null; assigned: readonly string[] },
  wanted: readonly string[],
): { primary: string | null; assigned: string[] } {
  const places = [...new Set(wanted)];
  const isSame = places.length === current.assigned.length && places.every((id) => current.assigned.includes(id));
  if (isSame) return { primary: current.primary, assigned: [...current.assigned] };
  return { primary: places[0] ?? null, assigned: places };
}
