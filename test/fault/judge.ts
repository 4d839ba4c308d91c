/**
 * Judges a run from outside: what each acknowledged edit wanted, against what HQ was asked, has and mailed. Knows nothing of the
 * engine's files or rules; each value was made once only, so that every trace of it tells which edit it comes from.
 */
import { judgeActions, judgeInvitations, wasRemoved } from './judge-actions.ts';
import { judgeFields } from './judge-fields.ts';
import { judgeGivenUp } from './judge-given-up.ts';
import { judgeGuards } from './judge-guards.ts';
import { idleMs } from './played.ts';
import type { Acknowledged, Played } from './played.ts';

export type Violation = {
  kind: 'lost' | 'doubled' | 'stuck' | 'order' | 'overwritten' | 'mail' | 'law' | 'idle' | 'fault';
  text: string;
};

/** The engine polls every five minutes (a tenth less or more); a listing is two handshake calls and five lists. */
const pollMs = 300_000;
const requestsPerPoll = 7;
/** One request of each of the three other lanes may be on its way when one meets a 429; not one more begins. */
const underWay = 3;
/** The shortest pause (11.25 s) less the stretch of time of which HQ's clock tells the end only (stage-time.ts). */
const surelyPausedMs = 6_000;

export function judge(played: Played): Violation[] {
  return [
    ...judgeFields(played),
    ...judgeCreates(played),
    ...judgeActions(played),
    ...judgeInvitations(played),
    ...judgeGivenUp(played),
    ...judgeGuards(played),
    ...judgePauses(played),
    ...judgeEnd(played),
  ];
}

function judgeCreates(played: Played): Violation[] {
  return played.acknowledged
    .filter(({ kind }) => kind === 'create')
    .flatMap((create): Violation[] => {
      const { username } = create.person;
      const posts = played.log.filter(
        ({ method, applied, body }) => method === 'POST' && applied && isFor(body, username),
      );
      const found: Violation[] = [];
      if (posts.length > 1) found.push({ kind: 'doubled', text: `${username} was made ${posts.length} times` });
      const there = played.state.workers.filter((one) => one['username'] === username).length;
      if (there > 1) found.push({ kind: 'doubled', text: `${username} is there ${there} times` });
      if (there === 0 && !wasRemoved(played, username) && !wasDiscarded(played, create)) {
        found.push({ kind: 'lost', text: `${username} was never made` });
      }
      return found;
    });
}

function isFor(body: unknown, username: string): boolean {
  const given = (body as { username?: unknown } | null)?.username;
  return given === username || given === username.split('@')[0];
}

function wasDiscarded(played: Played, { person }: Acknowledged): boolean {
  return played.decisions.some(
    ({ how, change }) => how === 'discard' && change.kind === 'create' && change.localId === person.localId,
  );
}

/** L8: after a 429 nothing is asked until the pause is over, a new start included. */
function judgePauses({ log, coarse, deaths }: Played): Violation[] {
  const rest = log.filter(({ path, time }) => path.includes('/api/') && !coarse.has(time));
  return rest.flatMap((entry, index): Violation[] => {
    // Only the first of several at once, or the next would count what the first was to keep back.
    if (entry.status !== 429 || rest[index - 1]?.status === 429) return [];
    // HQ held it, and the engine was killed meanwhile: nobody heard of this 429.
    if (entry.faults.some((kind) => kind !== '429')) return [];
    // Nor of one that was still on its way to an engine that died.
    if (deaths.some(({ rested, by }) => entry.seq > rested && entry.seq <= by)) return [];
    const hasty = rest
      .slice(index + 1)
      .filter(({ time }) => Date.parse(time) - Date.parse(entry.time) < surelyPausedMs);
    // Each run begins with asking who we are.
    const began = hasty.some(({ path }) => path.includes('/api/identity/'));
    if (hasty.length <= underWay && !began) return [];
    return [{ kind: 'idle', text: `L8: ${hasty.length} requests came at once after a 429 (request ${entry.seq})` }];
  });
}

function judgeEnd(played: Played): Violation[] {
  const found: Violation[] = played.waiting.map(({ id, state }) => ({
    kind: 'stuck',
    text: `${id} is still ${state}`,
  }));
  // What was asked for is counted in the client's own file (find-violations.ts).
  for (const { to, kind } of played.mails.filter((mail) => !['invitation', 'password-reset'].includes(mail.kind)))
    found.push({ kind: 'mail', text: `${kind} was mailed to ${to}, and nobody wanted it` });
  for (const username of played.wrongPasswords)
    found.push({ kind: 'lost', text: `the password of ${username} is another` });
  for (const text of played.errors) found.push({ kind: 'fault', text });
  for (const text of played.refused) found.push({ kind: 'fault', text: `refused: ${text}` });
  const most = Math.ceil(idleMs / (pollMs * 0.9)) * requestsPerPoll;
  const writes = played.idle.filter(({ method }) => method !== 'GET').length;
  if (writes > 0 || played.idle.length > most) {
    found.push({
      kind: 'idle',
      text: `L8: ${played.idle.length} requests (${writes} writes) in ${Math.round(idleMs / 60_000)} minutes without work`,
    });
  }
  return found;
}
