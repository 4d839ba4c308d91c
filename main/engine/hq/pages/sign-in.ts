/**
 * Signing in to HQ's web pages: password, then the two-factor steps where they are on. The steps' fields are read from the form
 * each answer brings, so that HQ's own prefixes and hidden fields are sent back as they came. The cookies are in the client
 * afterwards. Where an account must use its organisation's identity provider, only a browser can do it: HQ's answer leads there.
 * Source: corehq/apps/hqwebapp/views.py (`HQLoginView`, `CloudCareLoginView`), django-two-factor-auth.
 */
import { z } from 'zod';
import { fitReply } from '../fit-reply.ts';
import type { CallOptions } from '../call-options.ts';
import type { Failure, Outcome } from '../outcome.ts';
import { isLogin } from '../classify-page.ts';
import { notWanted } from './page-client.ts';
import type { PageClient, PageReply } from './page-client.ts';
import { formBody, formWith, postFormsOf } from './page-form.ts';
import type { PageForm } from './page-form.ts';
import { messagesOfPage } from './page-messages.ts';

/** Who a session belongs to and how long it lasts without use. */
export type SessionState = {
  username: string;
  /** ms since 1970; null where HQ does not say. */
  expiresAt: number | null;
  /** A project with short sessions (30 minutes, or its own value). */
  secure: boolean;
};

export type SignInStep =
  | { step: 'done'; session: SessionState }
  /** A code from the person's device. `backup`: HQ also takes a backup code. */
  | { step: 'token'; backup: boolean; messages: string[] }
  | { step: 'backup'; messages: string[] }
  /** HQ does not take the password. HQ's words. */
  | { step: 'refused'; messages: string[] }
  /** The account signs in with its organisation; only a browser window can go there. */
  | { step: 'browser'; address: string };

export type SignIn = {
  password(username: string, password: string, options?: CallOptions): Promise<Outcome<SignInStep>>;
  token(code: string, options?: CallOptions): Promise<Outcome<SignInStep>>;
  /** Asks for the form that takes a backup code. */
  useBackup(options?: CallOptions): Promise<Outcome<SignInStep>>;
  backup(code: string, options?: CallOptions): Promise<Outcome<SignInStep>>;
};

/** Names of the fields in HQ's log-in form; the prefixes are the steps' names. Source: HQ's login forms and django-two-factor-auth. */
const field = {
  username: 'auth-username',
  password: 'auth-password',
  token: 'token-otp_token',
  backup: 'backup-otp_token',
};

export function createSignIn(client: PageClient): SignIn {
  const page = `/a/${encodeURIComponent(client.project)}/login/`;
  /** Of the last answer. */
  let form: PageForm | null = null;
  let backupOffered = false;

  async function send(values: Record<string, string>, callOptions: CallOptions): Promise<Outcome<SignInStep>> {
    if (form === null) return noForm(0);
    const filled = new Map(form.values);
    for (const [name, value] of Object.entries(values)) filled.set(name, [value]);
    const body = formBody(filled);
    const reply = await client.call({
      to: page,
      wants: ['html', 'redirect'],
      landing: 'anywhere',
      body,
      ...callOptions,
    });
    return read(reply, callOptions);
  }

  async function read(reply: PageReply, callOptions: CallOptions): Promise<Outcome<SignInStep>> {
    if (reply.kind === 'redirect') {
      const state = await sessionState(client, callOptions);
      return state.kind === 'ok' ? { ...state, value: { step: 'done', session: state.value } } : state;
    }
    if (reply.kind === 'not-hq' && reply.status >= 300 && reply.status < 400)
      return {
        kind: 'ok',
        status: reply.status,
        value: { step: 'browser', address: client.origin + page },
        serverTime: null,
      };
    if (reply.kind !== 'html') return notWanted(reply);
    const { html, status, serverTime } = reply;
    const messages = messagesOfPage(html).map(({ text }) => text);
    const answer = (value: SignInStep): Outcome<SignInStep> => ({ kind: 'ok', status, value, serverTime });
    const token = formWith(html, field.token);
    const backup = formWith(html, field.backup);
    form = token ?? backup ?? formWith(html, field.username) ?? postFormsOf(html)[0] ?? null;
    if (token !== null) {
      backupOffered = /wizard_goto_step"[^>]*value="backup"|value="backup"[^>]*wizard_goto_step"/.test(html);
      return answer({ step: 'token', backup: backupOffered, messages });
    }
    if (backup !== null) return answer({ step: 'backup', messages });
    if (formWith(html, field.username) !== null) return answer({ step: 'refused', messages });
    return noForm(status);
  }

  return {
    async password(username, password, callOptions = {}) {
      const first = await client.call({
        to: page,
        wants: ['html', 'redirect'],
        about: 'record',
        landing: 'anywhere',
        ...callOptions,
      });
      // Signed in already (kept cookies): HQ sends on to the project.
      if (first.kind === 'redirect' && !isLogin(first.location.pathname)) return read(first, callOptions);
      if (first.kind !== 'html') return notWanted(first);
      form = formWith(first.html, field.username);
      if (form === null) return noForm(first.status);
      return send({ [field.username]: username, [field.password]: password }, callOptions);
    },
    token: (code, callOptions = {}) => send({ [field.token]: code }, callOptions),
    useBackup: (callOptions = {}) => send({ wizard_goto_step: 'backup' }, callOptions),
    backup: (code, callOptions = {}) => send({ [field.backup]: code }, callOptions),
  };
}

function noForm(status: number): Failure {
  return { kind: 'not-hq', status, message: 'no log-in form' };
}

const pingSchema = z
  .looseObject({
    success: z.boolean(),
    username: z.string().nullish(),
    session_expiry: z.string().nullish(),
    secure_session: z.boolean().nullish(),
  })
  .transform((ping) => ({
    signedIn: ping.success,
    username: ping.username ?? '',
    expiresAt: ping.session_expiry ? Date.parse(ping.session_expiry) || null : null,
    secure: ping.secure_session ?? false,
  }));

/** Asks without making the session last longer. Source: corehq/apps/hqwebapp/views.py (`ping_login`). */
export async function sessionState(client: PageClient, callOptions: CallOptions = {}): Promise<Outcome<SessionState>> {
  const reply = await client.call({ to: '/ping_login/', wants: ['json'], script: true, ...callOptions });
  if (reply.kind !== 'json') return notWanted(reply);
  const ping = fitReply(reply, pingSchema);
  if (ping.kind !== 'ok') return ping;
  const { signedIn, username, expiresAt, secure } = ping.value;
  if (!signedIn || username === '') {
    client.sessionOver();
    return { kind: 'session-over', status: reply.status, message: 'nobody is signed in' };
  }
  return { ...ping, value: { username, expiresAt, secure } };
}
