/** HQ's own word in place of a role ("Dimagi User"): a fact of the page, never a role of the project. */
import { expect, it } from 'vitest';
import { startHarness } from '../../helpers/engine-harness.ts';
import type { Harness } from '../../helpers/engine-harness.ts';

const rows = async (h: Harness) => (await h.call('webUsers.list', { status: 'all', limit: 500 })).rows;
const other = async (h: Harness) => (await rows(h)).find(({ facts }) => facts?.self === false)?.username ?? '';
const rowOf = async (h: Harness, name: string) => (await rows(h)).find(({ username }) => username === name);
const roles = async (h: Harness) => (await h.call('lookups.get', {})).roles;

it('is told from a role where the page is all there is', async () => {
  const h = await startHarness();
  await h.open();
  await h.editAtHq('web-user', h.account.username, { role: 'Read Only' });
  await h.signIn();
  await h.sync('pull');
  const username = await other(h);
  await h.editAtHq('web-user', username, { role: '', page_role: 'Enterprise User' });
  await h.sync('pull');
  const row = await rowOf(h, username);
  expect(row).toMatchObject({ role: '', facts: { pseudoRole: 'Enterprise User' } });
  const { readOnly, values } = await h.call('people.get', { entity: 'web-user', key: row?.localId ?? '' });
  expect([readOnly['pseudo_role'], values['role']]).toEqual(['Enterprise User', '']);
  expect(await roles(h)).not.toContain('Enterprise User');
});

it('is a role where the project has one of that name, by whatever way it is told', async () => {
  const h = await startHarness();
  const word = 'Dimagi User';
  await h.open();
  await h.signIn();
  await h.sync('pull');
  const username = await other(h);
  await h.editAtHq('web-user', username, { role: '', page_role: word });
  await h.sync('pull');
  expect(await rowOf(h, username)).toMatchObject({ role: '', facts: { pseudoRole: word } });
  expect(await roles(h)).not.toContain(word);
  await h.practice.control('edit', { json: { entity: 'role', create: true, set: { name: word } } });
  await h.editAtHq('web-user', username, { role: word });
  await h.sync('pull');
  expect(await rowOf(h, username)).toMatchObject({ role: word, facts: { pseudoRole: null } });
  expect(await roles(h)).toContain(word);
  // The page alone says it now.
  await h.practice.control('settings', { json: { planApi: false } });
  await h.sync('pull');
  expect(await rowOf(h, username)).toMatchObject({ role: word, facts: { pseudoRole: null } });
});
