/** A right that another admin takes away at HQ, while something waits for it here. */
import { expect, test } from '@playwright/test';
import { startPractice } from '../engine/practice/practice-client.ts';
import { openChange, changeRow } from './support/changes-screen.ts';
import { connectTo } from './support/connect-form.ts';
import { expectSynced, openPerson, save, startEdit } from './support/person-panel.ts';
import { editAtHq, recordAt, writes } from './support/practice-log.ts';
import { goTo, newUserData, picture, startRoster, workOffline } from './support/roster-window.ts';
import { sampleSize } from './support/sample-size.ts';

test.setTimeout(120_000);

const webUser = 'angel.quispe@example.org';
const role = 'Field Implementer';
const others = { access_all_locations: true, edit_commcare_users: true, edit_locations: true };

test('W-04, E-02: a right is taken away while an edit waits: it is kept, says why, and goes once the right is back', async () => {
  const practice = await startPractice({ throttle: false, size: sampleSize });
  const allow = (edit_web_users: boolean, access_api = true) =>
    practice.control('edit', {
      json: { entity: 'role', username: role, set: { permissions: { ...others, edit_web_users, access_api } } },
    });
  await allow(true);
  await editAtHq(practice, 'web-user', practice.hq.username, { role });
  const roster = await startRoster(await newUserData());
  const { page } = roster;
  await connectTo(page, practice.hq);
  const status = page.getByRole('contentinfo');
  const syncNow = status.getByRole('button', { name: 'Sync now' });

  await test.step('an edit is saved offline', async () => {
    await workOffline(page, true);
    await goTo(page, 'Web Users');
    const panel = await startEdit(page, 'Web user', webUser);
    await panel.getByRole('textbox', { name: 'notes' }).fill('On leave until May');
    await save(panel);
    await expect(status).toContainText('1 change saved on this computer');
  });

  await test.step('online again the right is gone: the change, the list and the person say so, and nothing was sent', async () => {
    await allow(false);
    await workOffline(page, false);
    const change = await openChange(page, webUser);
    await expect(change).toContainText('lacks the permission: edit web users', { timeout: 30_000 });
    await expect(change).toContainText('goes to HQ by itself once');
    await expect(changeRow(page, webUser)).toContainText('Waits for a permission');
    await picture(page, 'change-waits-for-right');
    await goTo(page, 'Web Users');
    const panel = await openPerson(page, 'Web user', webUser);
    await expect(panel).toContainText('lacks the permission: edit web users');
    await expect(panel).toContainText('On leave until May');
    await expect(panel.getByRole('button', { name: 'Edit' })).toBeDisabled();
    await picture(page, 'person-waits-for-right');
    expect(await writes(practice)).toEqual([]);
    expect((await recordAt(practice, 'web-user', webUser))['user_data']).not.toHaveProperty(
      'notes',
      'On leave until May',
    );
  });

  await test.step('the right is back: it goes by itself with the next sync, once', async () => {
    await allow(true);
    await syncNow.click();
    await expectSynced(page);
    expect(await recordAt(practice, 'web-user', webUser)).toMatchObject({ user_data: { notes: 'On leave until May' } });
    expect(await writes(practice)).toMatchObject([
      { method: 'PATCH', applied: true, body: { user_data: { notes: 'On leave until May' } } },
    ]);
  });

  await test.step('E-02: API access is taken away while an edit waits: it is named, and the edit goes once it is back', async () => {
    await practice.control('log', { method: 'DELETE' });
    await workOffline(page, true);
    const panel = await startEdit(page, 'Web user', webUser);
    await panel.getByRole('textbox', { name: 'notes' }).fill('Back in June');
    await save(panel);
    await allow(true, false);
    await workOffline(page, false);
    const notice = page.getByRole('alert');
    await expect(notice).toContainText('needs the permission for these users and API access', { timeout: 30_000 });
    await expect(status).toContainText('1 change saved');
    expect((await writes(practice)).filter(({ applied }) => applied)).toEqual([]);
    await allow(true);
    await notice.getByRole('button', { name: 'Try again' }).click();
    await expectSynced(page);
    await expect
      .poll(() => recordAt(practice, 'web-user', webUser))
      .toMatchObject({ user_data: { notes: 'Back in June' } });
  });
  await roster.app.close();
  await practice.hq.close();
});
