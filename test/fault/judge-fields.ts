/** Judges fields: what was wanted of each, against what HQ took and has. */
import { sameFieldValue } from '#shared/domain/fields.ts';
import type { Json } from '#shared/domain/entities.ts';
import { wasRemoved } from './judge-actions.ts';
import type { Violation } from './judge.ts';
import { flat, stepOf } from './people.ts';
import type { LogEntry, Played } from './played.ts';
import { fieldWishes } from './wishes.ts';
import type { FieldWishes, Wish } from './wishes.ts';

/** One value of one person's field that HQ was asked to take, and took. */
type Application = { seq: number; handled: number; username: string; field: string; value: Json };

/** One field of one person, with all that HQ took of it. */
type Case = FieldWishes & { applications: Application[]; final: Json | undefined; isThere: boolean };

export function judgeFields(played: Played): Violation[] {
  const all = findApplications(played);
  const records = [...played.state.workers, ...played.state.webUsers];
  return fieldWishes(played).flatMap((wanted): Violation[] => {
    const { username } = wanted.person;
    const record = records.find((one) => one['username'] === username);
    const applications = all.filter((one) => one.username === username && one.field === wanted.field);
    const final = record ? flat(record)[wanted.field] : undefined;
    const one = { ...wanted, applications, final, isThere: record !== undefined };
    return [...judgeOrder(one), ...judgeLast(played, one), ...judgeOverwriting(played, one)];
  });
}

/** The values HQ took, in the order it took them. */
function findApplications(played: Played): Application[] {
  return inOrder(played.log).flatMap((entry) => {
    if (!entry.applied || typeof entry.body !== 'object' || entry.body === null) return [];
    const body = flat(entry.body as Record<string, unknown>);
    const username = targetOf(entry, played) ?? body['username'];
    if (typeof username !== 'string') return [];
    // HQ completes the username of a new worker.
    const complete = [...played.usernames.values()].find((one) => one.split('@')[0] === username) ?? username;
    const { seq, handled } = entry;
    return Object.entries(body).map(([field, value]) => ({ seq, handled, username: complete, field, value }));
  });
}

/** As HQ did them: one that was held up comes later than it arrived. */
export function inOrder(log: LogEntry[]): LogEntry[] {
  return log.toSorted((left, right) => left.handled - right.handled);
}

export function targetOf(entry: Pick<LogEntry, 'path'>, { usernames }: Played): string | undefined {
  const id = /\/([0-9a-f]{32})\//.exec(entry.path)?.[1];
  return id === undefined ? undefined : usernames.get(id);
}

function named({ field, person }: FieldWishes): string {
  return `${field} of ${person.username}`;
}

function text(value: Json | undefined): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}

/** L6 and "nothing twice": HQ took each wish once at most, in their order, and none after it was given up. */
function judgeOrder(one: Case): Violation[] {
  const { field, wishes, applications } = one;
  const found: Violation[] = [];
  let next = 0;
  for (const { value, handled } of applications) {
    const is = (wish: Wish) => sameFieldValue(one.person.entity, field, wish.value, value);
    const at = wishes.findIndex((wish, index) => index >= next && is(wish) && !isGivenUp(wish, handled));
    if (at >= 0) {
      next = at + 1;
      continue;
    }
    const earlier = wishes.filter(is);
    // HQ never tells the language back: sending it again after a lost answer is the documented way. Sent again by the person's word.
    if (earlier.some(({ again }) => again) || (field === 'language' && is(wishes[next - 1] ?? never))) continue;
    const what = `${text(value)} (${named(one)})`;
    if (earlier.length === 0) found.push({ kind: 'doubled', text: `${what} was never wanted, and applied` });
    else if (earlier.every((wish) => isGivenUp(wish, handled)))
      found.push({ kind: 'doubled', text: `${what} was given up, and applied after that` });
    else if (is(wishes[next - 1] ?? never)) found.push({ kind: 'doubled', text: `${what} was applied twice` });
    else found.push({ kind: 'order', text: `${what} was applied after ${text(wishes[next - 1]?.value)}, a later one` });
  }
  return found;
}

/** Nobody's wish. */
const never: Wish = { n: -1, value: 'never', isUndo: false, again: false, givenUp: null, batch: null };

function isGivenUp({ givenUp }: Wish, handled: number): boolean {
  return givenUp !== null && givenUp.certain && handled > givenUp.after;
}

