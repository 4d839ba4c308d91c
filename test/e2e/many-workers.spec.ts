/** Many mobile workers at once, and one worker through everything before HQ ever saw them; down to what HQ keeps. */
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import type { Practice } from '../engine/practice/practice-client.ts';
import { openChange } from './support/changes-screen.ts';
import { inspectScreen } from './support/inspect-screen.ts';
import { addLocation, expectSynced, openPerson, save, startEdit } from './support/person-panel.ts';
import { editAtHq, recordAt, writes } from './support/practice-log.ts';
import { closePracticeWindow, openPracticeWindow } from './support/practice-window.ts';
import type { PracticeWindow } from './support/practice-window.ts';
import { goTo, workOffline, zoomedPicture } from './support/roster-window.ts';
import { connectionFacts, signInWith } from './support/sign-in.ts';
import { expectAllReachable } from './support/zoom.ts';
import { sampleSize } from './support/sample-size.ts';

/** A window, a sign-in, several runs and pictures in four looks. */
test.setTimeout(300_000);

const suffix = '@practice-project.commcarehq.org';

type Worker = { username: string; deleted: boolean; is_active: boolean };

async function signIn({ page, practice }: PracticeWindow): Promise<void> {
  await (await connectionFacts(page)).getByRole('button', { name: 'Sign in to HQ…' }).click();
  await signInWith(page, practice.hq.signIn.password);
  await goTo(page, 'Mobile Workers');
}

type Place = { id: string; name: string; archived: boolean };
type Group = { id: string; name: string; deleted: boolean };

/** One whose name no other name holds, so that it is found by it. */
function alone<Item extends { name: string }>(items: readonly Item[]): Item {
  const item = items.find(({ name }) => items.filter((other) => other.name.includes(name)).length === 1);
  if (!item) throw new Error('the sample has no such name');
  return item;
}

async function somePlace(practice: Practice): Promise<Place> {
  const places = (await practice.control('state?entity=location')) as Place[];
  return alone(places.filter(({ archived }) => !archived));
}

async function someGroup(practice: Practice): Promise<Group> {
  const groups = (await practice.control('state?entity=group')) as Group[];
  return alone(groups.filter(({ deleted }) => !deleted));
}

/** Opens what is offered for all that are chosen. */
async function forChosen(page: Page, offer: string): Promise<Locator> {
  await page
    .getByRole('toolbar', { name: 'Selected people' })
    .getByRole('button', { name: offer, exact: true })
    .click();
  return page.getByRole('dialog');
}

