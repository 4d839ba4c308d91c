/** A workbook the person opens with Roster: named on the command line, when it starts and when it runs already. */
import { expect, test } from '@playwright/test';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { writeWorkbook } from '#practice/bulk/write-workbook.ts';
import { newUserData, openPractice, startBeside, startRoster } from './support/roster-window.ts';

function workbook(folder: string, name: string): string {
  const file = path.join(folder, name);
  const lines = [
    ['username', 'role', 'remove', 'location_code 1'],
    ['new.one@example.org', 'App Editor', '', ''],
  ];
  writeFileSync(file, writeWorkbook([{ title: 'users', lines }]));
  return file;
}

test('a workbook named on the command line is asked about: at the first start, at a later one, and by a second start', async () => {
  const userData = await newUserData();
  const first = workbook(userData, 'first é.xlsx');
  let roster = await startRoster(userData, [first]);
  const dialog = () => roster.page.getByRole('dialog', { name: 'Open a workbook' });

  await test.step('before there is an account it waits for one', async () => {
    await expect(roster.page.getByRole('button', { name: 'Try the practice project' })).toBeVisible();
    await expect(dialog()).toBeHidden();
    await openPractice(roster.page);
    await expect(dialog().getByText('first é.xlsx')).toBeVisible();
    await expect(dialog().getByText('By its columns these are Web users.')).toBeVisible();
    await dialog().getByRole('button', { name: 'Review' }).click();
    await expect(roster.page.getByRole('heading', { name: 'first é.xlsx' })).toBeVisible();
    await roster.close();
  });

  await test.step('with the account of last time it is asked about at once', async () => {
    roster = await startRoster(userData, [workbook(userData, 'later.xlsx')]);
    await expect(dialog().getByText('later.xlsx')).toBeVisible();
    await dialog().getByRole('button', { name: 'Cancel' }).click();
  });

  await test.step('a second start hands its workbook to the window that is there', async () => {
    const several = ['second.xlsx', 'third.xlsx'].map((name) => workbook(userData, name));
    expect(await startBeside(roster, several)).toBe(0);
    await expect(dialog().getByText('second.xlsx')).toBeVisible();
    await expect(dialog().getByText('Workbooks are opened one at a time. Not opened: third.xlsx')).toBeVisible();
    await dialog().getByRole('button', { name: 'Cancel' }).click();
    await expect(dialog()).toBeHidden();
  });

  await test.step('what is no workbook is refused in words', async () => {
    const none = path.join(userData, 'none.xlsx');
    writeFileSync(none, 'no workbook at all');
    expect(await startBeside(roster, [none])).toBe(0);
    await expect(dialog().getByRole('alert')).toContainText('none.xlsx');
  });
  await roster.close();
});
