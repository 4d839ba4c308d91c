/** Every field of a worker and of a web user, offline and online, down to what HQ keeps and what was sent. */
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import type { Practice } from '../engine/practice/practice-client.ts';
import { openChange } from './support/changes-screen.ts';
import { addLocation, expectSynced, openPerson, save, startEdit } from './support/person-panel.ts';
import { recordAt, writes } from './support/practice-log.ts';
import { closePracticeWindow, openPracticeWindow } from './support/practice-window.ts';
import { goTo, startRoster, workOffline } from './support/roster-window.ts';
import type { RosterWindow } from './support/roster-window.ts';

const worker = 'amina.mwangi';
const webUser = 'angel.quispe@example.org';

let practice: Practice;
let roster: RosterWindow;
let page: Page;

test.beforeEach(async () => {
  ({ practice, roster, page } = await openPracticeWindow());
});

test.afterEach(() => closePracticeWindow({ practice, roster }));

test('all fields of a worker, edited offline, reach HQ in one request of just those fields', async () => {
  const before = await recordAt(practice, 'worker', worker);
  await workOffline(page, true);
  const panel = await startEdit(page, 'Mobile worker', worker);
  const field = (name: string) => panel.getByRole('textbox', { name, exact: true });
  await field('First name').fill('Aminata');
  await field('Last name').fill('Mwangi-Ōta');
  await field('Email').fill('aminata@example.org');
  await panel.getByRole('button', { name: 'Add a phone number' }).click();
  await field('Phone number 2').fill('+254 700 000 001');
  await panel.getByRole('button', { name: /^Move .* up$/ }).click();
  await panel.getByRole('combobox', { name: 'Language' }).fill('swa');
  await page.keyboard.press('Escape');
  await panel.getByRole('combobox', { name: 'Groups' }).fill('Nurses');
  await page.getByRole('option', { name: 'Nurses' }).click();
  await page.keyboard.press('Escape');
  await addLocation(panel, 'Bela Vista Clinic 1');
  await panel.getByRole('radio', { name: /Bela Vista Clinic 1/ }).click();
  await field('team').fill('Blue');
  await field('notes').fill('');
  await save(panel);
  await expect(page.getByRole('row').filter({ hasText: worker })).toContainText('Aminata Mwangi-Ōta');
  await expect(page.getByRole('contentinfo')).toContainText('1 change saved on this computer');
  expect(await writes(practice)).toEqual([]);

  await workOffline(page, false);
  await expectSynced(page);
  const clinic = await locationId('Bela Vista Clinic 1');
  const nurses = await groupId('Nurses');
  expect(await recordAt(practice, 'worker', worker)).toMatchObject({
    first_name: 'Aminata',
    last_name: 'Mwangi-Ōta',
    email: 'aminata@example.org',
    phone_numbers: ['254700000001', ...(before['phone_numbers'] as string[])],
    language: 'swa',
    groups: expect.arrayContaining([...(before['groups'] as string[]), nurses]),
    locations: [...(before['locations'] as string[]), clinic],
    primary_location: clinic,
    user_data: { ...(before['user_data'] as object), team: 'Blue' },
  });
  const sent = await writes(practice);
  expect(sent).toHaveLength(1);
  expect(sent[0]).toMatchObject({ method: 'PUT', status: 200, applied: true });
  const body = sent[0]?.body as Record<string, unknown>;
  expect(body['user_data']).toEqual({ team: 'Blue' });
  expect(Object.keys(body).sort()).toEqual([
    'email',
    'first_name',
    'groups',
    'language',
    'last_name',
    'locations',
    'phone_numbers',
    'primary_location',
    'user_data',
  ]);
});

