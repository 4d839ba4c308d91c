import { expect, it } from 'vitest';
import { email, withInvites } from '../../../helpers/invitation-harness.ts';

it('an address given anew while the lane of its old holder is waited for is not called taken', async () => {
  const harness = await withInvites();
  const { signIn, invite, practice, sync, changes, call, fault } = harness;
  await signIn();
  const { changeId } = await invite();
  const set = { email: email.toLowerCase(), role: 'Read Only' };
  await practice.control('edit', { json: { entity: 'invitation', create: true, set } });
  await sync('pull');
  const { rows } = await call('invitations.list', {});
  const twin = rows.find((row) => row.email === email.toLowerCase() && row.localId !== `new-${changeId}`);
  await call('people.edit', {
    changeId: 'edit-0001',
    entity: 'invitation',
    localId: twin?.localId ?? '',
    patch: { role: 'Field Implementer' },
  });
  await fault({ match: { method: 'POST', path: 're:invite' }, kind: 'delay', ms: 1500, times: 1 });
  const running = sync('push');
  await expect
    .poll(async () => (await call('changes.get', { id: 'edit-0001' })).state, { timeout: 5000 })
    .toBe('sending');
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(await call('changes.get', { id: changeId })).toMatchObject({ state: 'queued' });
  await call('changes.edit', { id: changeId, patch: { email: 'quite.another@example.org' } });
  await running;
  expect((await changes()).map(({ id, state }) => ({ id, state }))).not.toContainEqual({
    id: changeId,
    state: 'conflict',
  });
});