test('bulk: locations, language, a custom field, unlink and link: HQ has them of everybody, and of nobody else', async () => {
  const opened = await openPracticeWindow();
  const { page, practice, roster } = opened;
  const all = (await practice.control('state?entity=worker')) as Worker[];
  const active = all.filter(({ deleted, is_active }) => !deleted && is_active);
  const [one = '', two = '', other = ''] = active.map(({ username }) => username);
  const chosen = [one, two];
  // What marks them, so that a search finds these two and nobody else.
  for (const username of chosen)
    await editAtHq(practice, 'worker', username, {
      email: `${username.split('@')[0]}@pair.example`,
      personalid_link_active: true,
    });
  const before = await recordAt(practice, 'worker', other);
  await practice.control('settings', { json: { workerLimit: active.length + 1 } });
  await signIn(opened);
  const search = page.getByRole('searchbox', { name: 'Search', exact: true });
  await search.fill('pair.example');
  await expect(page.getByText(`2 of ${sampleSize}`)).toBeVisible({ timeout: 30_000 });
  const grid = page.getByRole('grid', { name: 'Mobile Workers' });
  await expect(grid.getByRole('row').filter({ hasText: 'Active' })).toHaveCount(2, { timeout: 30_000 });
  await practice.control('log', { method: 'DELETE' });
  const choose = async (): Promise<void> => {
    await grid.focus();
    await page.keyboard.press('Control+a');
    await expect(page.getByRole('toolbar', { name: 'Selected people' })).toContainText('2');
  };
  const saveForTwo = async (dialog: Locator): Promise<void> => {
    await expect(dialog).toContainText('2 will be changed');
    await dialog.getByRole('button', { name: 'Save for 2' }).click();
    await expect(dialog).toBeHidden();
  };
  const atHq = async (): Promise<unknown[]> =>
    Promise.all(chosen.map((username) => recordAt(practice, 'worker', username)));
  const place = await somePlace(practice);

  await test.step('values, saved while nothing is sent', async () => {
    await workOffline(page, true);
    await choose();
    let dialog = await forChosen(page, 'Locations…');
    await dialog.getByRole('button', { name: 'Add or remove locations' }).click();
    await page.getByRole('textbox', { name: 'Search locations' }).fill(place.name);
    await page.getByRole('treeitem', { name: place.name }).first().click();
    await page.keyboard.press('Escape');
    await inspectScreen(roster, 'bulk-locations');
    await saveForTwo(dialog);
    await choose();
    dialog = await forChosen(page, 'Language…');
    await dialog
      .getByRole('combobox', { name: 'Language' })
      .or(dialog.getByRole('textbox', { name: 'Language' }))
      .first()
      .fill('swa');
    await page.keyboard.press('Tab');
    await saveForTwo(dialog);
    await choose();
    dialog = await forChosen(page, 'Custom field…');
    await dialog
      .getByRole('combobox', { name: 'Field' })
      .or(dialog.getByRole('textbox', { name: 'Field' }))
      .first()
      .click();
    await page.getByRole('option', { name: 'team', exact: true }).click();
    // Every worker has to have one: without a value there is nothing to be saved.
    await expect(dialog).toContainText('Choose first');
    await expect(dialog.getByRole('button', { name: /^Save/ })).toBeDisabled();
    await dialog.getByRole('textbox', { name: /^Value for all/ }).fill('west');
    await inspectScreen(roster, 'bulk-custom-field');
    await saveForTwo(dialog);
    expect(await writes(practice)).toEqual([]);
  });

  await test.step('sent: one request for each of them', async () => {
    await workOffline(page, false);
    await expectSynced(page);
    expect((await writes(practice)).map(({ method, applied }) => [method, applied])).toEqual([
      ['PUT', true],
      ['PUT', true],
    ]);
    for (const record of await atHq())
      expect(record).toMatchObject({
        language: 'swa',
        locations: [place.id],
        primary_location: place.id,
        user_data: { team: 'west' },
      });
  });

  await test.step('unlinked, then linked again', async () => {
    await practice.control('log', { method: 'DELETE' });
    await choose();
    let dialog = await forChosen(page, 'Unlink PersonalID…');
    await expect(dialog).toContainText('not deleted');
    await saveForTwo(dialog);
    await expectSynced(page);
    await expect.poll(atHq).toMatchObject(Array(2).fill({ personalid_link_active: false }));
    await expect(grid.getByRole('row').filter({ hasText: 'Inactive' })).toHaveCount(2);
    await choose();
    dialog = await forChosen(page, 'Link PersonalID…');
    await expect(dialog).toContainText('No new invite');
    await saveForTwo(dialog);
    await expectSynced(page);
    await expect.poll(atHq).toMatchObject(Array(2).fill({ personalid_link_active: true }));
    const sent = await writes(practice);
    expect(sent.map(({ method, status }) => `${method} ${status}`)).toEqual(Array(4).fill('POST 200'));
    expect(await recordAt(practice, 'worker', other)).toEqual(before);
  });

  await test.step('deactivated, then reactivated as far as the plan reaches: HQ’s refusal is told, stays, and goes once there is room', async () => {
    const states = async () => ((await atHq()) as Worker[]).map(({ is_active }) => is_active);
    await choose();
    await saveForTwo(await forChosen(page, 'Deactivate…'));
    await expect.poll(states, { timeout: 30_000 }).toEqual([false, false]);
    await expectSynced(page);
    await practice.control('settings', { json: { workerLimit: active.length - 1 } });
    await choose();
    const dialog = await forChosen(page, 'Reactivate…');
    const [included, left] = [active.length + 1, active.length - 2];
    await expect(dialog).toContainText(
      `The plan includes ${included} mobile workers; ${left} are active, with what waits here. With these 2 it is ${left + 2}.`,
    );
    await inspectScreen(roster, 'bulk-reactivate-workers');
    await saveForTwo(dialog);
    await expect(page.getByRole('contentinfo')).toContainText('1 needs you', { timeout: 30_000 });
    expect((await states()).sort()).toEqual([false, true]);
    await practice.control('settings', { json: { workerLimit: null } });
    const refused = chosen[(await states()).indexOf(false)]?.split('@')[0] ?? '';
    const change = await openChange(page, refused);
    await expect(change).toContainText('No Permission.');
    await change.getByRole('button', { name: 'Retry', exact: true }).click();
    await expect.poll(states, { timeout: 30_000 }).toEqual([true, true]);
    await expectSynced(page);
  });
  await closePracticeWindow(opened);
});

