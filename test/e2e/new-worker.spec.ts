/** New mobile workers, from the first letter of a name to what HQ keeps: one by one, one after another, and several from a spreadsheet. */
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { inspectScreen } from './support/inspect-screen.ts';
import { expectSynced } from './support/person-panel.ts';
import { recordAt, writes } from './support/practice-log.ts';
import { closePracticeWindow, openPracticeWindow } from './support/practice-window.ts';
import type { PracticeWindow } from './support/practice-window.ts';
import { goTo, workOffline } from './support/roster-window.ts';
import { connectionFacts, signInWith } from './support/sign-in.ts';

/** A window, a sign-in, two runs and two pictures in four looks each. */
test.setTimeout(300_000);

const password = 'Brücke-und-Birke-7';
const suffix = '@practice-project.commcarehq.org';

async function openForm(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: 'New mobile worker' }).click();
  return page.getByRole('dialog', { name: 'New mobile worker', exact: true });
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

  await test.step('required fields are marked, and told when missing', async () => {
    await expect(dialog).toContainText('Fields marked with * are required');
    // The project's own definitions come with the run after the sign-in.
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

  await test.step('created offline, and another one that keeps what is alike', async () => {
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Leave without saving' }).click();
    await workOffline(page, true);
    await openForm(page);
    await username.fill(`Zoe.New${suffix}`);
    await secret.fill(password);
    await dialog.getByRole('textbox', { name: 'First name' }).fill('Zoé');
    await dialog.getByRole('button', { name: 'Add a phone number' }).click();
    await dialog.getByRole('textbox', { name: 'Phone number 1' }).fill('+243 99-123');
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
    await expect(secret).toHaveValue('');
    await expect(dialog.getByRole('textbox', { name: 'team', exact: true })).toHaveValue('north');
    await username.fill('zoe new');
    await expect(dialog).toContainText('already taken or reserved');
  });

  await test.step('several from a spreadsheet: problems at their rows, those without are made', async () => {
    await dialog.getByRole('button', { name: 'Paste several…' }).click();
    const several = page.getByRole('dialog', { name: 'New mobile workers from a spreadsheet' });
    const rows = [
      'username\tfirst name\tteam',
      'Ada One\tAda\t',
      'ada.one\tTwice\t',
      'zoe.new\tHere\t',
      'bo\tBo\tsouth',
    ];
    await several.getByRole('textbox').fill(rows.join('\n'));
    const table = several.getByRole('table');
    await expect(table.getByRole('row', { name: /ada\.one.*Twice/ })).toContainText('in the rows twice');
    await expect(table.getByRole('row', { name: /zoe\.new/ })).toContainText('already taken');
    await several.getByRole('button', { name: 'Generate missing passwords' }).click();
    await expect(several.getByRole('status')).toHaveText('2 without problems, 2 with problems.');
    await inspectScreen(roster, 'new-workers-pasted');
    await several.getByRole('button', { name: 'Create the 2 without problems' }).click();
    await expect(several.getByRole('status')).toHaveText('0 without problems, 2 with problems.');
    await several.getByRole('button', { name: 'Cancel' }).click();
    await page
      .getByRole('dialog', { name: 'Leave without saving?' })
      .getByRole('button', { name: 'Leave without saving' })
      .click();
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
    ]);
    expect(await recordAt(practice, 'worker', `zoe.new${suffix}`)).toMatchObject({
      first_name: 'Zoé',
      phone_numbers: ['24399123'],
      profile_id: '12',
      user_data: { team: 'north' },
    });
    expect(await recordAt(practice, 'worker', `ada.one${suffix}`)).toMatchObject({ user_data: { team: 'north' } });
    expect(await recordAt(practice, 'worker', `bo${suffix}`)).toMatchObject({ user_data: { team: 'south' } });
    const check = { username: `zoe.new${suffix}`, password };
    expect(await practice.control('check-password', { json: check })).toEqual({ matches: true });
  });

  await closePracticeWindow(opened);
});
