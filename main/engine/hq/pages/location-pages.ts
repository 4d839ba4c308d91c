/**
 * The project's locations as HQ's boxes for choosing them list them: every member may ask, and nothing is told but id and path.
 * Source: corehq/apps/locations/views.py (`LocationsSearchView`), urls.py; corehq/apps/reports/filters/controllers.py
 * (`EmwfOptionsController`).
 */
import { fitReply } from '../fit-reply.ts';
import type { HqPages, PageList, PageLocation } from './hq-pages.ts';
import { notWanted } from './page-client.ts';
import type { PageClient } from './page-client.ts';
import { locationSearchSchema } from './page-schemas.ts';

/** Behind `/a/<project>`; also how an answer of it is known again (sync/learn-connection.ts). */
export const locationSearchPath = '/settings/locations/location_search/';

export function createLocationPages(client: PageClient): Pick<HqPages, 'listLocations'> {
  return {
    listLocations: async ({ page, limit, query, signal }) => {
      const asked = new URLSearchParams({ q: query ?? '', page: String(page), page_limit: String(limit) });
      const reply = await client.call({
        to: `/a/${encodeURIComponent(client.project)}${locationSearchPath}?${asked.toString()}`,
        wants: ['json'],
        script: true,
        signal,
      });
      if (reply.kind !== 'json') return notWanted(reply);
      return fitReply<PageList<PageLocation>>(reply, locationSearchSchema({ page, limit }));
    },
  };
}