/** The last wish reached HQ, and is there unless somebody else wrote since. */
function judgeLast(played: Played, one: Case): Violation[] {
  const { person, field, wishes, applications, final, isThere } = one;
  const { username, entity } = person;
  if (wasRemoved(played, username)) return [];
  const last = wishes.at(-1);
  const taken = applications.at(-1);
  const isFinal = (value: Json) => sameFieldValue(entity, field, value, final);
  if (last && last.givenUp === null && !(taken && sameFieldValue(entity, field, taken.value, last.value))) {
    // An undo of what HQ never had, a place somebody has already: nothing is to be sent.
    const isThereAnyway = (last.isUndo || stepOf(last.value) === null) && isFinal(last.value);
    const isOthers = last.isUndo && stepOf(final)?.by === 'w';
    // A role or profile that another admin had given, or took away again.
    const wasThere = played.adminWrites.some(
      (write) =>
        write.person.username === username &&
        write.field === field &&
        [write.value, write.before].some((value) => sameFieldValue(entity, field, value, last.value)),
    );
    if (isThereAnyway || isOthers || (stepOf(last.value) === null && wasThere)) return [];
    return [{ kind: 'lost', text: `${text(last.value)} (${named(one)}) never reached HQ` }];
  }
  if (!taken) return [];
  if (!isThere) return [{ kind: 'lost', text: `${username} is not at HQ` }];
  const later = played.adminWrites.some(
    (write) => write.person.username === username && write.field === field && write.after >= taken.handled,
  );
  const meanwhile = field === 'last_name' && wasStruckMeanwhile(played, username, taken.handled);
  if (later || meanwhile || isFinal(taken.value)) return [];
  return [{ kind: 'lost', text: `${text(taken.value)} (${named(one)}) was taken, but HQ has ${text(final)}` }];
}

/** Somebody else's value may only be written over by a person's word, or in the gap between our read and our write. */
function judgeOverwriting(played: Played, one: Case): Violation[] {
  const { person, field, applications } = one;
  const { username, entity } = person;
  // HQ never tells the language, so nobody can know what others set (main/engine/README.md, what is not guaranteed).
  if (field === 'language') return [];
  const writes = played.adminWrites.filter((write) => write.person.username === username && write.field === field);
  return writes.flatMap((write): Violation[] => {
    const next = applications.find(({ handled }) => handled > write.after);
    if (!next) return [];
    // Another admin had written over that one before: only the last is still there to be written over.
    if (writes.some(({ n, after }) => n > write.n && after < next.handled)) return [];
    if (field === 'last_name' && wasStruckMeanwhile(played, username, write.after)) return [];
    // Read just before, and written by somebody else after that: the documented gap.
    const read = readJustBefore(played, username, next.seq);
    if (read && read.handled <= write.after) return [];
    const isOurs = (value: Json | undefined) => value !== undefined && sameFieldValue(entity, field, value, next.value);
    const isTheirs = (value: Json | undefined) =>
      value !== undefined && sameFieldValue(entity, field, value, write.value);
    const own = one.wishes.findLast(({ value }) => isOurs(value));
    const seen = played.acknowledged.some(
      (edit) =>
        edit.person.username === username &&
        field in edit.values &&
        edit.n <= (own?.n ?? 0) &&
        isTheirs(edit.truth[field]),
    );
    // What is sent may have stood behind what was decided: the person was asked about both, and their last word goes.
    const upTo = own ? one.wishes.slice(0, one.wishes.indexOf(own) + 1) : [];
    const isOursSoFar = (value: Json | undefined) =>
      value !== undefined && upTo.some((wish) => sameFieldValue(entity, field, value, wish.value));
    const decided = played.decisions.some(
      ({ how, change, values }) =>
        change.localId === person.localId &&
        isTheirs(change.theirs[field]) &&
        ((how === 'retry' && isOursSoFar(change.values[field])) || (how === 'value' && isOursSoFar(values[field]))),
    );
    if (seen || decided) return [];
    const what = `w${write.n} (${named(one)})`;
    return [{ kind: 'overwritten', text: `${what} was written over by ${text(next.value)} and nobody was asked` }];
  });
}

/** Answers that a client cannot read, whatever their status. */
const unreadable: ReadonlySet<string> = new Set(['cut-body', 'html-200', 'drop-after', '500-after']);

/**
 * The record as the client read it for its request `seq`: what it last asked about that person, in the same run.
 *
 * @returns null where it wrote without reading: from what it had kept, or read back after an earlier write
 */
export function readJustBefore(played: Played, username: string, seq: number): LogEntry | null {
  const before = played.log.filter((entry) => entry.seq < seq);
  const last = before.findLast((entry) => targetOf(entry, played) === username);
  if (!last || last.method !== 'GET' || last.status !== 200) return null;
  if (last.faults.some((fault) => unreadable.has(fault))) return null;
  // Each run begins with asking who we are: what was read before that is old.
  const isOld = before.some((entry) => entry.seq > last.seq && entry.path.includes('/api/identity/'));
  return isOld ? null : last;
}

/** The practice HQ's own fault: another admin adds to the last name, just before a request about that person. */
function wasStruckMeanwhile(played: Played, username: string, since: number): boolean {
  return played.log.some(
    ({ handled, faults, path }) =>
      (handled === 0 || handled > since) &&
      faults.includes('edit-meanwhile') &&
      targetOf({ path }, played) === username,
  );
}
