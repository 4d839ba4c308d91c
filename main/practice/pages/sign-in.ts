import type { Call } from '../http/call.ts';
import { readForm } from '../http/call.ts';
import { redirect } from '../http/reply.ts';
import type { Reply } from '../http/reply.ts';
import type { Hq } from '../hq.ts';
import type { WebUser } from '../model.ts';
import { hashPassword } from '../passwords.ts';
import { checkCsrf, csrfOf, escapeHtml, page, usersUrl } from './page.ts';
import { CSRF_COOKIE, SESSION_COOKIE } from './sessions.ts';

const WRONG =
  'Please enter a correct username and password. Note that both fields may be case-sensitive, and that too many tries lock the account.';

const WRONG_CODE = 'Invalid token. Please make sure you have entered it correctly.';

/** As `/ping_login/` tells it. */
const SECURE_MINUTES = 30;

/** Only a path of this server: never a way out to another site. */
function nextPath(hq: Hq, call: Call): string {
  const next = call.query.get('next') ?? readForm(call).get('next') ?? '';
  return /^\/(?![/\\])/.test(next) ? next : `${usersUrl(hq)}web/`;
}

type Step = 'auth' | 'token' | 'backup';

/** Where accounts under single sign-on are sent. `.example` is reserved for examples: nothing answers there. */
const PROVIDER = 'https://login.practice-provider.example/saml2';

const FIELDS: Record<Step, string> = {
  auth: `<p><label>E-mail <input name="auth-username" type="email" autocomplete="username" required></label></p>
         <p><label>Password <input name="auth-password" type="password" autocomplete="current-password" required></label></p>`,
  token: `<p><label>Token <input name="token-otp_token" inputmode="numeric" autocomplete="one-time-code" required></label></p>`,
  backup: `<p><label>Backup token <input name="backup-otp_token" autocomplete="off" required></label></p>`,
};

/** The step's form. The fields' prefix is HQ's name of the step. */
function form(hq: Hq, call: Call, step: Step, problem: string): Reply {
  const { token, cookies } = csrfOf(hq, call);
  const offersBackup = step === 'token' && hq.settings().backupCode !== '';
  const fields = `${FIELDS[step]}${offersBackup ? '<button name="wizard_goto_step" type="submit" value="backup">Use Backup Token</button>' : ''}`;
  const body = `${problem === '' ? '' : `<p role="alert">${escapeHtml(problem)}</p>`}
    <form method="post"><input type="hidden" name="csrfmiddlewaretoken" value="${token}">
    <input type="hidden" name="cloud_care_login_view-current_step" value="${step}">
    <input type="hidden" name="next" value="${escapeHtml(nextPath(hq, call))}">${fields}
    <button type="submit">Sign In</button></form>`;
  const cookieCall = {
    ...call,
    headers: { ...call.headers, cookie: `${call.headers.cookie ?? ''}; ${CSRF_COOKIE}=${token}` },
  };
  return { ...page(hq, cookieCall, 'Sign In', body), cookies };
}

/** `/a/<project>/login/` and `/accounts/login/`: password, then the one-time code or a backup code where one is due. HQ: HQLoginView. */
export function signIn(hq: Hq, call: Call): Reply {
  if (call.method !== 'POST') {
    return hq.sessions.userOf(call) ? redirect(nextPath(hq, call)) : form(hq, call, 'auth', '');
  }
  checkCsrf(call);
  const given = readForm(call);
  const half = hq.sessions.halfSignedIn(call);
  if (half) {
    const second = secondStep(hq, call, half, given);
    if (second) return second;
  }
  const user = hq.store.named('web-user', (given.get('auth-username') ?? '').trim().toLowerCase())[0];
  // HQ does not look at the password of an account that its organisation signs in.
  if (user?.sso_controlled) return redirect(PROVIDER);
  const isRight = user?.password_hash === hashPassword(given.get('auth-password') ?? '');
  if (!user?.account_active || user.locked || !isRight) return form(hq, call, 'auth', WRONG);
  if (user.two_factor || hq.settings().twoFactorRequired) {
    const cookie = sessionCookie(hq.sessions.open(user, call.now, false));
    return { ...form(hq, call, 'token', ''), cookies: [cookie] };
  }
  return welcome(hq, call, user);
}

/** The one-time code or a backup code; undefined where the form sent is the password's again. django-two-factor-auth's steps. */
function secondStep(hq: Hq, call: Call, half: WebUser, given: URLSearchParams): Reply | undefined {
  const { otp, backupCode } = hq.settings();
  if (given.get('wizard_goto_step') === 'backup' && backupCode !== '') return form(hq, call, 'backup', '');
  const token = given.get('token-otp_token');
  const backup = given.get('backup-otp_token');
  if (token === null && backup === null) return undefined;
  if (token === null ? backupCode === '' || backup !== backupCode : token !== otp)
    return form(hq, call, token === null ? 'backup' : 'token', WRONG_CODE);
  // A backup code is good once.
  if (token === null) hq.store.setMeta('settings', JSON.stringify({ ...hq.settings(), backupCode: '' }));
  hq.sessions.close(call);
  return welcome(hq, call, half, true);
}

function sessionCookie(id: string): string {
  return `${SESSION_COOKIE}=${id}; Path=/; HttpOnly; SameSite=Lax`;
}

/** Django changes both tokens on sign-in. */
function welcome(hq: Hq, call: Call, user: WebUser, hasCode = false): Reply {
  hq.store.put('web-user', { ...user, last_login: call.now.toISOString(), last_access_date: call.now.toISOString() });
  const session = sessionCookie(hq.sessions.open(user, call.now, true, hasCode));
  return {
    ...redirect(nextPath(hq, call)),
    cookies: [session, `${CSRF_COOKIE}=${hq.sessions.newToken()}; Path=/; SameSite=Lax`],
  };
}

export function signOut(hq: Hq, call: Call): Reply {
  hq.sessions.close(call);
  return { ...redirect('/accounts/login/'), cookies: [`${SESSION_COOKIE}=; Path=/; Max-Age=0`] };
}

/** `/ping_session/`: as `/ping_login/`, and the session lives on. */
export function pingSession(hq: Hq, call: Call): Reply {
  hq.sessions.userOf(call);
  return pingLogin(hq, call);
}

/** `/ping_login/`: tells about the session without keeping it alive. HQ: hqwebapp/views.py. */
export function pingLogin(hq: Hq, call: Call): Reply {
  const user = hq.sessions.userOf(call, true);
  return {
    status: 200,
    json: {
      success: user !== undefined,
      session_expiry: hq.sessions.endOf(call)?.toISOString() ?? null,
      secure_session: hq.settings().secureSessions,
      secure_session_timeout: hq.settings().secureSessions ? SECURE_MINUTES : null,
      username: user?.username ?? '',
    },
  };
}
