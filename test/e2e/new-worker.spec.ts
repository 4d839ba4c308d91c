/** New mobile workers, from the first letter of a name to what HQ keeps: one by one, one after another, and several from a spreadsheet. */
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { inspectScreen } from './support/inspect-screen.ts';
import { changeRow, discard, openChange } from './support/changes-screen.ts';
import { addLocation, expectSynced } from './support/person-panel.ts';
import { idAt, recordAt, writes } from './support/practice-log.ts';
import { closePracticeWindow, openPracticeWindow } from './support/practice-window.ts';
import type { PracticeWindow } from './support/practice-window.ts';
import { goTo, workOffline } from './support/roster-window.ts';
import { connectionFacts, signInWith } from './support/sign-in.ts';
import { tabStops } from './support/tab-stops.ts';

/** A window, a sign-in, two runs and two pictures in four looks each. */
test.setTimeout(300_000);

const password = 'Brücke-und-Birke-7';
const suffix = '@practice-project.commcarehq.org';

async function openForm(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: 'New mobile worker' }).click();
  return page.getByRole('dialog', { name: 'New mobile worker', exact: true });
}

/** From a form that has something typed, which is not carried along, nor dropped unasked. */
async function pasteSeveral(page: Page, dialog: Locator): Promise<void> {
  await dialog.getByRole('button', { name: 'Paste several…' }).click();
  const question = page.getByRole('dialog', { name: 'Leave without saving?' });
  await question.getByRole('button', { name: 'Leave without saving' }).click();
}

async function signIn({ page, practice }: PracticeWindow): Promise<void> {
  await (await connectionFacts(page)).getByRole('button', { name: 'Sign in to HQ…' }).click();
  await signInWith(page, practice.hq.signIn.password);
  await goTo(page, 'Mobile Workers');
}

