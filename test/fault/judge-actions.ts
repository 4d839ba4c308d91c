/** Judges what was done to people: what was wanted last of each is what HQ has in the end, and nothing that was given up was done. */
import { opposites } from '#shared/domain/action.ts';
import type { PersonAction } from '#shared/domain/action.ts';
import type { Violation } from './judge.ts';
import type { Acknowledged, Decision, Played } from './played.ts';

/** Actions that decide about the same thing: the last of them counts. */
const access: ReadonlySet<PersonAction | null> = new Set<PersonAction>(['deactivate', 'reactivate', 'remove']);
const links: ReadonlySet<PersonAction | null> = new Set<PersonAction>(['link', 'unlink']);
const resets: ReadonlySet<PersonAction | null> = new Set<PersonAction>(['email-password-reset']);

/** Whether anybody removed them: another admin, or the person here. */
export function wasRemoved(played: Played, username: string): boolean {
  return (
    played.adminWrites.some((one) => one.person.username === username && one.field === null) ||
    played.acknowledged.some((one) => one.action === 'remove' && one.person.username === username)
  );
}

export function judgeActions(played: Played): Violation[] {
  return [
    ...lastOf(played, access).flatMap((act) => judgeAccess(played, act)),
    ...lastOf(played, links).flatMap((act) => judgeLink(played, act)),
    ...lastOf(played, resets).flatMap((act) => judgeReset(played, act)),
    ...judgeGivenUpRemovals(played),
  ];
}

/**
 * The last of these actions of each person, where it still counts. A batch that was taken back leaves everybody as before: to whom it did
 * something, the opposite is. Where that is not certain nobody knows what is wanted. Whoever said the same since, alone or with another
 * batch, still wants it, also where nothing had to be saved then.
 */
function lastOf(played: Played, actions: ReadonlySet<PersonAction | null>): Acknowledged[] {
  const last = new Map<string, Acknowledged>();
  const acts = played.acknowledged.filter(({ action }) => actions.has(action));
  const ends = played.batchEnds.filter(({ how }) => how !== 'retry');
  for (const event of [...acts, ...ends].toSorted((left, right) => left.order - right.order)) {
    if ('person' in event) {
      last.set(event.person.username, event);
      continue;
    }
    for (const [username, act] of last) {
      if (act.batch !== event.batch) continue;
      const back = opposites[act.action ?? 'resend'];
      if (event.certain && back) last.set(username, { ...act, action: back, order: event.order, batch: null });
      else last.delete(username);
    }
  }
  return [...last.values()].filter(
    (act) =>
      act.person.entity !== 'invitation' &&
      !played.decisions.some((decision) => endsAction(decision, act) && !isTakenBack(played, decision)),
  );
}

/**
 * Given up by the person: the action itself, or the new worker it was for. A removal has taken in all before it: one that was taken as
 * done ends them, too; one that was given up brings them back.
 */
function endsAction({ how, order, change }: Decision, act: Acknowledged): boolean {
  if (!['discard', 'done', 'theirs'].includes(how) || change.localId !== act.person.localId) return false;
  if (change.kind === 'create') return true;
  return order > act.order && (change.action === act.action || (change.action === 'remove' && how !== 'discard'));
}

function isTakenBack({ decisions }: Played, { change, order }: Decision): boolean {
  return decisions.some((one) => one.how === 'unresolve' && one.change.id === change.id && one.order > order);
}

function recordOf({ state }: Played, { person }: Acknowledged): Record<string, unknown> | undefined {
  return [...state.workers, ...state.webUsers].find(
    (one) => one['username'] === person.username && one['deleted'] !== true && one['is_member'] !== false,
  );
}

