/**
 * Judges a run from outside: what each acknowledged edit wanted, against what HQ was asked, has and mailed. Knows nothing of the
 * engine's files or rules; each value was made once only, so that every trace of it tells which edit it comes from.
 */
import { judgeActions, judgeInvitations, wasRemoved } from './judge-actions.ts';
import { flat, isNewcomer, stepOf } from './people.ts';
import { idleMs } from './played.ts';
import type { Acknowledged, LogEntry, Played } from './played.ts';

export type Violation = {
  kind: 'lost' | 'doubled' | 'stuck' | 'order' | 'overwritten' | 'mail' | 'law' | 'idle' | 'fault';
  text: string;
};

/** One value of one person's field that HQ was asked to take, and took. */
type Application = { handled: number; username: string; field: string; n: number; isCreate: boolean };

/** The engine polls every five minutes (a tenth less or more); a listing is two handshake calls and five lists. */
const pollMs = 300_000;
const requestsPerPoll = 7;

export function judge(played: Played): Violation[] {
  const applications = findApplications(played);
  return [
    ...judgeFields(played, applications),
    ...judgeCreates(played),
    ...judgeActions(played),
    ...judgeInvitations(played),
    ...judgeOrder(applications),
    ...judgeEnd(played),
  ];
}

/** The values of ours that HQ took, in the order it took them. */
function findApplications(played: Played): Application[] {
  return inOrder(played.log).flatMap((entry) => {
    if (!entry.applied || typeof entry.body !== 'object' || entry.body === null) return [];
    const body = flat(entry.body as Record<string, unknown>);
    const username = targetOf(entry, played) ?? body['username'];
    if (typeof username !== 'string') return [];
    return Object.entries(body).flatMap(([field, value]) => {
      const made = stepOf(value);
      if (made?.by !== 'v') return [];
      return [{ handled: entry.handled, username, field, n: made.n, isCreate: entry.method === 'POST' }];
    });
  });
}

/** As HQ did them: one that was held up comes later than it arrived. */
function inOrder(log: LogEntry[]): LogEntry[] {
  return log.toSorted((left, right) => left.handled - right.handled);
}

function targetOf(entry: LogEntry, { usernames }: Played): string | undefined {
  const id = /\/([0-9a-f]{32})\//.exec(entry.path)?.[1];
  return id === undefined ? undefined : usernames.get(id);
}

type Wish = { n: number; username: string; field: string };

function judgeFields(played: Played, applications: Application[]): Violation[] {
  const wishes = new Map<string, Wish[]>();
  for (const { n, person, values } of played.acknowledged) {
    for (const field of Object.keys(values)) {
      const key = `${person.username} ${field}`;
      wishes.set(key, [...(wishes.get(key) ?? []), { n, username: person.username, field }]);
    }
  }
  return [...wishes.values()].flatMap((own) => judgeField(played, own, applications));
}

/** One field of one person. @param wishes what we wanted there, in order */
function judgeField(played: Played, wishes: Wish[], all: Application[]): Violation[] {
  const last = wishes.at(-1);
  if (!last) return [];
  const { username, field } = last;
  const what = `${field} of ${username}`;
  const applications = all.filter((one) => one.username === username && one.field === field);
  const violations: Violation[] = [];
  for (const { n } of wishes) {
    const times = applications.filter((one) => one.n === n).length;
    // HQ never tells the language back: sending it again after a lost answer is the documented way.
    if (times > 1 && field !== 'language' && !wasDecided(played, 'retry', n)) {
      violations.push({ kind: 'doubled', text: `v${n} (${what}) was applied ${times} times` });
    }
  }
  const record = [...played.state.workers, ...played.state.webUsers].find((one) => one['username'] === username);
  if (wasRemoved(played, username)) return violations;
  const wanted = wishes.findLast(({ n }) => !wasDecided(played, 'discard', n));
  const taken = applications.at(-1);
  if (wanted && wanted === last && taken?.n !== last.n) {
    violations.push({ kind: 'lost', text: `v${last.n} (${what}) never reached HQ` });
    return violations;
  }
  if (!taken || !record) {
    if (taken && !record) violations.push({ kind: 'lost', text: `${username} is not at HQ` });
    return violations;
  }
  const later = played.adminWrites.some(
    (one) => one.person.username === username && one.field === field && one.after >= taken.handled,
  );
  const meanwhile = field === 'last_name' && wasStruckMeanwhile(played, username, taken.handled);
  const final = stepOf(flat(record)[field]);
  if (!later && !meanwhile && final?.n !== taken.n) {
    violations.push({
      kind: 'lost',
      text: `v${taken.n} (${what}) was taken, but HQ has ${JSON.stringify(flat(record)[field])}`,
    });
  }
  return [...violations, ...judgeOverwriting(played, { what, username, field }, applications)];
}