test('a new worker: what is required, names HQ has, strength, another one, several pasted; HQ has them as shown', async () => {
  const opened = await openPracticeWindow();
  const { page, practice, roster } = opened;
  await signIn(opened);

  const dialog = await openForm(page);
  const username = dialog.getByRole('textbox', { name: 'Username' });
  const secret = dialog.getByRole('textbox', { name: 'Password' });

  await test.step('P5.7: every stop of the form, and back by Escape', async () => {
    // The project's own definitions come with the run after the sign-in.
    await expect(dialog.getByText('team *')).toBeVisible({ timeout: 30_000 });
    await expect(username).toBeFocused();
    expect(await tabStops(page, dialog)).toEqual([
      'textbox Username',
      'textbox Password',
      'button Show or hide what is typed',
      'button Generate',
      'textbox PersonalID account',
      // One stop for the group: the arrow keys choose.
      'radio You set the password now',
      'textbox First name',
      'textbox Last name',
      'textbox Email',
      'button Add a phone number',
      'combobox Language',
      'combobox Groups',
      'combobox Profile',
      'button Add or remove locations',
      'textbox notes',
      'textbox programme',
      'textbox start_date',
      'textbox team',
      'combobox worker_type',
      'textbox Name of another field',
      'checkbox Create another',
      'button Paste several…',
      'button Cancel',
      'button Create',
      'button Close',
    ]);
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await expect(page.getByRole('button', { name: 'New mobile worker' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(username).toBeFocused();
  });

  await test.step('required fields are marked, and told when missing', async () => {
    await expect(dialog).toContainText('Fields marked with * are required');
    await expect(dialog.getByText('team *')).toBeVisible({ timeout: 30_000 });
    await dialog.getByRole('button', { name: 'Create', exact: true }).click();
    for (const problem of ['Username is required.', 'Password is required.', 'team is required.'])
      await expect(dialog).toContainText(problem);
    await inspectScreen(roster, 'new-worker-missing');
  });

  await test.step('the username as HQ will store it, and what HQ says of it', async () => {
    await username.fill('Zoe  New');
    await expect(dialog).toContainText(`zoe.new${suffix} – free at HQ`);
    await username.fill(`zoe@elsewhere.commcarehq.org`);
    await expect(dialog).toContainText(`should be '${suffix}'`);
    // Since the run after the sign-in: only HQ knows.
    const known = { entity: 'worker', create: true, set: { username: `zoe.known${suffix}` } };
    await practice.control('edit', { json: known });
    await username.fill('zoe.known');
    await expect(dialog).toContainText('Username zoe.known is already taken');
    await username.fill(`Zoe.New${suffix}`);
    await expect(dialog).toContainText(`zoe.new${suffix} – free at HQ`);
  });

  await test.step('the password’s strength, a made-up one, and none for who confirms the account', async () => {
    await secret.fill('zoenew1');
    await expect(dialog).toContainText('At least 8 characters.');
    await dialog.getByRole('button', { name: 'Generate' }).click();
    await expect(secret).toHaveValue(/^\w{12}$/);
    await expect(dialog).toContainText('Very strong');
    await dialog.getByRole('radio', { name: /HQ mails the link at once/ }).check();
    await expect(secret).toBeHidden();
    await expect(dialog).toContainText("You must provide the user's email");
    await dialog.getByRole('radio', { name: 'You set the password now' }).check();
    await expect(secret).toBeVisible();
  });

  await test.step('M-06: of pasted names HQ is asked as well, and its words are at the row', async () => {
    // Made and deleted since the run after the sign-in: the mirror never knew them, and HQ keeps the name.
    const gone = { entity: 'worker', create: true, set: { username: `zoe.gone${suffix}` } };
    await practice.control('edit', { json: gone });
    await practice.control('edit', { json: { entity: 'worker', username: `zoe.gone${suffix}`, remove: true } });
    await pasteSeveral(page, dialog);
    const several = page.getByRole('dialog', { name: 'New mobile workers from a spreadsheet' });
    await several
      .getByRole('textbox')
      .fill(`username\tpassword\tteam\nzoe.gone\t${password}\tx\nzoe.free\t${password}\tx`);
    const table = several.getByRole('table');
    await expect(table.getByRole('row', { name: /zoe\.gone/ })).toContainText('Username zoe.gone is already taken');
    await expect(several).toContainText('HQ was asked whether the usernames are free.');
    await expect(table.getByRole('row', { name: /zoe\.free/ })).not.toContainText('taken');
    await expect(several.getByRole('status')).toHaveText('1 without problems, 1 with problems.');
    await several.getByRole('textbox').focus();
    expect(await tabStops(page, several)).toEqual([
      'textbox Rows copied from a spreadsheet',
      // What scrolls: the arrow keys move it.
      'group New mobile workers',
      'button Cancel',
      'button Create the 1 without problems',
      'button Close',
    ]);
    await inspectScreen(roster, 'new-workers-at-hq');
    await several.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Leave without saving' }).click();
    await expect(several).toBeHidden();
  });

  await test.step('created offline, and another one that keeps what is alike', async () => {
    await workOffline(page, true);
    await openForm(page);
    await username.fill(`Zoe.New${suffix}`);
    await secret.fill(password);
    await dialog.getByRole('textbox', { name: 'First name' }).fill('Zoé');
    await dialog.getByRole('textbox', { name: 'Last name' }).fill('N’Sele');
    await dialog.getByRole('textbox', { name: 'Email' }).fill('zoe@example.org');
    for (const [at, phone] of ['+243 99-123', '254 700 1', '24399123'].entries()) {
      await dialog.getByRole('button', { name: 'Add a phone number' }).click();
      await dialog.getByRole('textbox', { name: `Phone number ${at + 1}` }).fill(phone);
    }
    await dialog
      .getByRole('combobox', { name: 'Language' })
      .or(dialog.getByRole('textbox', { name: 'Language' }))
      .fill('swa');
    await dialog.getByRole('textbox', { name: 'team', exact: true }).fill('north');
    await dialog.getByRole('combobox', { name: 'Profile' }).click();
    await page.getByRole('option', { name: 'Clinique – équipe fixe' }).click();
    // What it fixes is shown, and not asked.
    await expect(dialog).toContainText('Fixed by the profile Clinique – équipe fixe.');
    await expect(dialog.getByRole('textbox', { name: 'programme', exact: true })).toHaveValue('clinic');
    await inspectScreen(roster, 'new-worker-filled');
    await dialog.getByRole('checkbox', { name: 'Create another' }).check();
    await dialog.getByRole('button', { name: 'Create', exact: true }).click();
    await expect(dialog.getByRole('status').first()).toContainText(`zoe.new${suffix} is saved`);
    await expect(username).toHaveValue('');
    await expect(username).toBeFocused();
    await expect(secret).toHaveValue('');
    for (const name of ['First name', 'Last name', 'Email'])
      await expect(dialog.getByRole('textbox', { name })).toHaveValue('');
    await expect(dialog.getByRole('textbox', { name: 'team', exact: true })).toHaveValue('north');
    await username.fill('zoe new');
    await expect(dialog).toContainText('already taken or reserved');
  });

  await test.step('several from a spreadsheet: problems at their rows, those without are made', async () => {
    await pasteSeveral(page, dialog);
    const several = page.getByRole('dialog', { name: 'New mobile workers from a spreadsheet' });
    const rows = [
      'username\tfirst name\tteam\tlanguage',
      'Ada One\tAda\t\t',
      'ada.one\tTwice\t\t',
      'zoe.new\tHere\t\t',
      'bo\tBo\tsouth\tfra',
    ];
    await several.getByRole('textbox').fill(rows.join('\n'));
    const table = several.getByRole('table');
    await expect(table.getByRole('row', { name: /ada\.one.*Twice/ })).toContainText('in the rows twice');
    await expect(table.getByRole('row', { name: /zoe\.new/ })).toContainText('already taken');
    await expect(several).toContainText('HQ cannot be asked about 2 of 2 usernames now');
    await several.getByRole('button', { name: 'Generate missing passwords' }).click();
    await expect(several.getByRole('status')).toHaveText('2 without problems, 2 with problems.');
    await inspectScreen(roster, 'new-workers-pasted');
    await expect(several).toContainText('Note it down now');
    await several.getByRole('button', { name: 'Create the 2 without problems' }).click();
    await expect(several.getByRole('status')).toHaveText('2 saved. 0 without problems, 2 with problems.');
    // Who is saved is gone from the rows; a password made here can be read this once.
    const typed = several.getByRole('textbox', { name: 'Rows copied from a spreadsheet' });
    await expect(typed).toHaveValue(`${[rows[0], rows[2], rows[3]].join('\n')}\n`);
    const made = several.getByRole('textbox', { name: 'Generated passwords of the workers that are saved' });
    await expect(made).toHaveValue(new RegExp(`^ada\\.one${suffix}\\t\\S{12,}\\nbo${suffix}\\t\\S{12,}$`));
    // Put right, the rest is made; nobody is made twice, nor in the way of it.
    await expect(table.getByRole('row', { name: /ada\.one.*Twice/ })).toContainText('already taken');
    await typed.fill([rows[0], 'ada.two\tSecond\tnorth\t', 'cy.four\tCy\tnorth\t'].join('\n'));
    await several.getByRole('button', { name: 'Generate missing passwords' }).click();
    await several.getByRole('button', { name: 'Create all' }).click();
    await expect(several.getByRole('status')).toHaveText('4 saved.');
    await expect(made).toHaveValue(/^ada\.one.*\nbo.*\nada\.two.*\ncy\.four.*$/);
    await several.getByRole('button', { name: 'Close' }).last().click();
    await expect(several).toBeHidden();
  });

  await test.step('HQ has them as shown, each asked for once, and knows the password', async () => {
    await practice.control('log', { method: 'DELETE' });
    await workOffline(page, false);
    await expectSynced(page);
    const made = (await writes(practice)).filter(({ method, path }) => method === 'POST' && path.endsWith('/user/v1/'));
    expect(made.map(({ status, body }) => [status, (body as { username: string }).username])).toEqual([
      [201, `zoe.new${suffix}`],
      [201, `ada.one${suffix}`],
      [201, `bo${suffix}`],
      [201, `ada.two${suffix}`],
      [201, `cy.four${suffix}`],
    ]);
    expect(await recordAt(practice, 'worker', `zoe.new${suffix}`)).toMatchObject({
      first_name: 'Zoé',
      last_name: 'N’Sele',
      email: 'zoe@example.org',
      // Digits, each once, in the order they were given: the first is the default.
      phone_numbers: ['24399123', '2547001'],
      profile_id: '12',
      user_data: { team: 'north' },
      language: 'swa',
    });
    expect(await recordAt(practice, 'worker', `ada.one${suffix}`)).toMatchObject({
      user_data: { team: 'north' },
      // Chosen in the form the rows were pasted from.
      language: 'swa',
    });
    expect(await recordAt(practice, 'worker', `bo${suffix}`)).toMatchObject({
      user_data: { team: 'south' },
      language: 'fra',
    });
    const check = { username: `zoe.new${suffix}`, password };
    expect(await practice.control('check-password', { json: check })).toEqual({ matches: true });
    expect(made[0]?.body).not.toHaveProperty('default_phone_number');
  });

  await test.step('M-16: the first phone number is the default at HQ', async () => {
    const answer = await practice.ask(`user/v1/${await idAt(practice, 'worker', `zoe.new${suffix}`)}/`);
    expect(answer.json()).toMatchObject({ default_phone_number: '24399123' });
  });

  await test.step('M-10, M-12, M-19: one who confirms by mail, one whose group goes meanwhile, one whose place HQ drops', () =>
    troubled(opened));

  await closePracticeWindow(opened);
});

/** Three made offline: HQ mails the first, refuses the second at the group (the name is lost), and drops the place of the third. */
async function troubled({ page, practice }: PracticeWindow): Promise<void> {
  await goTo(page, 'Mobile Workers');
  await workOffline(page, true);
  const dialog = await openForm(page);
  const username = dialog.getByRole('textbox', { name: 'Username' });
  const save = async (): Promise<void> => {
    await dialog.getByRole('button', { name: 'Create', exact: true }).click();
    await expect(dialog.getByRole('status').first()).toContainText(`${suffix} is saved`);
    await expect(username).toHaveValue('');
  };
  await dialog.getByRole('textbox', { name: 'team', exact: true }).fill('north');
  await dialog.getByRole('checkbox', { name: 'Create another' }).check();
  await username.fill('mia.mail');
  await dialog.getByRole('radio', { name: /HQ mails the link at once/ }).check();
  await dialog.getByRole('textbox', { name: 'Email' }).fill('mia@example.org');
  await save();
  await dialog.getByRole('radio', { name: 'You set the password now' }).check();
  await username.fill('lea.place');
  await dialog.getByRole('textbox', { name: 'Password' }).fill(password);
  await addLocation(dialog, 'Bela Vista Clinic 1');
  await save();
  await username.fill('gus.group');
  await dialog.getByRole('textbox', { name: 'Password' }).fill(password);
  await dialog.getByRole('button', { name: /Remove .*Bela Vista Clinic 1/ }).click();
  await dialog.getByRole('combobox', { name: 'Groups' }).fill('Nurses');
  await page.getByRole('option', { name: 'Nurses' }).click();
  await page.keyboard.press('Escape');
  await dialog.getByRole('checkbox', { name: 'Create another' }).uncheck();
  await dialog.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(dialog).toBeHidden();

  // Both go while the first of them is on its way: nobody here can know.
  const match = { method: 'POST', path: '/user/v1/' };
  const place = { entity: 'location', username: 'Bela Vista Clinic 1', set: { archived: true } };
  const group = { entity: 'group', username: 'Nurses', remove: true };
  for (const edit of [place, group])
    await practice.control('faults', { json: { match, kind: 'edit-meanwhile', edit, times: 1 } });
  await practice.control('log', { method: 'DELETE' });
  await workOffline(page, false);
  await expect(page.getByRole('contentinfo')).toContainText('2 need you', { timeout: 30_000 });
  expect(await practice.control('mail')).toMatchObject([{ to: 'mia@example.org', kind: 'account-confirmation' }]);
  expect(await recordAt(practice, 'worker', `mia.mail${suffix}`)).toMatchObject({
    email: 'mia@example.org',
    is_account_confirmed: false,
  });
  expect(await recordAt(practice, 'worker', `lea.place${suffix}`)).toMatchObject({ locations: [] });
  const sent = (await writes(practice)).map(({ method, status }) => `${method} ${status}`);
  // Nobody is made twice; what was dropped went once more, by itself.
  expect(sent.sort()).toEqual(['POST 201', 'POST 201', 'POST 400', 'PUT 400']);

  const dropped = await openChange(page, 'lea.place');
  await expect(dropped).toContainText('Could not find location ids');
  await discard(dropped);
  await expect(changeRow(page, 'lea.place')).toHaveCount(0);
  const refused = await openChange(page, 'gus.group');
  await expect(refused).toContainText('Unable to save groups');
  await refused.getByRole('button', { name: 'Edit' }).click();
  const edit = page.getByRole('dialog', { name: 'Edit change' });
  await edit.getByRole('textbox', { name: 'Username' }).fill('Gus Group');
  await expect(edit).toContainText('failed half way');
  await edit.getByRole('textbox', { name: 'Username' }).fill('gus.two');
  await edit.getByRole('combobox', { name: 'Groups' }).press('Backspace');
  await edit.getByRole('button', { name: 'Save' }).click();
  await expect(edit).toBeHidden();
  await expectSynced(page);
  expect(await recordAt(practice, 'worker', `gus.two${suffix}`)).toMatchObject({
    groups: [],
    user_data: { team: 'north' },
  });
}
