/** Whether what a person said last came to HQ, and whether what they had to let go was asked about with a reason. */
import { expect } from 'vitest';
import { isAbout } from './deeds.ts';
import type { Deeds } from './deeds.ts';
import type { Roster } from './roster.ts';
import { same } from './words.ts';
import type { LetGo, Word } from './words.ts';

export function expectNothingLost(deeds: Deeds, roster: Roster): void {
  const last = new Map<string, { word: Word; index: number }>();
  for (const [index, word] of roster.words.entries()) last.set(`${word.record} ${word.field}`, { word, index });
  for (const { word, index } of last.values()) {
    const isLetGo = roster.letGo.some((one) => isAbout(one, word) && one.after > index);
    if (isLetGo || wasAtHq(deeds, word) || isMoot(deeds, word)) continue;
    if (isTakenAlong(deeds, word, roster.words.slice(index + 1))) continue;
    const { value, field, record, at } = word;
    expect.fail(
      `lost: ${JSON.stringify(value)} (${field} of ${record}), said by ${roster.username} at ${at}, never came to HQ`,
    );
  }
  for (const one of roster.letGo) expectReason(deeds, one, roster);
}

/** HQ had it when it was said, or got it since, from whomever. */
function wasAtHq({ writes, accessAtStart }: Deeds, word: Word): boolean {
  const about = writes.filter((write) => isAbout(write, word));
  const then = about.findLast(({ handled, value }) => handled <= word.at && value !== 'remove');
  const atStart = word.field === '*action*' ? accessAtStart.get(word.record) : word.saw;
  if (same(then?.value ?? atStart, word.value)) return true;
  return about.some(({ handled, value }) => handled > word.at && same(value, word.value));
}

/** Nobody is left it could be said of: removed since, by whomever; a removal needs no second one. */
function isMoot({ writes }: Deeds, { record, at, value }: Word): boolean {
  return writes.some(
    (write) => write.record === record && write.value === 'remove' && (write.handled >= at || value === 'remove'),
  );
}

/** The same person said afterwards that whom it is about goes, and they are gone: by somebody else before, which they had not heard of. */
function isTakenAlong({ writes }: Deeds, { record }: Word, later: readonly Word[]): boolean {
  const isToGo = later.some((one) => one.record === record && one.field === '*action*' && one.value === 'remove');
  return isToGo && writes.some((write) => write.record === record && write.value === 'remove');
}

/** Nobody is asked to let something go but for HQ's no, or for what somebody else did there. */
function expectReason({ requests, writes, deeds }: Deeds, one: LetGo, roster: Roster): void {
  const { record, field, at, why } = one;
  const what = `${field} of ${record}, which ${roster.username} let go: ${JSON.stringify(why)}`;
  if (why.kind === 'refused') {
    const said = requests.some(
      ({ by, method, status, handled }) =>
        by === roster.username &&
        method !== 'GET' &&
        status === why.status &&
        status >= 400 &&
        status < 500 &&
        handled <= at,
    );
    expect(said, `HQ never said no to ${what}`).toBe(true);
  }
  // A role whose answer a kill took is asked about where HQ does not show it (README, Reconcile).
  const isDoubted =
    field === 'role' && roster.doubts.some(({ changeId, at: then }) => changeId === one.changeId && then <= at);
  if (why.kind === 'clash' && why.clash.startsWith('value') && !isDoubted) {
    const theirs = writes.some(
      (write) =>
        isAbout(write, one) && write.by !== roster.username && same(write.value, why.theirs) && write.handled <= at,
    );
    expect(theirs, `nobody else wrote that: ${what}`).toBe(true);
  }
  if (why.kind === 'clash' && field === '*deleted*') {
    const gone = writes.some((write) => write.record === record && write.value === 'remove' && write.handled <= at);
    expect(gone, `nobody removed ${what}`).toBe(true);
  }
  if (why.kind === 'clash' && field === '*exists*') {
    const made = deeds.some(
      ({ request, values, record: name }) => name === record && '*new*' in values && request.by !== roster.username,
    );
    expect(made, `nobody else made ${what}`).toBe(true);
  }
}