/** Somebody else's value may only be written over by a person's word, or in the gap between our read and our write. */
function judgeOverwriting(
  played: Played,
  { what, username, field }: { what: string; username: string; field: string },
  applications: Application[],
): Violation[] {
  // HQ never tells the language, so nobody can know what others set (main/engine/README.md, what is not guaranteed).
  if (field === 'language') return [];
  const writes = played.adminWrites.filter((write) => write.person.username === username && write.field === field);
  return writes.flatMap((write): Violation[] => {
    const next = applications.find(({ handled }) => handled > write.after);
    if (!next) return [];
    // Another admin had written over that one before: only the last is still there to be written over.
    if (writes.some(({ n, after }) => n > write.n && after < next.handled)) return [];
    const read = inOrder(played.log).findLast(
      (entry) =>
        entry.method === 'GET' &&
        entry.handled > 0 &&
        entry.handled < next.handled &&
        entry.status === 200 &&
        targetOf(entry, played) === username,
    );
    // HQ had not been read since: the documented gap.
    if (!read || read.handled <= write.after) return [];
    const seen = played.acknowledged.some(
      (edit) =>
        edit.person.username === username &&
        field in edit.values &&
        edit.n <= next.n &&
        stepOf(edit.truth[field])?.n === write.n,
    );
    const decided = played.decisions.some(
      ({ how, change }) =>
        how === 'retry' && stepOf(change.values[field])?.n === next.n && stepOf(change.theirs[field])?.n === write.n,
    );
    if (seen || decided) return [];
    return [{ kind: 'overwritten', text: `w${write.n} (${what}) was written over by v${next.n} and nobody was asked` }];
  });
}

/** The practice HQ's own fault: another admin adds to the last name, just before a request about that person. */
function wasStruckMeanwhile(played: Played, username: string, since: number): boolean {
  return played.log.some(
    (entry) => entry.handled > since && entry.faults.includes('edit-meanwhile') && targetOf(entry, played) === username,
  );
}

function wasDecided(played: Played, how: 'retry' | 'discard', n: number): boolean {
  return played.decisions.some(
    ({ how: done, change }) =>
      (done === how || (how === 'discard' && done === 'theirs')) &&
      (Object.values(change.values).some((value) => stepOf(value)?.n === n) || change.localId === newcomer(played, n)),
  );
}

/** Edits of a person whose create was discarded go with it. */
function newcomer(played: Played, n: number): string | undefined {
  const edit = played.acknowledged.find((one) => one.n === n);
  return edit && isNewcomer(edit.person) ? edit.person.localId : undefined;
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
  return played.decisions.some(({ how, change }) => how === 'discard' && change.localId === person.localId);
}

/** L6: HQ takes one person's field in the order it was edited here. */
function judgeOrder(applications: Application[]): Violation[] {
  const last = new Map<string, number>();
  return applications.flatMap(({ username, field, n }): Violation[] => {
    const key = `${username} ${field}`;
    const before = last.get(key) ?? -1;
    last.set(key, Math.max(before, n));
    return n < before ? [{ kind: 'order', text: `v${n} (${field} of ${username}) came after v${before}` }] : [];
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
      text: `L8: ${played.idle.length} requests (${writes} writes) in ${idleMs / 60_000} minutes without work`,
    });
  }
  return found;
}
