/** Judges what was done to people: what was wanted last of each is what HQ has in the end. */
import type { Violation } from './judge.ts';
import type { Acknowledged, Played } from './played.ts';

/** Whether anybody removed them: another admin, or the person here. */
export function wasRemoved(played: Played, username: string): boolean {
  return (
    played.adminWrites.some((one) => one.person.username === username && one.field === null) ||
    played.acknowledged.some((one) => one.action === 'remove' && one.person.username === username)
  );
}

/** Who was deactivated last is deactivated, whoever was removed is not there. */
export function judgeActions(played: Played): Violation[] {
  const last = new Map<string, Acknowledged>();
  for (const act of played.acknowledged) {
    if (act.action === 'deactivate' || act.action === 'reactivate' || act.action === 'remove')
      last.set(act.person.username, act);
  }
  return [...last.values()].flatMap((act) => judgeAction(played, act));
}

function judgeAction(played: Played, { n, action, person }: Acknowledged): Violation[] {
  const { entity, username, localId } = person;
  // Given up by the person after HQ or the rules said no: nothing is wanted any more.
  const givenUp = played.decisions.some(
    ({ how, change }) => ['discard', 'done', 'theirs'].includes(how) && change.localId === localId,
  );
  if (givenUp || entity === 'invitation') return [];
  const { workers, webUsers } = played.state;
  const record = [...workers, ...webUsers].find((one) => one['username'] === username && one['deleted'] !== true);
  if (action === 'remove') {
    return record ? [{ kind: 'lost', text: `v${n}: ${username} was to be removed, and is still there` }] : [];
  }
  if (!record) return [];
  const active = entity === 'web-user' ? record['is_active_in_domain'] : record['is_active'];
  if (active === (action === 'reactivate')) return [];
  return [
    { kind: 'lost', text: `v${n}: ${username} was to be ${action}d, and is ${active ? 'active' : 'not active'}` },
  ];
}

/** Who was invited has one invitation, except where it was taken back. */
export function judgeInvitations(played: Played): Violation[] {
  return played.acknowledged
    .filter(({ kind }) => kind === 'invite')
    .flatMap(({ person }): Violation[] => {
      const { username: email, localId } = person;
      const there = played.state.invitations.filter((one) => one['email'] === email && one['deleted'] !== true).length;
      const again = played.decisions.some(({ how, change }) => how === 'send-again' && change.localId === localId);
      if (there > 1 && !again) return [{ kind: 'doubled', text: `${email} was invited ${there} times` }];
      const givenUp = played.decisions.some(
        ({ how, change }) => ['discard', 'done'].includes(how) && change.localId === localId,
      );
      if (givenUp) return [];
      if (wasRemoved(played, email)) {
        return there > 0 ? [{ kind: 'lost', text: `the invitation of ${email} was to be deleted, and is there` }] : [];
      }
      return there === 0 ? [{ kind: 'lost', text: `${email} was never invited` }] : [];
    });
}
