/** The same seed and the same requests make the same answers, byte for byte. */
import { expect, test } from 'vitest';
import { writeWorkbook } from '#practice/bulk/write-workbook.ts';
import { USERS, newVisitor } from './page-visitor.ts';
import { startPractice } from './practice-client.ts';
import type { Answer } from './practice-client.ts';

/** Everything that needs an id, a token, a file name or a password that nobody chose; what HQ answered and what it holds. */
async function run(seed: number): Promise<{ answers: string[]; controlToken: string }> {
  const practice = await startPractice({ seed, throttle: false, clock: () => new Date('2026-06-01T08:00:00Z') });
  const answers: string[] = [];
  const keep = (answer: Answer): Answer => {
    const headers = ['content-type', 'location', 'content-disposition'].map((name) => answer.headers.get(name));
    const text = answer.text.replaceAll(practice.hq.url, '');
    answers.push(
      JSON.stringify([answer.status, headers, answer.headers.getSetCookie(), text]).replaceAll(practice.hq.url, ''),
    );
    return answer;
  };
  const visitor = newVisitor(practice);
  keep(await visitor.signIn());
  keep(await visitor.visit(`${USERS}web/`));
  const started = keep(await visitor.visit(`${USERS}web/download/`));
  const id = /status\/([^/]+)\//.exec(started.headers.get('location') ?? '')?.[1] ?? '';
  for (let time = 0; time < 2; time += 1) keep(await visitor.visit(`${USERS}commcare/download/poll/${id}/`));
  keep(await visitor.visit(`/downloads/temp/${id}?get_file=1`));
  const lines = [
    ['username', 'send_confirmation_sms', 'is_account_confirmed', 'phone-number 1'],
    ['by.sms', 'true', 'false', '254700000001'],
  ];
  const bytes = writeWorkbook([{ title: 'users', lines }]);
  keep(await visitor.upload(`${USERS}commcare/upload/`, [{ name: 'users.xlsx', bytes }]));
  const json = { username: 'unconfirmed', email: 'u@example.org', require_account_confirmation: true };
  keep(await practice.ask('user/v1/', { method: 'POST', json }));
  for (const path of ['user/v1/', 'web-user/v1/', 'group/v1/', 'location/v2/']) keep(await practice.ask(path));
  answers.push(JSON.stringify(await practice.control('state?entity=worker')));
  await practice.hq.close();
  return { answers, controlToken: practice.hq.controlToken };
}

test('two practice HQs with one seed answer alike; with another seed they do not', async () => {
  const first = await run(7);
  const second = await run(7);
  const other = await run(8);
  expect(second.answers).toEqual(first.answers);
  expect(other.answers).not.toEqual(first.answers);
  // Who steers the server is a secret of this start.
  expect(second.controlToken).not.toBe(first.controlToken);
});
