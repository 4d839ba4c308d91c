/** What tests of invitations do over and over. */
import { expect } from 'vitest';
import type { FieldValues } from '#shared/domain/entities.ts';
import { startActions } from './action-harness.ts';

/** Invited by the tests; HQ keeps it in lower case. */
export const email = 'New.Person@Example.org';
export const values = { email, role: 'App Editor' };

export async function withInvites() {
  const harness = await startActions();
  await harness.practice.control('settings', { json: { restInvitationMails: true } });
  const { call, recorded, mail, practice } = harness;
  const state = async () =>
    ((await practice.control('state?entity=invitation')) as Record<string, unknown>[]).filter(
      (one) => one['email'] === email.toLowerCase(),
    );
  const invite = async (more: FieldValues = {}) => {
    const changeId = `invite-${String(recorded.length + 1).padStart(4, '0')}`;
    recorded.push(changeId);
    return call('invitations.create', { changeId, values: { ...values, ...more } });
  };
  return {
    ...harness,
    invite,
    state,
    /** Invitations mailed to the person. */
    mails: async () => (await mail()).filter(({ to, kind }) => to === email.toLowerCase() && kind === 'invitation'),
    /** Sent and at HQ; signed in. */
    invited: async (more: FieldValues = {}) => {
      await harness.signIn();
      const { detail } = await invite(more);
      expect(await harness.sync('push')).toMatchObject({ pushed: 1, pending: 0, attention: 0 });
      await harness.requests();
      const [one] = await state();
      return { localId: detail.localId, uuid: String(one?.['id']) };
    },
    atHq: async (uuid: string, edit: object) => {
      await practice.control('edit', { json: { entity: 'invitation', id: uuid, ...edit } });
    },
  };
}
