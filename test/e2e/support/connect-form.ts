/** The way from the welcome screen into an account of a practice HQ that the test runs itself. */
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import type { PracticeHq } from '#practice/start-practice-hq.ts';

export type Connection = { server: string; project: string; username: string; apiKey: string };

export function connectionOf(hq: PracticeHq): Connection {
  return { server: hq.url, project: hq.project, username: hq.username, apiKey: hq.apiKey };
}

export async function openConnectForm(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Connect…' }).click();
  await chooseServer(page, 'Another address…');
}

export async function chooseServer(page: Page, name: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Server' }).click();
  await page.getByRole('option', { name }).click();
}

/** The form's fields for a server of one's own. */
export function connectFields(page: Page) {
  return {
    server: page.getByRole('textbox', { name: 'Server address' }),
    project: page.getByRole('textbox', { name: 'Project' }),
    username: page.getByRole('textbox', { name: 'Username' }),
    apiKey: page.getByRole('textbox', { name: 'API key' }),
  };
}

export async function fillConnectForm(page: Page, connection: Connection): Promise<void> {
  const fields = connectFields(page);
  await fields.server.fill(connection.server);
  await fields.project.fill(connection.project);
  await fields.username.fill(connection.username);
  await fields.apiKey.fill(connection.apiKey);
}

export async function expectConnectForm(page: Page, connection: Connection): Promise<void> {
  const fields = connectFields(page);
  await expect(fields.server).toHaveValue(connection.server);
  await expect(fields.project).toHaveValue(connection.project);
  await expect(fields.username).toHaveValue(connection.username);
  await expect(fields.apiKey).toHaveValue(connection.apiKey);
}

/** Playwright starts Electron without the system's key store, so the app asks what to do with the key. */
export async function answerKeyStore(page: Page, answer: 'unencrypted' | 'memory'): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'No key store on this computer' });
  const choice = answer === 'memory' ? 'Keep it only until Roster closes' : 'Keep it unencrypted';
  await dialog.getByRole('radio', { name: choice }).click();
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await expect(dialog).toBeHidden();
}

/** Connects to a practice HQ of the test's own and waits until its people are here. */
export async function connectTo(
  page: Page,
  hq: PracticeHq,
  keep: Parameters<typeof answerKeyStore>[1] = 'unencrypted',
): Promise<void> {
  await openConnectForm(page);
  await fillConnectForm(page, connectionOf(hq));
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await answerKeyStore(page, keep);
  await expect(page.getByRole('contentinfo')).toContainText('last pulled', { timeout: 30_000 });
}

/** Back to the welcome screen; what waits stays with the account. */
export async function closeAccount(page: Page): Promise<void> {
  await page.getByRole('navigation').getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Close this account' }).click();
  await expect(page.getByRole('button', { name: 'Connect…' })).toBeVisible();
}
