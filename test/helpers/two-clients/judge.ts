/** What two Rosters and an admin at HQ did, judged from outside: by HQ's log of requests, its mail and its data. */
import { expect } from 'vitest';
import type { Json } from '#shared/domain/entities.ts';
import type { Roster } from './roster.ts';
import type { LogEntry, Stage } from './stage.ts';
import { flatBody, same } from './words.ts';
import type { Word, Write } from './words.ts';

const personPath = /\/(?:user|web-user)\/v1\/([0-9a-f]{32})\//;

export async function judge(stage: Stage): Promise<void> {
  const log = stage.log.filter(({ handled }) => handled > 0).toSorted((left, right) => left.handled - right.handled);
  const writes = [...ownWrites(log), ...stage.atHq].toSorted(
    // What the admin at HQ did after the request of that number comes behind it.
    (left, right) => left.handled - right.handled || (left.by === 'hq' ? 1 : -1),
  );
  expectMadeOnce(log);
  for (const roster of stage.rosters) {
    const own = writes.filter(({ by }) => by === roster.username);
    for (const group of byField(own)) expectWords(roster, group);
    for (const write of own) expectAsked(log, writes, write, roster);
    expectActedOnce(log, roster);
  }
  await expectMailed(stage, log);
}

/** Values of people's fields that HQ took, in its order. */
function ownWrites(log: LogEntry[]): Write[] {
  return log.flatMap(({ handled, by, method, path, applied, body }) => {
    const record = personPath.exec(path)?.[1];
    if (!applied || !body || by === null || record === undefined || (method !== 'PUT' && method !== 'PATCH')) return [];
    return Object.entries(flatBody(body)).map(([field, value]): Write => ({ handled, by, record, field, value }));
  });
}

function byField(writes: Write[]): Write[][] {
  const groups = new Map<string, Write[]>();
  for (const write of writes) {
    const key = `${write.record} ${write.field}`;
    groups.set(key, [...(groups.get(key) ?? []), write]);
  }
  return [...groups.values()];
}

/** L3: each time a value is sent somebody has said it since the last time. L6: in the order it was said. */
function expectWords(roster: Roster, writes: Write[]): void {
  let said = -1;
  const last = new Map<string, number>();
  for (const { record, field, value, handled } of writes) {
    const what = `${JSON.stringify(value)} (${field} of ${record}) by ${roster.username}`;
    const since = last.get(JSON.stringify(value)) ?? -1;
    const index = roster.words.findLastIndex(
      (word) => isAbout(word, record, field) && same(word.value, value) && word.at < handled,
    );
    const word = roster.words[index];
    expect(word, `nobody said ${what}`).toBeDefined();
    expect(word?.at ?? -1, `L3: ${what} was sent twice, and said once`).toBeGreaterThanOrEqual(since);
    expect(index, `L6: ${what} was sent after what was said later`).toBeGreaterThanOrEqual(said);
    said = index;
    last.set(JSON.stringify(value), handled);
  }
}

function isAbout(word: Word, record: string, field: string): boolean {
  return word.record === record && word.field === field;
}

/** Another one's value is written over only by whoever saw it, or in the gap between our read and our write. */
function expectAsked(log: LogEntry[], writes: Write[], write: Write, roster: Roster): void {
  const { record, field, handled, value } = write;
  const before = writes.findLast((one) => one.record === record && one.field === field && isBefore(one, write));
  if (!before || before.by === roster.username || same(before.value, value)) return;
  const read = log.findLast(
    (entry) =>
      entry.handled < handled &&
      entry.method === 'GET' &&
      entry.by === roster.username &&
      entry.path.includes(`/${record}/`),
  );
  if (!read || read.handled <= before.handled) return;
  const known = roster.words.some(
    (word) => isAbout(word, record, field) && word.at < handled && same(word.saw, before.value),
  );
  const text = `${JSON.stringify(value)} was written over ${JSON.stringify(before.value)} (${field}), nobody was asked`;
  expect(known, text).toBe(true);
}

function isBefore(one: Write, write: Write): boolean {
  return one.handled < write.handled;
}

/** L3: nobody is made twice. */
function expectMadeOnce(log: LogEntry[]): void {
  const made = log.filter(({ method, path, applied }) => method === 'POST' && applied && path.endsWith('/user/v1/'));
  const names = made.map(({ body }) => body?.['username']);
  expect(new Set(names).size, `L3: nobody is made twice, ${JSON.stringify(names)}`).toBe(names.length);
}

const actionOf: Record<string, string> = { deactivate: 'deactivate', activate: 'reactivate' };

/** L3: an action reaches HQ once for each time somebody asked for it. */
function expectActedOnce(log: LogEntry[], roster: Roster): void {
  const last = new Map<string, number>();
  for (const { handled, by, method, path, applied } of log) {
    const [, record, verb] = /\/v1\/([0-9a-f]{32})\/(?:(activate|deactivate)\/)?$/.exec(path) ?? [];
    const action = method === 'DELETE' ? 'remove' : actionOf[verb ?? ''];
    if (!applied || by !== roster.username || record === undefined || action === undefined) continue;
    const key = `${action} ${record}`;
    const word = roster.words.findLast(
      (one) => isAbout(one, record, '*action*') && one.value === action && one.at < handled,
    );
    expect(word, `nobody said ${key}`).toBeDefined();
    expect(word?.at ?? -1, `L3: ${key} was sent twice, and said once`).toBeGreaterThanOrEqual(last.get(key) ?? -1);
    last.set(key, handled);
  }
}

/** L3: HQ mails nobody more often than somebody said. */
async function expectMailed(stage: Stage, log: LogEntry[]): Promise<void> {
  const mails = (await stage.practice.control('mail')) as { to: string; kind: string }[];
  const words = stage.rosters.flatMap((roster) => roster.words);
  const recreated = await Promise.all(stage.rosters.map((roster) => recreations(roster)));
  const mailed = new Map<string, number>();
  for (const { to, kind } of mails) {
    expect(kind, 'only invitations are mailed').toBe('invitation');
    mailed.set(to, (mailed.get(to) ?? 0) + 1);
  }
  for (const [to, times] of mailed) {
    const said = words.filter(
      ({ record, field, value }) =>
        (record === to && field === '*invite*') || (field === '*action*' && value === 'resend'),
    );
    expect(times, `L3: ${times} mails to ${to}`).toBeLessThanOrEqual(said.length + recreated.flat().length);
  }
  const resent = log.filter(({ path, applied }) => path.includes('/reinvite/') && applied).length;
  const asked = words.filter(({ value }: { value: Json }) => value === 'resend').length;
  expect(resent, 'L3: resent as often as was said').toBeLessThanOrEqual(asked);
}

/** Edits that came in the moment an invitation was deleted: HQ made new ones of them, with a mail (README, Actions and invitations). */
async function recreations(roster: Roster): Promise<number[]> {
  const { entries } = await roster.call('history.list', { limit: 500 });
  return entries.filter(({ answer }) => answer.note.includes('new invitation')).map(({ id }) => id);
}
