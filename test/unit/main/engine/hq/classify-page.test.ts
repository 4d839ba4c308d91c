import { describe, expect, it } from 'vitest';
import { classifyAnswer } from '#engine/hq/classify.ts';
import type { HttpAnswer } from '#engine/hq/http-answer.ts';
import type { AskedPage } from '#engine/hq/classify-page.ts';

const html = 'text/html; charset=utf-8';
const url = new URL('https://hq.example.org/a/demo/settings/users/web/');

function answer(
  status: number,
  body: string,
  contentType: string | null = html,
  location: string | null = null,
): HttpAnswer {
  return { status, contentType, body, retryAfter: null, date: null, location };
}
function asked(wants: AskedPage['page']['wants'], about: 'project' | 'record' = 'project'): AskedPage {
  return { method: 'GET', now: 0, page: { url, wants, about, landing: '/a/demo/settings/users/' } };
}
const page = (title: string) => `<!DOCTYPE html><html><head><title>${title}</title></head><body></body></html>`;
const login = '/a/demo/login/?next=/a/demo/';

/** As HQ's pages have it: every one names the token in a script, and leads to the account's settings. */
const furnished = (title: string, text: string) => `<!DOCTYPE html><html><head><title>${title}</title>
<script>$.ajaxSetup({ headers: { "X-CSRFToken": $("#csrfTokenContainer").val() } });</script></head><body>
<nav><a href="/account/two_factor/">Two-Factor Authentication</a></nav><h1>${title}</h1><p>${text}</p></body></html>`;

describe('a page by status, content type and body', () => {
  it.each([
    ['log-in of the project', answer(302, '', html, login), asked(['json']), 'session-over'],
    ['log-in where a redirect is the good answer', answer(302, '', html, login), asked(['redirect']), 'session-over'],
    ['log-in after a time-out', answer(302, '', html, '/accounts/login/?next=/'), asked(['html']), 'session-over'],
    ['log-in page with 200', answer(200, '<html><input name="auth-username"></html>'), asked(['html']), 'session-over'],
    ['stale token', answer(403, page('CSRF verification failed')), asked(['redirect']), 'session-over'],
    ['done', answer(302, '', html, '/a/demo/settings/users/web/'), asked(['redirect']), 'redirect'],
    ['done, elsewhere', answer(302, '', html, '/a/demo/dashboard/'), asked(['redirect']), 'permission'],
    ['a right that is missing', answer(302, '', html, '/no_permissions/'), asked(['redirect']), 'permission'],
    ['two-factor to be set up', answer(302, '', html, '/account/two_factor/'), asked(['redirect']), 'login'],
    ['elsewhere', answer(302, '', html, '/a/demo/dashboard/'), asked(['html']), 'permission'],
    ['captive portal', answer(302, '', html, 'http://wifi.example/'), asked(['redirect']), 'not-hq'],
    ['redirect without address', answer(302, '', html), asked(['redirect']), 'not-hq'],
    ['two-factor', answer(403, page('Two Factor Authentication Required')), asked(['html']), 'login'],
    [
      'no permission, in a page with token and menu',
      answer(403, furnished('403 Forbidden', 'You do not have permission.')),
      asked(['html']),
      'permission',
    ],
    [
      'no permission, in a page with token and menu, to a POST',
      answer(403, furnished('Permission Denied', 'Ask an administrator.')),
      asked(['redirect']),
      'permission',
    ],
    [
      "stale token, in Django's words below the heading",
      answer(403, furnished('403 Forbidden', 'CSRF verification failed. Request aborted.')),
      asked(['redirect']),
      'session-over',
    ],
    [
      'two-factor, in the words of its library below the heading',
      answer(403, furnished('Permission Denied', 'The page enforces users to verify using two-factor authentication.')),
      asked(['html']),
      'login',
    ],
    ['stale token, script', answer(403, 'CSRF Failed: token missing', 'text/plain'), asked(['json']), 'session-over'],
    ['two-factor, script', answer(403, 'Two-factor authentication required', 'text/plain'), asked(['json']), 'login'],
    ['no permission, script', answer(403, 'Permission denied', 'text/plain'), asked(['json']), 'permission'],
    ['no permission, page', answer(403, page('403')), asked(['html']), 'permission'],
    ['outside the locations', answer(401, ''), asked(['redirect']), 'permission'],
    ['addresses', answer(451, 'no', 'text/plain'), asked(['json']), 'permission'],
    ['not a member', answer(404, page('Not Found')), asked(['json']), 'permission'],
    ['not a member, may ask', answer(200, page('Request Access')), asked(['json']), 'permission'],
    ['record that is gone', answer(404, page('Not Found')), asked(['html'], 'record'), 'gone'],
    ['plan paused', answer(200, page('Subscription Paused')), asked(['html']), 'plan'],
    ['JSON', answer(200, '{"a":1}', 'application/json'), asked(['json']), 'json'],
    ['JSON that is broken', answer(200, '{"a":', 'application/json'), asked(['json']), 'bad-reply'],
    ['JSON with another type', answer(200, '{"a":1}', 'text/plain'), asked(['json']), 'not-hq'],
    ['page where JSON was due', answer(200, page('Welcome')), asked(['json']), 'not-hq'],
    ['page', answer(200, page('Web Users')), asked(['html']), 'html'],
    ['page where a file was due', answer(200, page('Oops')), asked(['file']), 'not-hq'],
    ['file', answer(200, 'PK..', 'application/vnd.ms-excel'), asked(['file']), 'file'],
    ['empty', answer(200, ''), asked(['empty']), 'empty'],
    ['throttled', answer(429, ''), asked(['json']), 'throttled'],
    ['failed', answer(500, page('Error')), asked(['redirect']), 'server-error'],
    ['gateway', answer(502, page('Bad Gateway')), asked(['html']), 'server-error'],
    ['proxy', answer(407, ''), asked(['html']), 'not-hq'],
    ['no sheet', answer(400, 'no sheet', 'text/plain'), asked(['redirect']), 'refused'],
    ['time-out', answer(408, ''), asked(['html']), 'no-answer'],
  ])('%s', (_name, given, question, kind) => {
    expect(classifyAnswer(given, question).kind).toBe(kind);
  });

  it('takes the log-in page for what it is where it was asked for', () => {
    const question = asked(['html']);
    question.page.url = new URL('https://hq.example.org/a/demo/login/');
    expect(classifyAnswer(answer(200, '<html><input name="auth-username"></html>'), question).kind).toBe('html');
  });

  it('resolves where a redirect leads', () => {
    const done = classifyAnswer(answer(302, '', html, '../status/1/'), asked(['redirect']));
    expect(done).toMatchObject({ kind: 'redirect', location: new URL('/a/demo/settings/users/status/1/', url) });
  });
});
