/** Where REST does not give the locations, HQ's pages do: what they tell, what stays of REST's, and when each has the word. */
import { expect, it } from 'vitest';
import { z } from 'zod';
import { startHarness } from '../../helpers/engine-harness.ts';
import type { Harness } from '../../helpers/engine-harness.ts';
import { assertLaws, assertQuiet } from '../../helpers/assert-laws.ts';

const clinic = 'Amara Clinic 1';
const idSchema = z.object({ id: z.string() });

const settings = (h: Harness, json: object) => h.practice.control('settings', { json });
const editPlace = (h: Harness, json: object) => h.practice.control('edit', { json: { entity: 'location', ...json } });
const places = async (h: Harness) => (await h.call('lookups.get', {})).locations;
const place = async (h: Harness, id: string) => (await places(h)).find((each) => each.id === id);
const idOf = async (h: Harness, name: string) =>
  idSchema.parse(await h.practice.control(`state?entity=location&username=${name}`)).id;
const ability = async (h: Harness) => (await h.call('connection.get', {})).capabilities['list-locations'];
const unavailable = async (h: Harness) =>
  (await h.call('sync.status', {})).unavailable.find(({ entity }) => entity === 'location')?.error.message;

/** With lists in pages of 25: 60 locations make several. */
async function signedIn(): Promise<Harness> {
  const h = await startHarness({ sync: { pageSize: 25 } });
  await h.open();
  await h.signIn();
  return h;
}

it('are read from HQ’s pages where the plan has no API: ids and paths, and nothing that is not told', async () => {
  const h = await signedIn();
  await settings(h, { planApi: false });
  await h.requests();
  await h.sync('pull');
  const asked = (await h.requests()).filter(({ path }) => path.includes('location_search'));
  expect(asked.map(({ path }) => path.replace(/^.*\?/, ''))).toEqual([
    'q=&page=1&page_limit=25',
    'q=&page=2&page_limit=25',
    'q=&page=3&page_limit=25',
  ]);
  expect(await places(h)).toHaveLength(60);
  expect(await place(h, await idOf(h, clinic))).toMatchObject({ parentId: null, siteCode: '', typeName: '' });
  expect((await place(h, await idOf(h, clinic)))?.name).toMatch(/^[^/]+\/[^/]+\/Amara Clinic 1$/);
  expect(await ability(h)).toMatchObject({ can: true });
  expect(await unavailable(h)).toBeUndefined();
  // REST gives them again: with all there is to them, each once.
  await settings(h, { planApi: true });
  await h.sync('pull');
  expect(await places(h)).toHaveLength(60);
  expect(await place(h, await idOf(h, clinic))).toMatchObject({ name: clinic, typeName: 'Clinic' });
  expect((await place(h, await idOf(h, clinic)))?.parentId).not.toBeNull();
  await h.requests();
  await h.sync('pull');
  expect((await h.requests()).filter(({ path }) => path.includes('location_search'))).toEqual([]);
  await h.engine.shutdown();
  await assertQuiet(h.folder, h.practice);
  assertLaws(h.folder, []);
});

it('keep what REST told while the path is the same, and each list has the word on its own', async () => {
  const h = await signedIn();
  await h.sync('pull');
  const id = await idOf(h, clinic);
  const before = await place(h, id);
  const district = (await place(h, before?.parentId ?? ''))?.name ?? '';
  const other =
    (await places(h)).find(({ parentId, id: each }) => parentId === before?.parentId && each !== id)?.id ?? '';
  await settings(h, { planApi: false });
  const made = idSchema.parse(
    await editPlace(h, { create: true, set: { name: 'New Post', site_code: 'new_post', parent_id: before?.parentId } }),
  ).id;
  await editPlace(h, { id: other, set: { name: 'Renamed Clinic' } });
  await h.sync('pull');
  expect(await place(h, id)).toEqual(before);
  expect((await place(h, made))?.name).toMatch(new RegExp(`/${district}/New Post$`));
  expect(await place(h, other)).toMatchObject({ parentId: null, siteCode: '' });
  expect((await place(h, other))?.name).toMatch(/\/Renamed Clinic$/);
  // One that REST told may lie where the pages do not show it to this account: it stays. What the pages told goes by their word.
  await editPlace(h, { id, remove: true });
  await editPlace(h, { id: made, remove: true });
  await h.sync('pull');
  await h.sync('pull');
  expect(await place(h, id)).toEqual(before);
  expect(await place(h, made)).toBeUndefined();
  await settings(h, { planApi: true });
  await h.sync('pull');
  await h.sync('pull');
  expect(await place(h, id)).toBeUndefined();
  expect(await place(h, other)).toMatchObject({ name: 'Renamed Clinic', parentId: before?.parentId });
});

it('want a sign-in where REST may not give them, and say so; not any more once it may', async () => {
  const h = await signedIn();
  await settings(h, { planApi: false });
  await h.sync('pull');
  await h.engine.call('account.signOut', {});
  const { obstacle, why, how } = await ability(h);
  expect(obstacle).toBe('not-signed-in');
  expect(why).toContain('plan does not include API access');
  expect(why).toContain('HQ’s own web pages do it for whoever is signed in.');
  expect(how).toContain('Sign in');
  await h.sync('pull');
  expect(await unavailable(h)).toContain('API access');
  expect(await places(h)).toHaveLength(60);
  await settings(h, { planApi: true });
  await h.sync('pull');
  expect(await unavailable(h)).toBeUndefined();
  expect(await ability(h)).toMatchObject({ can: true });
});

it('are for every role: one that may edit people and no locations gives somebody one of them', async () => {
  const h = await signedIn();
  const permissions = { access_api: true, access_all_locations: true, edit_web_users: true };
  await h.practice.control('edit', {
    json: { entity: 'role', create: true, set: { name: 'People only', permissions } },
  });
  await h.editAtHq('web-user', h.account.username, { role: 'People only' });
  await h.sync('pull');
  expect(await places(h)).toHaveLength(60);
  expect(await ability(h)).toMatchObject({ can: true });
  const id = await idOf(h, clinic);
  const user = (await h.call('webUsers.list', {})).rows.find(({ isAdmin, facts }) => !isAdmin && facts?.self === false);
  const patch = { primary_location_id: id, assigned_location_ids: [id] };
  await h.call('people.edit', { changeId: 'edit-0001', entity: 'web-user', localId: user?.localId ?? '', patch });
  await h.sync();
  expect(await h.atHq('web-user', user?.username ?? '')).toMatchObject(patch);
});

it('are not there without the plan’s locations, on either way: nothing else is held up by it', async () => {
  const h = await signedIn();
  await h.sync('pull');
  await settings(h, { planLocations: false });
  // What the form of an invitation said counts for an hour.
  h.ahead(2 * 3_600_000);
  expect(await h.sync('pull')).toMatchObject({ done: true, error: null, hold: null });
  expect((await ability(h)).obstacle).toBe('plan-locations');
  expect(await unavailable(h)).not.toBeUndefined();
});