/** Who was deactivated last is deactivated, whoever was removed is not there. */
function judgeAccess(played: Played, act: Acknowledged): Violation[] {
  const { n, action, person } = act;
  const record = recordOf(played, act);
  if (action === 'remove') {
    return record ? [{ kind: 'lost', text: `v${n}: ${person.username} was to be removed, and is still there` }] : [];
  }
  if (!record) return [];
  const active = person.entity === 'web-user' ? record['is_active_in_domain'] : record['is_active'];
  if (active === (action === 'reactivate')) return [];
  const is = active ? 'active' : 'not active';
  return [{ kind: 'lost', text: `v${n}: ${person.username} was to be ${action}d, and is ${is}` }];
}

function judgeLink(played: Played, act: Acknowledged): Violation[] {
  const record = recordOf(played, act);
  if (!record || record['personalid_link_active'] === (act.action === 'link')) return [];
  const is = String(record['personalid_link_active']);
  return [{ kind: 'lost', text: `v${act.n}: ${act.person.username} was to be ${act.action}ed, and is ${is}` }];
}

/** Whoever is still there was mailed. */
function judgeReset(played: Played, act: Acknowledged): Violation[] {
  const { username } = act.person;
  const mailed = played.mails.some(({ kind, about }) => kind === 'password-reset' && about === username);
  if (mailed || !recordOf(played, act) || wasRemoved(played, username)) return [];
  return [{ kind: 'lost', text: `v${act.n}: ${username} was to be mailed for a new password, and was not` }];
}

/** A removal the person gave up for certain, and did not want again, was not done after that. */
function judgeGivenUpRemovals(played: Played): Violation[] {
  return played.decisions
    .filter((one) => one.how === 'discard' && one.certain && one.change.action === 'remove')
    .filter((one) => !isTakenBack(played, one))
    .flatMap(({ after, order, change }): Violation[] => {
      const person = played.acknowledged.find((one) => one.person.localId === change.localId)?.person;
      const again = played.acknowledged.some(
        (one) => one.action === 'remove' && one.person.localId === change.localId && one.order > order,
      );
      const id = [...played.usernames].find(([, username]) => username === person?.username)?.[0];
      if (!person || again || id === undefined) return [];
      const done = played.log.find(
        ({ handled, applied, method, path }) =>
          applied && handled > after && path.includes(id) && (method === 'DELETE' || path.includes('/remove/')),
      );
      return done
        ? [{ kind: 'doubled', text: `the removal of ${person.username} was given up, and done after that` }]
        : [];
    });
}

/** Who was invited has one invitation with the role wanted last, except where it was taken back. */
export function judgeInvitations(played: Played): Violation[] {
  return played.acknowledged
    .filter(({ kind }) => kind === 'invite')
    .flatMap(({ person, order }): Violation[] => {
      const { username: email, localId } = person;
      const there = played.state.invitations.filter((one) => one['email'] === email && one['deleted'] !== true);
      const own = played.decisions.filter(({ change }) => change.localId === localId);
      const again = own.some(({ how }) => how === 'send-again');
      if (there.length > 1 && !again) return [{ kind: 'doubled', text: `${email} was invited ${there.length} times` }];
      const ended = own.filter(({ how, order: at }) => ['discard', 'done', 'theirs'].includes(how) && at > order);
      if (ended.some(({ change }) => change.kind === 'create' || change.kind === 'delete')) return [];
      if (wasRemoved(played, email)) {
        return there.length > 0
          ? [{ kind: 'lost', text: `the invitation of ${email} was to be deleted, and is there` }]
          : [];
      }
      if (there.length === 0) return [{ kind: 'lost', text: `${email} was never invited` }];
      return ended.some(({ change }) => 'role' in change.values) ? [] : judgeRole(played, localId, there[0]?.['role']);
    });
}

function judgeRole(played: Played, localId: string, role: unknown): Violation[] {
  const last = played.acknowledged.findLast(({ person, values }) => person.localId === localId && 'role' in values);
  if (!last || last.values['role'] === role) return [];
  const { person, values, n } = last;
  return [
    {
      kind: 'lost',
      text: `v${n}: ${person.username} was to be invited as ${JSON.stringify(values['role'])}, not ${JSON.stringify(role)}`,
    },
  ];
}
