/** What seldom happens to mobile workers, seen in the window and at HQ: answers that are lost, links that cannot be changed, long lists. */
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import type { Practice } from '../engine/practice/practice-client.ts';
import { expectSynced, openPerson, save, startEdit, syncNow } from './support/person-panel.ts';
import { editAtHq, recordAt, requests, writes } from './support/practice-log.ts';
import { closePracticeWindow, openPracticeWindow } from './support/practice-window.ts';
import { goTo, workOffline } from './support/roster-window.ts';
import { connectionFacts, signInWith } from './support/sign-in.ts';

async function unlink(page: Page, username: string): Promise<Locator> {
  const panel = await openPerson(page, 'Mobile worker', username);
  await panel.getByRole('button', { name: 'Unlink PersonalID…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Unlink', exact: true }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
  return panel;
}

async function linkOf(practice: Practice, username: string): Promise<unknown> {
  return (await recordAt(practice, 'worker', username))['personalid_link_active'];
}

test('P-12, P-21: an unlinking that HQ refuses is told with its reason, and the password behind it stays here', async () => {
  const opened = await openPracticeWindow();
  const { practice, page } = opened;
  const [dotted, refused, plain] = ['amina.mwangi', 'aisha.abdullah', 'aigul_shcherbakova'] as const;
  for (const username of [dotted, refused, plain])
    await editAtHq(practice, 'worker', username, { personalid_link_active: true });
  const facts = await connectionFacts(page);
  await facts.getByRole('button', { name: 'Sign in to HQ…' }).click();
  await signInWith(page, practice.hq.signIn.password);
  await goTo(page, 'Mobile Workers');
  const shown = await openPerson(page, 'Mobile worker', dotted);
  await expect(shown.getByRole('region', { name: 'PersonalID' })).toContainText('Active', { timeout: 30_000 });

  await test.step('a username with a dot, where HQ is of an older version', async () => {
    await practice.control('settings', { json: { plainPersonalIdNames: true } });
    const panel = await unlink(page, dotted);
    await expect(panel).toContainText('of a username like', { timeout: 30_000 });
    expect(await linkOf(practice, dotted)).toBe(true);
    await practice.control('settings', { json: { plainPersonalIdNames: false } });
  });

  await test.step('refused without a word', async () => {
    const match = { method: 'POST', path: 'personalid_link' };
    await practice.control('faults', { json: { match, kind: '403', times: 1 } });
    const panel = await unlink(page, refused);
    await expect(page.getByRole('contentinfo')).toContainText('2 need you', { timeout: 30_000 });
    await expect(panel).toContainText('Unlink PersonalID · Refused by HQ');
    await expect(panel).toContainText('it may not do this in practice-project');
    expect(await linkOf(practice, refused)).toBe(true);
  });

  await test.step('switched off while an unlinking with a password behind it waits', async () => {
    await workOffline(page, true);
    const panel = await unlink(page, plain);
    await panel.getByRole('button', { name: 'Reset password…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('New password').fill('Kestrel-Over-7-Fells');
    await dialog.getByRole('button', { name: 'Save new password' }).click();
    await expect(dialog).toBeHidden();
    await practice.control('settings', { json: { connect: false } });
    await practice.control('log', { method: 'DELETE' });
    await workOffline(page, false);
    await expect(page.getByRole('contentinfo')).toContainText('3 need you', { timeout: 30_000 });
    await goTo(page, 'Changes');
    const rows = page.getByRole('row').filter({ hasText: plain });
    await expect(rows).toHaveCount(2);
    await rows.filter({ hasText: 'Unlink' }).click();
    await expect(page.getByRole('complementary')).toContainText('does not use PersonalID');
    expect((await writes(practice)).filter(({ method }) => method === 'PUT')).toEqual([]);
    const json = {
      username: (await recordAt(practice, 'worker', plain))['username'],
      password: 'Kestrel-Over-7-Fells',
    };
    expect(await practice.control('check-password', { json })).toEqual({ matches: false });
  });
  await closePracticeWindow(opened);
});

type Worker = { username: string; deleted: boolean; domain: string; is_active: boolean; user_data: object };

test('M-01, M-13, M-20: more workers than HQ lists at once; data of HQ’s own stays; a lost answer makes nobody twice', async () => {
  const opened = await openPracticeWindow({ size: 1_300 });
  const { practice, page } = opened;
  const all = (await practice.control('state?entity=worker')) as Worker[];
  const there = all.filter(({ deleted, domain }) => !deleted && domain === practice.hq.project);
  const names = there.map(({ username }) => username.replace(/@.*/, ''));
  // Found by their name alone, and with nothing that a profile fixes.
  const free = there.filter(({ is_active: active, user_data: data }) => active && !('commcare_profile' in data));
  const found = free.map(({ username }) => username.replace(/@.*/, ''));
  const worker = found.find((name) => names.filter((other) => other.includes(name)).length === 1) ?? '';

  await test.step('all are here, a thousand at a time at most', async () => {
    expect(there.length).toBeGreaterThan(1_000);
    const grid = page.getByRole('grid', { name: 'Mobile Workers' });
    await expect(grid).toHaveAttribute('aria-rowcount', String(there.length + 1));
    await syncNow(page);
    const lists = (await requests(practice)).filter(
      ({ method, path }) => method === 'GET' && path.includes('/user/v1/?'),
    );
    const limits = lists.map(({ path }) => Number(new URL(path, practice.hq.url).searchParams.get('limit')));
    expect(Math.max(...limits)).toBeLessThanOrEqual(1_000);
    expect(limits.length).toBeGreaterThan(1);
  });

  await test.step('HQ’s own keys of the custom data are neither asked for nor sent, and stay', async () => {
    const { user_data: data } = await recordAt(practice, 'worker', worker);
    const own = { ...(data as object), commcare_location_ids: 'kept-by-hq' };
    await editAtHq(practice, 'worker', worker, { user_data: own });
    await syncNow(page);
    await practice.control('log', { method: 'DELETE' });
    const panel = await startEdit(page, 'Mobile worker', worker);
    await expect(panel).not.toContainText('commcare_');
    await panel.getByRole('textbox', { name: 'team' }).fill('west');
    await save(panel);
    await expectSynced(page);
    expect(JSON.stringify((await writes(practice)).map(({ body }) => body))).not.toContain('commcare_location');
    expect((await recordAt(practice, 'worker', worker))['user_data']).toMatchObject({
      commcare_location_ids: 'kept-by-hq',
      team: 'west',
    });
  });

  await test.step('the answer to a new worker is lost: HQ is looked at, and asked once', async () => {
    const match = { method: 'POST', path: '/user/v1/' };
    await practice.control('faults', { json: { match, kind: 'drop-after', times: 1 } });
    await practice.control('log', { method: 'DELETE' });
    await page.getByRole('button', { name: 'New mobile worker' }).click();
    const dialog = page.getByRole('dialog', { name: 'New mobile worker' });
    await dialog.getByRole('textbox', { name: 'Username' }).fill('lost.answer');
    await dialog.getByRole('textbox', { name: 'Password' }).fill('Kestrel-Over-7-Fells');
    await dialog.getByRole('button', { name: 'Create', exact: true }).click();
    await expect(dialog).toBeHidden();
    await expectSynced(page);
    const log = await requests(practice);
    const made = log.filter(({ method, path }) => method === 'POST' && path.endsWith('/user/v1/'));
    expect(made.map(({ applied }) => applied)).toEqual([true]);
    const behind = log.slice(log.indexOf(made[0] as (typeof log)[number]) + 1);
    // The name is looked for in HQ's own list of them.
    expect(behind.some(({ method, path }) => method === 'GET' && path.includes('/domain_usernames/'))).toBe(true);
    const now = (await practice.control('state?entity=worker')) as Worker[];
    expect(now.filter(({ username, deleted }) => username.startsWith('lost.answer@') && !deleted)).toHaveLength(1);
  });
  await closePracticeWindow(opened);
});
