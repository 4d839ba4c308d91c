/** What the person let go in the end, because it would not go whatever they tried: each needs a reason that HQ shows. */
import type { FieldValues } from '#shared/domain/entities.ts';
import { wasRemoved } from './judge-actions.ts';
import type { Violation } from './judge.ts';
import { flat, stepOf } from './people.ts';
import type { GivenUp, LogEntry, Played } from './played.ts';

export function judgeGivenUp(played: Played): Violation[] {
  return played.givenUp
    .filter((one) => !isExplained(played, one))
    .map(({ change, person }) => {
      const what = `${change.id} (${change.action ?? `${change.kind} of ${Object.keys(change.values).join(', ')}`})`;
      const whom = person?.username ?? change.localId;
      return {
        kind: 'lost',
        text: `${what} of ${whom} never went, is ${change.state} and was given up, and HQ shows no reason`,
      };
    });
}

function isExplained(played: Played, given: GivenUp): boolean {
  const { person } = given;
  if (!person) return false;
  if (wasRemoved(played, person.username) || wasNeverMade(played, given)) return true;
  return wasRefused(played, given) || clashes(played, given) || isAgainstRules(played, given);
}

/** Whoever is not there because their create was given up, or because the person said it was done though HQ never got it. */
function wasNeverMade({ decisions, log }: Played, { change, person }: GivenUp): boolean {
  const name = person?.username ?? change.localId;
  const reached = log.some(({ method, applied, body }) => method === 'POST' && applied && holds(body, name));
  return decisions.some(
    (one) =>
      (one.how === 'discard' || (one.how === 'done' && !reached)) &&
      one.change.kind === 'create' &&
      one.change.localId === change.localId,
  );
}

function holds(body: unknown, name: string): boolean {
  return JSON.stringify(body ?? '').includes(name);
}

/** HQ was asked since the network is well, and did not do it. */
function wasRefused(played: Played, given: GivenUp): boolean {
  return played.log.some(
    (entry) =>
      entry.seq > given.since &&
      entry.method !== 'GET' &&
      entry.faults.length === 0 &&
      !entry.applied &&
      // A form that is refused comes back as a page.
      (entry.path.includes('/api/') ? entry.status >= 400 : true) &&
      entry.status < 500 &&
      entry.status !== 401 &&
      entry.status !== 429 &&
      isAbout(played, entry, given),
  );
}

/** Whether it carries a value of the change, or is another request than an edit of the person it is about. */
function isAbout(played: Played, { path, method, body }: LogEntry, { change, person }: GivenUp): boolean {
  const username = person?.username ?? '';
  const id = [...played.usernames].find(([, one]) => one === username)?.[0];
  const sent = JSON.stringify(body ?? '');
  if (change.kind === 'create') return method === 'POST' && sent.includes(username.split('@')[0] ?? username);
  const isTheirs = (id !== undefined && path.includes(id)) || sent.includes(username);
  const isEdit = method === 'PUT' || method === 'PATCH';
  if (change.kind !== 'update') return !isEdit && isTheirs;
  return isEdit && isTheirs && Object.keys(change.values).some((field) => field in flatBody(body));
}

function flatBody(body: unknown): FieldValues {
  return typeof body === 'object' && body !== null ? flat(body as Record<string, unknown>) : {};
}

/** Another admin's value is in the way (a guard of the role: the role itself), or somebody of the same name that HQ has. */
function clashes({ state, adminWrites }: Played, { change, person }: GivenUp): boolean {
  if (change.state !== 'conflict') return false;
  if ('*exists*' in change.theirs) return state.workers.some(({ username }) => username === person?.username);
  return Object.entries(change.theirs).some(([field, theirs]) =>
    adminWrites.some(
      (write) =>
        write.person.username === person?.username &&
        write.field === (guards.has(field) ? 'role' : field) &&
        (field === permissionsGuard || stepOf(theirs)?.n === write.n || theirs === write.value),
    ),
  );
}

/** HQ's rights of a role have no name of their own. */
const permissionsGuard = '*permissions*';
const guards: ReadonlySet<string> = new Set(['*role*', permissionsGuard]);

/**
 * Rules which the client knows and asks before it asks HQ: nobody without PersonalID can be linked, nor mailed without an address, nor a new
 * password while they log in with PersonalID; an account that waits for the worker's own confirmation is not reactivated; and nobody's own role is changed, nor the last admin's, nor is their access taken. Such a change is refused (not waiting, nor asked about), and HQ was not
 * asked.
 */
function isAgainstRules({ state }: Played, { change, person, isProtected }: GivenUp): boolean {
  const takesAccess = change.action === 'deactivate' || change.action === 'remove' || 'role' in change.values;
  if (isProtected && takesAccess) return change.state === 'rejected';
  const record = [...state.workers, ...state.webUsers].find(({ username }) => username === person?.username);
  if (change.action === 'link' || change.action === 'unlink') return record?.['personalid_link_active'] === null;
  if (change.action === 'reactivate') return change.state === 'rejected' && record?.['is_account_confirmed'] === false;
  if (change.action !== 'email-password-reset') return false;
  return record?.['email'] === '' || record?.['personalid_link_active'] === true;
}
