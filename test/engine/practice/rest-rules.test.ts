/** REST rules of the practice HQ that HQ's own tests do not state as cases. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { USERS, newVisitor } from './page-visitor.ts';
import { startPractice } from './practice-client.ts';
import type { Practice } from './practice-client.ts';

let practice: Practice;
beforeEach(async () => {
  practice = await startPractice({ throttle: false });
});
afterEach(() => practice.hq.close());

describe('a required profile', () => {
  test.each([
    [['web'], 'Web Users'],
    [['web', 'mobile'], 'Web Users, Mobile Workers'],
  ] as const)('is asked for by REST and by the page in the same words: %s', async (required, types) => {
    await practice.control('settings', { json: { profileRequiredFor: required } });
    const text = `A profile must be assigned to users of the following type(s): ${types}`;
    const invited = { email: 'new.person@example.org', role: 'App Editor' };
    const answer = await practice.ask('invitation/v1/', { method: 'POST', json: invited });
    expect([answer.status, answer.json()]).toEqual([400, { errors: [text] }]);
    const visitor = newVisitor(practice);
    await visitor.signIn();
    const page = await visitor.visit(`${USERS}web/invite/`, { email: invited.email, role: 'admin' });
    expect(page.text).toContain(text);
  });
});

describe('the outer form of REST', () => {
  test('OPTIONS names the methods in plain text', async () => {
    const answer = await practice.ask('user/v1/', { method: 'OPTIONS', auth: 'none' });
    expect([answer.status, answer.text, answer.headers.get('allow')]).toEqual([200, 'GET, POST', 'GET, POST']);
    expect(answer.headers.get('content-type')).toContain('text/plain');
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  });

  test('an Accept header that cannot be read is 400; one that cannot be served falls back to JSON', async () => {
    const ask = (accept: string, method = 'GET') =>
      practice.ask('user/v1/?limit=1', { method, headers: { Accept: accept } });
    for (const accept of [';;;', 'nonsense', 'a/b/c', 'application/json, html'])
      expect(await ask(accept).then((answer) => [answer.status, answer.text]), accept).toEqual([
        400,
        '{"error":"Invalid Accept header"}',
      ]);
    for (const accept of ['*/*', 'text/html', 'image/png', 'application/json;q=0.8, text/html', ''])
      expect((await ask(accept)).status, accept).toBe(200);
    // Judged only once the caller is known.
    const unknown = await practice.ask('user/v1/', { auth: 'none', headers: { Accept: ';;;' } });
    expect(unknown.status).toBe(401);
  });
});
