/** Finding web users and places by the keyboard, offline: what is shown is what the practice HQ has. */
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { z } from 'zod';
import type { Practice } from '../engine/practice/practice-client.ts';
import { expectSynced } from './support/person-panel.ts';
import { editAtHq, idAt, recordAt, writes } from './support/practice-log.ts';
import { closePracticeWindow, openPracticeWindow } from './support/practice-window.ts';
import type { PracticeWindow } from './support/practice-window.ts';
import { arrowTo, shiftTabTo, tabTo } from './support/press-to.ts';
import { focused } from './support/tab-stops.ts';
import { goTo, workOffline } from './support/roster-window.ts';

const webUser = 'angel.quispe@example.org';
const region = 'Northern Highlands';
const clinics = ['Amara Clinic 1', 'Pointe-Noire Clinic 1'] as const;

const usersSchema = z.array(
  z.looseObject({
    username: z.string(),
    first_name: z.string(),
    last_name: z.string(),
    role: z.string(),
    is_member: z.boolean(),
    is_active_in_domain: z.boolean(),
    assigned_location_ids: z.array(z.string()),
  }),
);
type User = z.infer<typeof usersSchema>[number];
const placesSchema = z.array(z.looseObject({ id: z.string(), name: z.string(), parent_id: z.string().nullable() }));

let opened: PracticeWindow;
let practice: Practice;
let page: Page;

test.beforeEach(async () => {
  opened = await openPracticeWindow();
  ({ practice, page } = opened);
});

test.afterEach(() => closePracticeWindow(opened));

const grid = (): Locator => page.getByRole('grid', { name: 'Web Users' });

/** Members as HQ has them. */
async function members(): Promise<User[]> {
  return usersSchema.parse(await practice.control('state?entity=web-user')).filter((user) => user.is_member);
}

/** The ids of a location and of all below it, by what HQ says of parents. */
async function below(name: string): Promise<ReadonlySet<string>> {
  const places = placesSchema.parse(await practice.control('state?entity=location'));
  const found = new Set(places.filter((place) => place.name === name).map(({ id }) => id));
  for (let before = 0; before !== found.size;) {
    before = found.size;
    for (const { id, parent_id: parent } of places) if (parent !== null && found.has(parent)) found.add(id);
  }
  return found;
}

/** The list has these people and no others. */
async function expectShown(users: readonly User[]): Promise<void> {
  const names = users.map(({ username }) => username).sort();
  await expect(grid()).toHaveAttribute('aria-rowcount', String(names.length + 1));
  const rows = grid().getByRole('row').filter({ hasText: '@' });
  await expect(rows).toHaveCount(names.length);
  for (const name of names) await expect(rows.filter({ hasText: name })).not.toHaveCount(0);
}

/** The item of a tree that the arrow keys have reached. */
async function activeItem(tree: Locator): Promise<Locator> {
  const id = (await tree.getAttribute('aria-activedescendant')) ?? '';
  return page.locator(`[id="${id}"]`);
}

async function arrowToItem(tree: Locator, name: string): Promise<Locator> {
  for (let step = 0; step < 80; step += 1) {
    const item = await activeItem(tree);
    if ((await item.getByText(name, { exact: true }).count()) === 1) return item;
    await page.keyboard.press('ArrowDown');
  }
  throw new Error(`The arrow keys do not lead to ${name}.`);
}

test('filters by place with all below it, by text, role and status, offline: just whom HQ has', async () => {
  await goTo(page, 'Web Users');
  await workOffline(page, true);
  const everybody = await members();
  const places = await below(region);
  const there = everybody.filter((user) => user.assigned_location_ids.some((id) => places.has(id)));
  // Some at the region's districts, some at its clinics, and others elsewhere.
  expect(there.length).toBeGreaterThan(2);
  expect(there.length).toBeLessThan(everybody.filter((user) => user.assigned_location_ids.length > 0).length);

  await test.step('W-37: a place and everything below it, by keyboard', async () => {
    const filter = page.getByRole('button', { name: 'Location: any location' });
    await tabTo(page, filter);
    await page.keyboard.press('Enter');
    const search = page.getByRole('textbox', { name: 'Search locations' });
    await expect(search).toBeFocused();
    await page.keyboard.type('northern');
    await page.keyboard.press('ArrowDown');
    const tree = page.getByRole('tree', { name: 'Location' });
    await expect(tree).toBeFocused();
    await arrowToItem(tree, region);
    await page.keyboard.press('Enter');
    await expect(tree).toBeHidden();
    const chosen = page.getByRole('button', { name: `Location: ${region} and everything below it` });
    await expect(chosen).toBeFocused();
    await expectShown(there);
  });

  await test.step('with a role, with a status, with text: those of whom all is true', async () => {
    const { role } = there[0] ?? { role: '' };
    const roleFilter = page.getByRole('combobox', { name: 'Role' });
    await roleFilter.fill(role);
    await page.getByRole('option', { name: role, exact: true }).click();
    await expectShown(there.filter((user) => user.role === role));
    await page.getByRole('button', { name: 'Clear filters' }).click();
    const status = page.getByRole('combobox', { name: 'Status' });
    await status.click();
    await page.getByRole('option', { name: 'Deactivated' }).click();
    await expectShown(everybody.filter((user) => !user.is_active_in_domain));
    await page.getByRole('button', { name: 'Clear filters' }).click();
  });

  await test.step('W-37: text finds name and address, whatever the case and the accents; nobody is nobody', async () => {
    const search = page.getByRole('searchbox', { name: 'Search', exact: true });
    const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
    const named = everybody.find((user) => plain(user.last_name) !== user.last_name.toLowerCase())?.last_name ?? '';
    expect(named).not.toBe('');
    for (const text of [plain(named).toUpperCase(), 'quispe', 'practice.admin']) {
      await search.fill(text);
      const found = ({ first_name: first, last_name: last, username }: User): boolean =>
        plain(`${first} ${last} ${username}`).includes(plain(text));
      await expectShown(everybody.filter(found));
    }
    await search.fill('nobody.is.called.this');
    await expect(page.getByText('Nobody matches')).toBeVisible();
    await page.getByRole('main').getByRole('button', { name: 'Clear filters' }).first().click();
    await expect(grid()).toHaveAttribute('aria-rowcount', String(everybody.length + 1));
  });
  expect(await writes(practice)).toEqual([]);
});

