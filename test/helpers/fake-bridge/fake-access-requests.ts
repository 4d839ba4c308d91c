/** Who asked to be let in, in the fake. */
import type { AccessRequestRow, AccessRequests } from '#shared/domain/access-request.ts';
import type { MethodParams } from '#shared/ipc/contract.ts';
import type { Result } from '#shared/ipc/result.ts';
import { fail, ok } from '#shared/ipc/result.ts';

const told: AccessRequestRow[] = [
  { id: 'r1', name: 'Grace Achieng', email: 'grace@example.org', approval: null },
  { id: 'r2', name: 'محمد الأحمد', email: 'm.ahmad@example.org', approval: null },
];

/** @param invite saves the invitation that an approval is */
export function fakeAccessRequestAnswers(
  signedIn: () => boolean,
  invite: (input: MethodParams<'invitations.create'>) => Result<unknown>,
) {
  let known: AccessRequests = { requests: [], asOf: null };
  return {
    'accessRequests.list': () => ok(known),
    'accessRequests.read': () => {
      if (!signedIn()) return fail('credential', 'HQ tells this only on its web pages: sign in first.');
      known = { requests: told, asOf: Date.now() };
      return ok(known);
    },
    'accessRequests.approve': ({ changeId, id, values }: MethodParams<'accessRequests.approve'>) => {
      const request = known.requests.find((one) => one.id === id);
      if (!request) return fail('not-found', 'HQ does not list this access request any more.');
      const approval = { changeId, state: 'queued' as const };
      known = { ...known, requests: known.requests.map((one) => (one.id === id ? { ...one, approval } : one)) };
      return invite({ changeId, values: { ...values, email: request.email } });
    },
    'accessRequests.delete': ({ id }: MethodParams<'accessRequests.delete'>) => {
      known = { ...known, requests: known.requests.filter((one) => one.id !== id) };
      return ok(known);
    },
  };
}
