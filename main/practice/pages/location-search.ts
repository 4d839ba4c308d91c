import { ReplyError } from '../http/reply.ts';
import type { Reply } from '../http/reply.ts';
import type { PlaceLocation } from '../model.ts';
import { reachableLocations } from '../permissions.ts';
import { activeLocations } from '../resources/location-v1.ts';
import { htmlError } from './page.ts';
import type { PageCall } from './page.ts';

/** What HQ's boxes for choosing locations are filled from. */
export function locationSearchUrl(project: string): string {
  return `/a/${project}/settings/locations/location_search/`;
}

/** A whole number from 1; anything else is HQ's 500. */
function count(query: URLSearchParams, name: string, otherwise: number): number {
  const value = Number(query.get(name) ?? otherwise);
  if (!Number.isInteger(value) || value < 1) throw new ReplyError(htmlError(500, 'Server error'));
  return value;
}

/** Rows where `page_limit` is left out. HQ: DEFAULT_PAGE_LIMIT. */
const DEFAULT_LIMIT = 10;

/**
 * GET `location_search/`: the locations of the project that the account reaches, as `{id, text}` with the names from the top down as the
 * text. For every member; without the plan's locations the address is not there. HQ can show archived ones instead (`show_inactive`) or
 * too (`show_all`); here they never show. HQ: locations/views.py (`LocationsSearchView`), reports/filters/controllers.py
 * (`EmwfOptionsController`), locations/models.py (`filter_by_user_input`, `get_path_display`).
 */
export function locationSearch({ hq, user, query }: PageCall): Reply {
  if (!hq.settings().planLocations) throw new ReplyError(htmlError(404, 'Page not found'));
  const limit = count(query, 'page_limit', DEFAULT_LIMIT);
  const page = count(query, 'page', 1);
  const places: Places = new Map(activeLocations(hq).map((place) => [place.id, place]));
  const reach = reachableLocations(hq, user);
  const found = wanted(places, query.get('q') ?? '').filter((place) => reach === null || reach.has(place.id));
  const results = found.slice((page - 1) * limit, page * limit).map((place) => ({
    id: place.id,
    text: path(places, place)
      .map(({ name }) => name)
      .join('/'),
  }));
  return { status: 200, json: { results, total: found.length } };
}

type Places = ReadonlyMap<string, PlaceLocation>;

/** From the top down to the place itself. */
function path(places: Places, place: PlaceLocation): PlaceLocation[] {
  const above = place.parent_id === null ? undefined : places.get(place.parent_id);
  return above ? [...path(places, above), place] : [place];
}

/** By part of the name or of the site code, in quotes by the whole name; behind a slash, among those below what was found before it. */
function wanted(places: Places, typed: string): PlaceLocation[] {
  let found = [...places.values()];
  for (const [index, part] of typed.split('/').entries()) {
    if (index > 0) {
      const tops = new Set(found.map(({ id }) => id));
      found = [...places.values()].filter((place) => path(places, place).some(({ id }) => tops.has(id)));
    }
    if (part !== '') found = found.filter((place) => isMeant(place, part.toLowerCase()));
  }
  return found;
}

function isMeant({ name, site_code }: PlaceLocation, part: string): boolean {
  if (part.length > 1 && part.startsWith('"') && part.endsWith('"')) return name.toLowerCase() === part.slice(1, -1);
  const within = part.replace(/^"+/, '');
  return name.toLowerCase().includes(within) || site_code.toLowerCase().includes(within);
}