test('role, locations, profile and custom data of a web user, offline and then online', async () => {
  await goTo(page, 'Web Users');
  await workOffline(page, true);
  const panel = await startEdit(page, 'Web user', webUser);
  await panel.getByRole('combobox', { name: 'Role' }).fill('App Editor');
  await page.keyboard.press('Escape');
  await panel.getByRole('combobox', { name: 'Profile' }).fill('Clinique – équipe fixe');
  await page.keyboard.press('Escape');
  await addLocation(panel, 'Bela Vista Clinic 1');
  await panel.getByRole('radio', { name: /Bela Vista Clinic 1/ }).click();
  await panel.getByRole('textbox', { name: 'notes' }).fill('Back in May');
  await save(panel);
  await expect(page.getByRole('row').filter({ hasText: webUser })).toContainText('App Editor');
  expect(await writes(practice)).toEqual([]);
  await workOffline(page, false);
  await expectSynced(page);
  const clinic = await locationId('Bela Vista Clinic 1');
  const after = await recordAt(practice, 'web-user', webUser);
  expect(after).toMatchObject({
    role: 'App Editor',
    profile: 'Clinique – équipe fixe',
    primary_location_id: clinic,
    user_data: { notes: 'Back in May' },
  });
  expect(after['assigned_location_ids']).toHaveLength(3);
  const sent = await writes(practice);
  expect(sent.map(({ method, status, applied }) => ({ method, status, applied }))).toEqual([
    { method: 'PATCH', status: 202, applied: true },
  ]);
  expect(sent[0]?.body).toEqual({
    role: 'App Editor',
    profile: 'Clinique – équipe fixe',
    primary_location_id: clinic,
    assigned_location_ids: after['assigned_location_ids'],
    user_data: { notes: 'Back in May' },
  });

  await test.step('online it goes by itself, and only what changed', async () => {
    await practice.control('log', { method: 'DELETE' });
    const again = await startEdit(page, 'Web user', webUser);
    await again.getByRole('textbox', { name: 'notes' }).fill('Back in June');
    await save(again);
    await expectSynced(page);
    expect((await writes(practice)).map(({ body }) => body)).toEqual([{ user_data: { notes: 'Back in June' } }]);
  });
});

test('Escape closes the innermost thing only, and never a form', async () => {
  await workOffline(page, true);
  const panel = await startEdit(page, 'Mobile worker', worker);
  const firstName = panel.getByRole('textbox', { name: 'First name' });
  const question = page.getByRole('dialog', { name: 'Leave without saving?' });
  await firstName.fill('Aminata');

  await test.step('an open drop-down', async () => {
    const groups = panel.getByRole('combobox', { name: 'Groups' });
    await groups.click();
    await expect(groups).toHaveAttribute('aria-expanded', 'true');
    await page.keyboard.press('Escape');
    await expect(groups).toHaveAttribute('aria-expanded', 'false');
    await expectStill();
  });

  await test.step('the tree of locations', async () => {
    await panel.getByRole('button', { name: 'Add or remove locations' }).click();
    await expect(page.getByRole('tree')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('tree')).toBeHidden();
    await expectStill();
  });

  await test.step('nothing: the form stays', async () => {
    await firstName.press('Escape');
    await page.getByRole('grid').focus();
    await page.keyboard.press('Escape');
    await expectStill();
  });

  await test.step('the question of Cancel: back to the form', async () => {
    await panel.getByRole('button', { name: 'Cancel' }).click();
    await expect(question).toBeVisible();
    await page.keyboard.press('Escape');
    await expectStill();
  });

  await test.step('the panel, once it is read again', async () => {
    await save(panel);
    await page.keyboard.press('Escape');
    await expect(panel).toBeHidden();
  });

  async function expectStill(): Promise<void> {
    await expect(question).toBeHidden();
    await expect(firstName).toHaveValue('Aminata');
  }
});

test('Escape in a dialog closes its lists before it closes the dialog', async () => {
  await workOffline(page, true);
  await page.getByRole('button', { name: 'New mobile worker' }).click();
  const dialog = page.getByRole('dialog', { name: 'New mobile worker' });
  const question = page.getByRole('dialog', { name: 'Leave without saving?' });
  await dialog.getByRole('textbox', { name: 'Username' }).fill('zainab');
  await dialog.getByRole('textbox', { name: 'Password' }).fill('Brücke-und-Birke-7');
  await escapeFromLists(dialog);
  await expect(question).toBeHidden();
  await page.keyboard.press('Escape');
  await expect(question).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(question).toBeHidden();
  await dialog.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(dialog).toBeHidden();

  const change = await openChange(page, 'zainab');
  await change.getByRole('button', { name: 'Edit' }).click();
  const edit = page.getByRole('dialog', { name: 'Edit change' });
  await escapeFromLists(edit);
  await page.keyboard.press('Escape');
  await expect(edit).toBeHidden();
  await expect(change).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(change).toBeHidden();
});

