/** What two Rosters and an admin at HQ did, judged from outside: by HQ's log of requests, its mail and its data. */
import { expect } from 'vitest';
import { isAbout, readDeeds } from './deeds.ts';
import type { Deeds } from './deeds.ts';
import { expectAsked, expectRead } from './judge-reads.ts';
import { expectNothingLost } from './judge-lost.ts';
import type { Roster } from './roster.ts';
import type { Stage } from './stage.ts';
import { same } from './words.ts';
import type { Write } from './words.ts';

export async function judge(stage: Stage): Promise<void> {
  const deeds = await readDeeds(stage);
  for (const roster of stage.rosters) roster.nameRecords(deeds.nameOf);
  expectMadeOnce(deeds);
  for (const roster of stage.rosters) {
    const own = deeds.writes.filter(({ by }) => by === roster.username);
    for (const group of byField(own)) expectWords(roster, group, deeds);
    for (const deed of deeds.deeds) if (deed.request.by === roster.username) expectRead(deeds, deed, roster);
    for (const write of own) expectAsked(deeds, write, roster);
    expectNothingLost(deeds, roster);
  }
  await expectMailed(stage, deeds);
}

function byField(writes: Write[]): Write[][] {
  const groups = new Map<string, Write[]>();
  for (const write of writes) {
    const key = `${write.record} ${write.field}`;
    groups.set(key, [...(groups.get(key) ?? []), write]);
  }
  return [...groups.values()];
}

/** L3: each time a value is sent, or an action done, somebody has said it since the last time. L6: in the order it was said. */
function expectWords(roster: Roster, writes: Write[], deeds: Deeds): void {
  let said = -1;
  const last = new Map<string, number>();
  for (const write of writes) {
    const { record, field, value, handled } = write;
    const what = `${JSON.stringify(value)} (${field} of ${record}) by ${roster.username}`;
    const since = last.get(JSON.stringify(value)) ?? -1;
    const index = roster.words.findLastIndex(
      (word) => isAbout(word, write) && same(word.value, value) && word.at < handled,
    );
    const word = roster.words[index];
    expect(word, `nobody said ${what}`).toBeDefined();
    if (!isSentBack(roster, write, since, deeds))
      expect(word?.at ?? -1, `L3: ${what} was sent twice, and said once`).toBeGreaterThanOrEqual(since);
    expect(index, `L6: ${what} was sent after what was said later`).toBeGreaterThanOrEqual(said);
    said = index;
    last.set(JSON.stringify(value), handled);
  }
}

/**
 * The answer was lost by a kill, and somebody else set it back before HQ could be read: HQ shows what it would show had the request never
 * come (README, What is not guaranteed).
 */
function isSentBack(roster: Roster, write: Write, since: number, { writes }: Deeds): boolean {
  const between = (handled: number) => handled >= since && handled < write.handled;
  return (
    roster.doubts.some((one) => isAbout(one, write) && between(one.at)) &&
    writes.some((one) => isAbout(one, write) && one.by !== roster.username && between(one.handled))
  );
}

/** L3: nobody is made twice. */
function expectMadeOnce({ deeds }: Deeds): void {
  const names = deeds.filter(({ values }) => values['*new*'] === 'create').map(({ record }) => record);
  expect(new Set(names).size, `L3: nobody is made twice, ${JSON.stringify(names)}`).toBe(names.length);
}

/** L3: HQ mails nobody more often than somebody said about this very address. */
async function expectMailed(stage: Stage, { nameOf }: Deeds): Promise<void> {
  const mails = (await stage.practice.control('mail')) as { to: string; kind: string }[];
  const words = stage.rosters.flatMap((roster) => roster.words);
  const recreated = (await Promise.all(stage.rosters.map((roster) => recreations(roster)))).flat();
  for (const { kind } of mails) expect(kind, 'only invitations are mailed').toBe('invitation');
  for (const address of new Set(mails.map(({ to }) => to))) {
    const times = mails.filter(({ to }) => to === address).length;
    const said = words.filter(
      ({ record, value }) => nameOf(record) === address && (value === 'invite' || value === 'resend'),
    );
    const anew = recreated.filter((to) => to === address);
    expect(times, `L3: ${times} mails to ${address}`).toBeLessThanOrEqual(said.length + anew.length);
  }
}

/** Edits that came in the moment an invitation was deleted: HQ made new ones of them, with a mail (README, Actions and invitations). */
async function recreations(roster: Roster): Promise<string[]> {
  const { entries } = await roster.call('history.list', { limit: 500 });
  return entries.filter(({ answer }) => answer.note.includes('new invitation')).map(({ key }) => key);
}
