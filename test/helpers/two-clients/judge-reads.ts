/** Whether HQ was read before it was written to, and whoever had written there since was asked about. */
import { expect } from 'vitest';
import { isAbout } from './deeds.ts';
import type { Deed, Deeds, Request } from './deeds.ts';
import type { Roster } from './roster.ts';
import { same } from './words.ts';
import type { Write } from './words.ts';

/** Requests of this Roster before that one which are about the same record; an invitation is read in the list of those pending, too. */
function aboutIt({ requests }: Deeds, { request, id }: Pick<Deed, 'request' | 'id'>): Request[] {
  return requests.filter(
    ({ by, handled, path, method, body }) =>
      by === request.by &&
      handled < request.handled &&
      (path.includes(`/${id}/`) ||
        (isUuid(id) && ((method === 'GET' && path.endsWith('/users/web/')) || body?.['uuid'] === id))),
  );
}

function isUuid(id: string | null): boolean {
  return id?.includes('-') ?? false;
}

/** HQ's record is read in the same run before each write, and as the last thing; what reads a write back does not count for the next one. */
export function expectRead(deeds: Deeds, deed: Deed, roster: Roster): void {
  if (deed.id === null) return;
  const { request } = deed;
  const about = aboutIt(deeds, deed);
  const what = `${request.method} ${request.path} by ${roster.username}`;
  const last = about.at(-1);
  expect(`${last?.method} ${last?.status}`, `the last request before ${what} reads the record`).toBe('GET 200');
  const began = roster.runs.findLast((at) => at < request.handled) ?? 0;
  const wrote = about.findLast(({ method }) => method !== 'GET')?.handled ?? 0;
  const reads = about.filter(
    ({ method, status, handled }) => method === 'GET' && status === 200 && handled > Math.max(began, wrote),
  );
  expect(reads.length, `${what} comes after a read of its own`).toBeGreaterThanOrEqual(wrote > began ? 2 : 1);
}

/**
 * Another one's value is written over only by whoever saw it, or in the gap between our read and our write. The read is that of the record
 * itself: the list of those pending, read once more behind it, is asked only whether the invitation is still there.
 */
export function expectAsked(deeds: Deeds, write: Write, roster: Roster): void {
  const { field, handled, value } = write;
  const deed = deeds.deeds.find(({ request }) => request.handled === handled);
  if (!deed || deed.id === null || field.startsWith('*')) return;
  const before = deeds.writes.findLast((one) => isAbout(one, write) && one.handled < handled);
  if (!before || before.by === roster.username || same(before.value, value)) return;
  const read = aboutIt(deeds, deed).findLast(
    ({ method, path, status }) => method === 'GET' && status === 200 && path.includes(`/${deed.id}/`),
  );
  if (read && read.handled <= before.handled) return;
  const known = roster.words.some((word) => isAbout(word, write) && word.at < handled && same(word.saw, before.value));
  const text = `${JSON.stringify(value)} was written over ${JSON.stringify(before.value)} (${field}), nobody was asked`;
  expect(known, text).toBe(true);
}