async function escapeFromLists(dialog: Locator): Promise<void> {
  await dialog.getByRole('combobox', { name: 'Groups' }).click();
  await expect(page.getByRole('option').first()).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('option')).toHaveCount(0);
  await dialog.getByRole('button', { name: 'Add or remove locations' }).click();
  await page.getByRole('textbox', { name: 'Search locations' }).press('ArrowDown');
  await expect(page.getByRole('tree')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('tree')).toBeHidden();
  // Under a question, or in a dialog that is closing, nothing could be clicked.
  await dialog.getByRole('textbox', { name: 'Email' }).click();
}

test('closing the window does not throw away what was typed', async () => {
  await workOffline(page, true);
  const panel = await startEdit(page, 'Mobile worker', worker);
  const firstName = panel.getByRole('textbox', { name: 'First name' });
  const question = page.getByRole('dialog', { name: 'Leave without saving?' });
  await firstName.fill('Aminata');
  await closeWindow();
  await expect(question).toBeVisible();
  await question.getByRole('button', { name: 'Keep editing' }).click();
  await expect(question).toBeHidden();
  await expect(firstName).toHaveValue('Aminata');
  // Quitting closes the windows first, so it asks as well, and the engine is still there.
  await roster.app.evaluate(({ app }) => {
    app.quit();
  });
  await expect(question).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(question).toBeHidden();
  await save(panel);
  await panel.getByRole('button', { name: 'Edit' }).click();
  await firstName.fill('Amina');
  await closeWindow();
  const ended = roster.app.waitForEvent('close');
  await question.getByRole('button', { name: 'Leave without saving' }).click().catch(unlessClosed);
  await ended;

  roster = await startRoster(roster.userData);
  page = roster.page;
  const details = await openPerson(page, 'Mobile worker', worker);
  await expect(details.getByRole('heading', { level: 2 })).toContainText('Aminata');
});

/** The window may be gone before Playwright has heard that its click was done. */
function unlessClosed(error: unknown): void {
  if (!String(error).includes('has been closed')) throw error;
}

async function closeWindow(): Promise<void> {
  await roster.app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.close();
  });
}

test('what HQ would refuse is said at the field in HQ’s words, and nothing is saved', async () => {
  await workOffline(page, true);
  const panel = await startEdit(page, 'Mobile worker', worker);
  const email = panel.getByRole('textbox', { name: 'Email' });
  await email.fill('not an address');
  await expect(email).toHaveAccessibleDescription("'not an address' is not a valid email address.");
  await expect(panel.getByRole('button', { name: 'Save' })).toBeDisabled();
  await email.fill('fine@example.org');
  await expect(email).toHaveAccessibleDescription('');
  const phone = panel.getByRole('textbox', { name: 'Phone number 1' });
  await phone.fill('12ab');
  await expect(panel.getByRole('group', { name: 'Phone numbers' })).toContainText("'12ab' is not a phone number");
  await phone.fill('254700000009');
  await save(panel);
  const details = await openPerson(page, 'Mobile worker', worker);
  await expect(details).toContainText('fine@example.org');
  await expect(page.getByRole('contentinfo')).toContainText('1 change saved on this computer');
});

type Named = { id: string; name: string };

async function locationId(name: string): Promise<string> {
  return ((await practice.control(`state?entity=location&username=${encodeURIComponent(name)}`)) as Named).id;
}

async function groupId(name: string): Promise<string> {
  return ((await practice.control(`state?entity=group&username=${encodeURIComponent(name)}`)) as Named).id;
}
