import type { Json } from '#shared/domain/entities.ts';
import type { HqPage, HqRest, PageRequest } from '../gateway.ts';
import type { HqRecord } from '../hq-record.ts';
import type { Outcome } from '../outcome.ts';

type Lists = Pick<HqRest, 'listMobileWorkers' | 'getMobileWorker' | 'listUsernames'>;

/** HQ's own maximum for a page of users. Source: corehq/apps/api/resources/meta.py. */
const fullPage = 1000;

/** Failures of one list that leave another way to look. */
const lookElsewhere: ReadonlySet<string> = new Set([
  'permission',
  'gone',
  'not-hq',
  'refused',
  'server-error',
  'bad-reply',
]);

/**
 * HQ has no filter by username. `domain_usernames` names everybody, active or not, is not throttled and read from the database
 * rather than the search index; where the key may not read it, both lists of workers are gone through.
 */
export async function findMobileWorker(
  lists: Lists,
  username: string,
  signal?: AbortSignal,
): Promise<Outcome<{ id: string } | null>> {
  const wanted = username.toLowerCase();
  const short = wanted.replace(/@[^@]*$/, '');
  const ids = await search(
    (request) => lists.listUsernames(request),
    (record) => [wanted, short].includes(lowerCase(record['user_name'])),
    signal,
  );
  if (ids.kind === 'ok') {
    for (const id of ids.value) {
      const found = await lists.getMobileWorker(id, { ...(signal ? { signal } : {}) });
      // A web user may bear the short name; HQ does not know its id as a worker's.
      if (found.kind === 'gone') continue;
      if (found.kind !== 'ok') return found;
      if (lowerCase(found.value['username']) === wanted) return { ...found, value: { id } };
    }
    return { ...ids, value: null };
  }
  return lookElsewhere.has(ids.kind) ? findInLists(lists, wanted, signal) : ids;
}

async function findInLists(
  lists: Lists,
  wanted: string,
  signal?: AbortSignal,
): Promise<Outcome<{ id: string } | null>> {
  const inList = (archived: boolean) =>
    search(
      (request) => lists.listMobileWorkers({ ...request, archived }),
      (record) => lowerCase(record['username']) === wanted,
      signal,
    );
  const active = await inList(false);
  if (active.kind !== 'ok') return active;
  const found = active.value.length > 0 ? active : await inList(true);
  if (found.kind !== 'ok') return found;
  const [id] = found.value;
  return { ...found, value: id === undefined ? null : { id } };
}

function lowerCase(value: Json | undefined): string {
  return typeof value === 'string' ? value.toLowerCase() : '';
}

/** Ids of all records of a listing that match. */
async function search(
  page: (request: PageRequest) => Promise<Outcome<HqPage>>,
  matches: (record: HqRecord) => boolean,
  signal: AbortSignal | undefined,
): Promise<Outcome<string[]>> {
  const ids = new Set<string>();
  let offset = 0;
  for (;;) {
    const answer = await page({ offset, limit: fullPage, ...(signal ? { signal } : {}) });
    if (answer.kind !== 'ok') return answer;
    for (const record of answer.value.records) if (matches(record)) ids.add(record.id);
    if (answer.value.nextOffset === null) return { ...answer, value: [...ids] };
    offset = answer.value.nextOffset;
  }
}
