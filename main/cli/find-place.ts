/** Locations and groups as people name them: by id, site code or name. */
import type { Lookups } from '#shared/ipc/contract.ts';
import { usageError } from './command.ts';

type Named = { id: string; name: string; siteCode?: string };

/**
 * The id of what is named; the text itself when nothing is (the engine says so with the field's name).
 * @throws AppFailure `invalid-input` when the name fits several
 */
export function placeId(places: readonly Named[], typed: string): string {
  const text = typed.trim();
  const lower = text.toLowerCase();
  const ways: ((place: Named) => boolean)[] = [
    ({ id }) => id === text,
    ({ siteCode }) => siteCode === text,
    ({ name }) => name === text,
    ({ siteCode }) => siteCode?.toLowerCase() === lower,
    ({ name }) => name.toLowerCase() === lower,
  ];
  for (const fits of ways) {
    const found = places.filter(fits);
    if (found.length > 1)
      throw usageError('cli.ambiguous', {
        text,
        ids: found.map(({ id, siteCode }) => (siteCode ? `${siteCode} (${id})` : id)).join(', '),
      });
    if (found[0]) return found[0].id;
  }
  return text;
}

/** `placeId`, for a filter, where what does not exist is a mistake. */
export function knownPlaceId(places: readonly Named[], typed: string, kind: 'location' | 'group'): string {
  const id = placeId(places, typed);
  if (!places.some((place) => place.id === id)) throw usageError(`cli.unknown-${kind}`, { text: typed });
  return id;
}

export type Places = Pick<Lookups, 'locations' | 'groups' | 'profileIds'>;
