import { describe, expect, it } from 'vitest';
import { data, html, redirect, scriptedHq } from '../../../helpers/scripted-pages.ts';
import { valueOf } from '../../../helpers/rest-gateway.ts';
import { sendJson } from '../../../helpers/scripted-server.ts';

describe('signing in', () => {
  const auth = `<form method="post"><input type="hidden" name="cloud_care_login_view-current_step" value="auth">
    <input name="auth-username"><input name="auth-password" type="password"></form>`;
  const token = (
    error = '',
  ) => `<form method="post">${error}<input type="hidden" name="cloud_care_login_view-current_step" value="token">
    <input name="token-otp_token"><button name="wizard_goto_step" value="backup">Backup</button></form>`;
  const backup = `<form method="post"><input type="hidden" name="cloud_care_login_view-current_step" value="backup"><input name="backup-otp_token"></form>`;

  it('goes through the two-factor steps', async () => {
    const { signIn, pages, seen } = await scriptedHq({
      '/a/demo/login/': ({ method, body }, response) => {
        const sent = new URLSearchParams(body);
        const step = sent.get('cloud_care_login_view-current_step');
        if (method === 'GET') html(response, auth, 200, { 'set-cookie': ['csrftoken=fresh; Path=/'] });
        else if (sent.get('wizard_goto_step') === 'backup') html(response, backup);
        else if (step === 'auth') html(response, token());
        else if (step === 'token') html(response, token('<p role="alert">Invalid token</p>'));
        else {
          response.writeHead(302, { location: '/a/demo/', 'set-cookie': 'sessionid=signed-in; Path=/' });
          response.end();
        }
      },
      '/ping_login/': (_request, response) =>
        sendJson(response, 200, { success: true, username: 'ana@x.org', session_expiry: '2026-12-01T00:00:00Z' }),
    });
    expect(valueOf(await signIn.password('ana@x.org', 'pw'))).toEqual({ step: 'token', backup: true, messages: [] });
    expect(valueOf(await signIn.token('111111'))).toMatchObject({ step: 'token', messages: ['Invalid token'] });
    expect(valueOf(await signIn.useBackup())).toMatchObject({ step: 'backup' });
    expect(valueOf(await signIn.backup('abcd'))).toEqual({
      step: 'done',
      session: { username: 'ana@x.org', expiresAt: Date.UTC(2026, 11, 1), secure: false },
    });
    expect(pages.cookies().find(({ name }) => name === 'sessionid')?.value).toBe('signed-in');
    expect(
      seen.filter(({ method }) => method === 'POST').every(({ headers }) => headers['x-csrftoken'] === 'fresh'),
    ).toBe(true);
  });

  it('leaves it to a browser where the organisation signs people in', async () => {
    const { signIn } = await scriptedHq({
      'GET /a/demo/login/': (_request, response) => html(response, auth),
      'POST /a/demo/login/': (_request, response) => redirect(response, 'https://idp.example.org/saml/'),
    });
    expect(valueOf(await signIn.password('ana@x.org', 'pw'))).toMatchObject({ step: 'browser' });
  });
});

describe('the token', () => {
  it('is renewed once from a page when HQ finds it stale', async () => {
    const invitations = data('invitations', [{ uuid: 'u1', email: 'ana@x.org' }]);
    let posts = 0;
    const { pages, seen } = await scriptedHq({
      'web/': (_request, response) =>
        html(response, invitations, 200, posts === 0 ? {} : { 'set-cookie': ['csrftoken=fresh; Path=/'] }),
      'web/reinvite/': ({ headers }, response) => {
        posts += 1;
        if (headers['x-csrftoken'] === 'fresh')
          sendJson(response, 200, { status: 'ok', response: 'Invitation resent' });
        else html(response, '<h1>CSRF verification failed</h1>', 403);
      },
    });
    valueOf(await pages.resendInvitation('u1'));
    expect(seen.filter(({ method }) => method === 'POST').map(({ headers }) => headers['x-csrftoken'])).toEqual([
      'csrftoken-1',
      'fresh',
    ]);
  });

  it('that HQ goes on refusing ends the session', async () => {
    const { pages, seen } = await scriptedHq({
      'web/': (_request, response) => html(response, data('invitations', [{ uuid: 'u1', email: 'ana@x.org' }])),
      'web/delete_invitation/': (_request, response) => html(response, '<h1>CSRF verification failed</h1>', 403),
    });
    expect(await pages.deleteInvitation('u1')).toMatchObject({ kind: 'session-over' });
    expect(seen.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });
});
