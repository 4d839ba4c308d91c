/** What the measurements in the window share: a practice HQ in a process of its own with as many web users as wanted, and the window connected to it. */
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { ADMIN_ROLE_ID } from '#practice/model.ts';
import { startPracticeHq } from '#practice/start-practice-hq.ts';
import { Store } from '#practice/store.ts';
import { answerKeyStore, fillConnectForm, openConnectForm } from '../e2e/support/connect-form.ts';
import type { Connection } from '../e2e/support/connect-form.ts';
import { workOffline } from '../e2e/support/roster-window.ts';

/** Whatever takes longer than this is stuck: a first pull of all of them takes a minute on a slow machine. */
export const patienceMs = 900_000;
/** HQ's budget of calls goes by them, and the client keeps to it: with too few a listing mostly waits. */
const workers = 400;
const names = ['Ana López', 'عبد الرحمن الحسيني', 'Маша Иванова', '佐藤 美咲', 'Grace Banda', 'דנה כהן', 'Łucja Reis'];
const readySchema = z.looseObject({
  type: z.literal('ready'),
  url: z.string(),
  project: z.string(),
  username: z.string(),
  apiKey: z.string(),
});

/** @returns how many web users the project has then */
export async function fillPractice(stateDir: string, count: number): Promise<number> {
  await (await startPracticeHq({ stateDir, size: workers, throttle: false })).close();
  const store = new Store(join(stateDir, 'practice-hq.sqlite'), () => new Date());
  const members = store.all('web-user').filter(({ is_member }) => is_member);
  const model = members.find(({ role_id, is_active_in_domain }) => role_id !== ADMIN_ROLE_ID && is_active_in_domain);
  if (!model) throw new Error('the sample has no ordinary web user');
  const roles = [...new Set(members.map(({ role_id }) => role_id).filter((role) => role !== ADMIN_ROLE_ID))];
  const places = store.all('location').map(({ id }) => id);
  store.transaction(() => {
    for (let index = members.length; index < count; index += 1) {
      const [first_name = '', last_name = ''] = (names[index % names.length] ?? '').split(' ');
      const place = places[index % places.length] ?? '';
      store.putIndexed('web-user', {
        ...model,
        id: index.toString(16).padStart(32, '0'),
        username: `user${index}@example.org`,
        first_name,
        last_name: `${last_name} ${index % 1000}`,
        role_id: roles[index % roles.length] ?? null,
        is_active_in_domain: index % 10 !== 0,
        primary_location_id: place,
        assigned_location_ids: [place],
      });
    }
  });
  const there = store.all('web-user').filter(({ is_member }) => is_member).length;
  store.close();
  return there;
}

export async function startPractice(stateDir: string): Promise<{ practice: ChildProcess; connection: Connection }> {
  const options = { stateDir, throttle: false };
  const child = fork(fileURLToPath(import.meta.resolve('#practice/entry.ts')), [JSON.stringify(options)]);
  const ready = await new Promise<z.infer<typeof readySchema>>((resolve, reject) => {
    child.once('message', (message) => {
      const parsed = readySchema.safeParse(message);
      if (parsed.success) resolve(parsed.data);
      else reject(new Error(JSON.stringify(message)));
    });
    child.once('exit', () => {
      reject(new Error('the practice HQ did not start'));
    });
  });
  const { url: server, ...rest } = ready;
  return { practice: child, connection: { ...rest, server } };
}

/** Pulls everybody, and works offline then. */
export async function connect(page: Page, connection: Connection): Promise<void> {
  await openConnectForm(page);
  await fillConnectForm(page, connection);
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await answerKeyStore(page, 'unencrypted');
  const started = performance.now();
  await expect(page.getByRole('contentinfo')).toContainText('last pulled', { timeout: patienceMs });
  tell('first pull', performance.now() - started);
  await workOffline(page, true);
}

export function tell(title: string, ms: number): void {
  console.log(`${title.padEnd(44)} ${(ms / 1000).toFixed(1).padStart(8)} s`);
}