test('E-07, E-08: locations by the keyboard alone: found, unfolded, chosen, one made primary, and HQ has them', async () => {
  const had = await idAt(practice, 'location', 'Bela Vista');
  await editAtHq(practice, 'web-user', webUser, { assigned_location_ids: [had], primary_location_id: had });
  await page.getByRole('contentinfo').getByRole('button', { name: 'Sync now' }).press('Enter');
  await expectSynced(page);
  await practice.control('log', { method: 'DELETE' });
  await goTo(page, 'Web Users');
  await page.keyboard.press('Control+f');
  await page.keyboard.type(webUser);
  await expect(grid()).toHaveAttribute('aria-rowcount', '2');
  await tabTo(page, grid());
  await page.keyboard.press('Enter');
  const panel = page.getByRole('complementary', { name: 'Web user details' });
  await expect(panel.getByRole('heading', { level: 2 })).toBeFocused();
  await tabTo(page, panel.getByRole('button', { name: 'Edit' }));
  await page.keyboard.press('Enter');
  const open = panel.getByRole('button', { name: 'Add or remove locations' });
  await tabTo(page, open);
  await page.keyboard.press('Enter');
  const search = page.getByRole('textbox', { name: 'Search locations' });
  const tree = page.getByRole('tree', { name: 'Locations' });

  await test.step('found by its name, below all that is above it', async () => {
    await expect(search).toBeFocused();
    await page.keyboard.type('amara clinic');
    await expect(tree.getByRole('treeitem')).toHaveText([/^Northern Highlands/, /^Amara/, /^Amara Clinic 1/]);
    await page.keyboard.press('ArrowDown');
    await expect(tree).toBeFocused();
    const item = await arrowToItem(tree, clinics[0]);
    await page.keyboard.press('Enter');
    await expect(item).toHaveAttribute('aria-selected', 'true');
  });

  await test.step('unfolded level by level, chosen, folded again', async () => {
    await page.keyboard.press('Shift+Tab');
    await expect(search).toBeFocused();
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Delete');
    await page.keyboard.press('ArrowDown');
    const top = await arrowToItem(tree, 'Région Côtière');
    await expect(top).toHaveAttribute('aria-expanded', 'false');
    await page.keyboard.press('ArrowRight');
    await expect(top).toHaveAttribute('aria-expanded', 'true');
    await expect(await arrowToItem(tree, 'Pointe-Noire')).toHaveAttribute('aria-level', '2');
    await page.keyboard.press('ArrowRight');
    const clinic = await arrowToItem(tree, clinics[1]);
    await page.keyboard.press('Space');
    await expect(clinic).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('Home');
    await arrowToItem(tree, 'Région Côtière');
    await page.keyboard.press('ArrowLeft');
    await expect(tree.getByText(clinics[1], { exact: true })).toHaveCount(0);
    await page.keyboard.press('Escape');
    await expect(tree).toBeHidden();
    await expect(open).toBeFocused();
  });

  await test.step('another one is made primary by the arrow keys; saved, HQ has just that', async () => {
    await shiftTabTo(page, panel.getByRole('radio', { name: /Bela Vista\u2069/ }));
    expect(await focused(page)).toMatch(/^radio .*Bela Vista/);
    await arrowTo(page, panel.getByRole('radio', { name: new RegExp(clinics[1]) }));
    await expect(panel.getByRole('radio', { name: new RegExp(clinics[1]) })).toBeChecked();
    await page.keyboard.press('Control+s');
    await expect(panel.getByRole('button', { name: 'Edit' })).toBeFocused();
    await expectSynced(page);
    const [first, second] = [
      await idAt(practice, 'location', clinics[0]),
      await idAt(practice, 'location', clinics[1]),
    ];
    const wanted = { assigned_location_ids: [had, first, second], primary_location_id: second };
    expect((await writes(practice)).map(({ method, body, status }) => [method, status, body])).toEqual([
      ['PATCH', 202, wanted],
    ]);
    expect(await recordAt(practice, 'web-user', webUser)).toMatchObject(wanted);
  });
});