test('P5.6: made offline, edited, located, grouped, linked, deactivated: one lane in that order, and HQ has it all', async () => {
  const opened = await openPracticeWindow();
  const { page, practice, roster } = opened;
  await practice.control('settings', { json: { workerLimit: 50, strongPasswords: true } });
  await signIn(opened);
  const dialog = page.getByRole('dialog', { name: 'New mobile worker', exact: true });
  const group = await someGroup(practice);
  const place = await somePlace(practice);

  await test.step('M-07, M-18: the project’s rule for passwords and the plan’s number, before anything is made', async () => {
    const count = page.getByRole('main').getByText(/active of 50 in the plan/);
    await expect(count).toBeVisible({ timeout: 30_000 });
    // What HQ's page says comes before the states of PersonalID.
    const told = page.getByRole('grid', { name: 'Mobile Workers' }).getByRole('row').filter({ hasText: 'Not Linked' });
    await expect(told.first()).toBeVisible({ timeout: 30_000 });
    await workOffline(page, true);
    await page.getByRole('button', { name: 'New mobile worker' }).click();
    await expect(dialog).toContainText('The plan includes 50 mobile workers');
    await dialog.getByRole('textbox', { name: 'Username' }).fill('pia.first');
    await dialog.getByRole('textbox', { name: 'Password' }).fill('password1');
    await expect(dialog).toContainText('demands strong passwords: this one is too easy to guess');
    await inspectScreen(roster, 'new-worker-strong');
    await dialog.getByRole('button', { name: 'Create', exact: true }).click();
    await expect(dialog).toBeVisible();
    await dialog.getByRole('textbox', { name: 'Password' }).fill('Kestrel-Over-7-Fells');
    await dialog.getByRole('textbox', { name: 'team', exact: true }).fill('north');
    await dialog.getByRole('button', { name: 'Create', exact: true }).click();
    await expect(dialog).toBeHidden();
  });

  await test.step('renamed before it was sent: the name is looked for as at first', async () => {
    const change = await openChange(page, 'pia.first');
    // Not shown again, wherever the change is looked at.
    await expect(page.getByRole('main')).not.toContainText('Kestrel');
    await change.getByRole('button', { name: 'Edit' }).click();
    const edit = page.getByRole('dialog', { name: 'Edit change' });
    const known = ((await practice.control('state?entity=worker')) as Worker[]).find(({ deleted }) => !deleted);
    await edit.getByRole('textbox', { name: 'Username' }).fill(known?.username.split('@')[0] ?? '');
    await expect(edit).toContainText('already taken or reserved');
    await edit.getByRole('button', { name: 'Save' }).click();
    await expect(edit).toBeVisible();
    await edit.getByRole('textbox', { name: 'Username' }).fill('Pia Later');
    await expect(edit).toContainText(`pia.later${suffix}`);
    await expect(edit).not.toContainText('already taken');
    const team = edit.getByRole('textbox', { name: 'team', exact: true });
    await team.fill('');
    await edit.getByRole('button', { name: 'Save' }).click();
    await expect(edit).toContainText('team is required.');
    await team.fill('north');
    await edit.getByRole('button', { name: 'Save' }).click();
    await expect(edit).toBeHidden();
  });

  await test.step('edited, located, grouped, linked, deactivated', async () => {
    await goTo(page, 'Mobile Workers');
    const panel = await startEdit(page, 'Mobile worker', 'pia.later');
    await panel.getByRole('textbox', { name: 'First name' }).fill('Pia');
    const team = panel.getByRole('textbox', { name: 'team', exact: true });
    await team.fill('');
    await expect(panel).toContainText('team is required.');
    await team.fill('north');
    await save(panel);
    await panel.getByRole('button', { name: 'Edit' }).click();
    await addLocation(panel, place.name);
    await save(panel);
    await panel.getByRole('button', { name: 'Edit' }).click();
    const field = panel.getByRole('combobox', { name: 'Groups' }).or(panel.getByRole('textbox', { name: 'Groups' }));
    await field.first().click();
    await page.getByRole('option', { name: group.name }).first().click();
    await page.keyboard.press('Escape');
    await save(panel);
    await panel.getByRole('button', { name: 'Link PersonalID…', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Link', exact: true }).click();
    await panel.getByRole('button', { name: 'Deactivate…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Deactivate', exact: true }).click();
    await expect(panel).toContainText('Deactivated');
    await inspectScreen(roster, 'new-worker-lane');
  });

  await test.step('sent in that order; HQ has it all', async () => {
    // The worker's device begins the link as soon as HQ has the worker.
    await practice.control('faults', {
      json: {
        match: { method: 'GET', path: 're:/user/v1/[^/?]+/' },
        kind: 'edit-meanwhile',
        edit: { entity: 'worker', username: `pia.later${suffix}`, set: { personalid_link_active: false } },
        times: 1,
      },
    });
    await practice.control('log', { method: 'DELETE' });
    await workOffline(page, false);
    await expectSynced(page);
    const sent = (await writes(practice)).map(({ method, path }) => {
      const word = /personalid_link|deactivate/.exec(path)?.[0] ?? 'user';
      return `${method} ${word}`;
    });
    expect(sent).toEqual(['POST user', 'POST personalid_link', 'POST deactivate']);
    expect(await recordAt(practice, 'worker', `pia.later${suffix}`)).toMatchObject({
      first_name: 'Pia',
      locations: [place.id],
      primary_location: place.id,
      groups: [group.id],
      user_data: { team: 'north' },
      personalid_link_active: true,
      is_active: false,
    });
    const panel = await openPerson(page, 'Mobile worker', 'pia.later');
    await expect(panel).toContainText(group.name);
    // A deactivated worker keeps the button.
    const link = panel.getByRole('region', { name: 'PersonalID' });
    await expect(link).toContainText('Active');
    await expect(link.getByRole('button', { name: 'Unlink PersonalID…' })).toBeVisible();
  });

  await test.step('P-22: deactivated, the worker is unlinked and linked again all the same', async () => {
    const atHq = () => recordAt(practice, 'worker', `pia.later${suffix}`);
    const link = page.getByRole('region', { name: 'PersonalID' });
    for (const [word, active] of [
      ['Unlink', false],
      ['Link', true],
    ] as const) {
      await link.getByRole('button', { name: `${word} PersonalID…` }).click();
      await page.getByRole('dialog').getByRole('button', { name: word, exact: true }).click();
      await expect.poll(atHq, { timeout: 30_000 }).toMatchObject({ personalid_link_active: active, is_active: false });
      await expectSynced(page);
    }
  });

  await test.step('at 200 % zoom a worker, the list and the form can be reached', async () => {
    await roster.app.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.setContentSize(1024, 700);
      BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(2);
    });
    await expect.poll(() => page.evaluate(() => [innerWidth, innerHeight])).toEqual([512, 350]);
    const panel = page.getByRole('complementary', { name: 'Mobile worker details' });
    const reactivate = panel.getByRole('button', { name: 'Reactivate…' });
    await reactivate.scrollIntoViewIfNeeded();
    await expect(reactivate).toBeInViewport({ ratio: 1 });
    // What was saved is told over the panel for some seconds; it can be put away.
    for (const told of await page.getByRole('status').getByRole('button', { name: 'Close' }).all()) await told.click();
    await expectAllReachable(panel);
    await zoomedPicture(roster, 'worker-zoom');
    await page.getByRole('button', { name: 'Close details' }).click();
    await zoomedPicture(roster, 'workers-zoom');
    await page.getByRole('button', { name: 'New mobile worker' }).click();
    await expectAllReachable(dialog);
    await dialog.getByRole('button', { name: 'Create', exact: true }).click();
    await expect(dialog.getByRole('textbox', { name: 'Username' })).toBeFocused();
    await expect(dialog.getByRole('textbox', { name: 'Username' })).toBeInViewport({ ratio: 1 });
    await zoomedPicture(roster, 'new-worker-zoom');
    await dialog.getByRole('button', { name: 'Paste several…' }).click();
    const several = page.getByRole('dialog', { name: 'New mobile workers from a spreadsheet' });
    await expectAllReachable(several);
    // The table of the rows scrolls sideways on purpose, by the keyboard as well.
    await several.getByRole('textbox').fill('zoe.pasted\nadam.pasted');
    const rows = several.getByRole('group', { name: 'New mobile workers' });
    await rows.focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => rows.evaluate(({ scrollLeft }) => scrollLeft)).toBeGreaterThan(0);
    await zoomedPicture(roster, 'new-workers-zoom');
  });
  await closePracticeWindow(opened);
});
