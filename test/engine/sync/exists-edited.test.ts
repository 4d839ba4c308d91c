import { expect, it } from 'vitest';
import { startHarness } from '../../helpers/engine-harness.ts';
import { email, withInvites } from '../../helpers/invitation-harness.ts';

it('a name that is taken stays a question when the create is edited in the Changes screen without another name', async () => {
  const { open, sync, call, practice, writes } = await startHarness({ sync: { secondLookMs: 10 } });
  await open();
  await sync('pull');
  const id = 'create-0001';
  await call('mobileWorkers.create', {
    changeId: id,
    values: { username: 'nia.test', first_name: 'Nia' },
    password: 'Long-pass-1',
  });
  await practice.ask('user/v1/', {
    method: 'POST',
    json: { username: 'nia.test', password: 'Other-pass-1', first_name: 'Else' },
  });
  await sync('push');
  expect(await call('changes.get', { id })).toMatchObject({ state: 'conflict' });
  await writes();
  await call('changes.edit', { id, patch: { last_name: 'More' } });
  expect.soft(await call('changes.get', { id })).toMatchObject({ state: 'conflict' });
  await sync('push');
  expect(await writes()).toEqual([]);
});

it('so does the address of an invitation that is edited without another one', async () => {
  const { invite, signIn, practice, sync, changes, call, mails } = await withInvites();
  await signIn();
  const set = { email: email.toLowerCase(), role: 'Read Only' };
  await practice.control('edit', { json: { entity: 'invitation', create: true, set } });
  const { changeId } = await invite();
  await sync('push');
  expect(await changes()).toMatchObject([{ id: changeId, state: 'conflict' }]);
  await call('changes.edit', { id: changeId, patch: { role: 'Field Implementer' } });
  const [edited] = await changes();
  expect(edited).toMatchObject({ id: changeId, state: 'conflict' });
  expect(edited?.fields).toContainEqual(expect.objectContaining({ field: 'role', yours: 'Field Implementer' }));
  expect(await mails()).toHaveLength(0);
});
