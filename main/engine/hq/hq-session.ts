/**
 * HQ's web session of the open account: begins with a sign-in or with kept cookies, slides with use, ends by HQ's word, by the clock
 * or by the person's. REST has its own credential and goes on whatever becomes of the session.
 *
 * - `none`: nobody is signed in here, or the person signed out.
 * - `signed-in`: there are cookies, and nothing is known against them.
 * - `over`: HQ or the clock ended the session, or it turned out to be another account's; the cookies are forgotten.
 */
import { z } from 'zod';
import type { Account } from '#shared/domain/account.ts';
import type { SignInStep } from '#shared/domain/capability.ts';
import type { SystemProxy } from '#shared/ipc/engine-host.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import type { EngineDeps, TimerHandle } from '../deps.ts';
import type { CallOptions } from './call-options.ts';
import { failureToError } from './outcome-error.ts';
import type { Outcome } from './outcome.ts';
import { savedCookieSchema } from './pages/cookie-jar.ts';
import type { SavedCookie } from './pages/cookie-jar.ts';
import { createPages } from './pages/create-pages.ts';
import type { HqPages } from './pages/hq-pages.ts';
import type { PageClientOptions } from './pages/page-client.ts';
import { createQueue } from './pages/queue.ts';
import type { SessionState, SignInStep as PageStep } from './pages/sign-in.ts';
import type { Throttle } from './throttle.ts';

export type HqSessionOptions = {
  deps: Pick<EngineDeps, 'now' | 'setTimer' | 'log' | 'version'>;
  account: Account;
  throttle: Throttle;
  /** The operating system's, for this server. */
  proxy?: SystemProxy | undefined;
  /** As `onCookies` gave it last; null when nobody is signed in. */
  saved: string | null;
  /** As `onOver` told it last. */
  wasOver: boolean;
  /** Whether a session ended and none began since: to be kept, so that a restart does not make it look as if there never was one. */
  onOver: (over: boolean) => void;
  /** What is to be kept, null when nothing is any more. As good as a password. */
  onCookies: (saved: string | null) => void;
  /** The state is another one. */
  onState: () => void;
  onOutcome?: PageClientOptions['onOutcome'];
};

export type HqSession = {
  state(): 'none' | 'signed-in' | 'over';
  /** When HQ ends the session without further use, ms since 1970 by this computer's clock; null while HQ has not said. */
  expiresAt(): number | null;
  /** null unless signed in. */
  pages(): HqPages | null;
  /** Asks HQ whether the session lives and is the account's own; null where nobody is signed in. */
  check(options?: CallOptions): Promise<Outcome<SessionState> | null>;
  /** The password is sent once and not kept. @throws AppFailure with what went wrong; `credential` where HQ let another account in */
  signIn(password: string): Promise<SignInStep>;
  /** From the device, or a backup code where `signInBackup` asked for its form. @throws AppFailure `wrong-state` without a sign-in under way */
  signInCode(code: string): Promise<SignInStep>;
  signInBackup(): Promise<SignInStep>;
  /** Forgets the session here. */
  signOut(): void;
  /** Tells cookies that have not been told yet, and ends what is under way. */
  close(): Promise<void>;
};

/** `expiresAt` as told last; a session it says is over is not tried again. */
const savedSchema = z.object({ cookies: z.array(savedCookieSchema), expiresAt: z.number().nullable() });

/** HQ may renew its cookies with each page: kept a moment after the last, not each time. */
const cookieDelayMs = 2_000;
/** Django's name of the token's cookie, as HQ leaves it. */
const csrfCookie = 'csrftoken';

type Live = {
  pages: HqPages;
  expiresAt: number | null;
  /** How long HQ keeps an unused session, ms. */ lifeMs: number | null;
};
type Attempt = ReturnType<typeof createPages> & { step: 'token' | 'backup' };

export function createHqSession(options: HqSessionOptions): HqSession {
  const { deps, account, throttle } = options;
  const inTurn = createQueue(1);
  /** Clients to be closed at the end: requests under way in a session that is over keep their own answers. */
  const made = new Set<HqPages>();
  /** Of sessions that are over or given up: their cookies are not sent again. */
  const spent = new Set<HqPages>();
  let live: Live | null = null;
  let over = options.wasOver;
  let attempt: Attempt | null = null;
  let closed = false;
  let timer: TimerHandle | null = null;
  /** The end of the session as told last. */
  let toldExpiresAt: number | null = null;

  function open(cookies: readonly SavedCookie[]): ReturnType<typeof createPages> {
    const created = createPages({
      server: account.server,
      project: account.project,
      cookies,
      throttle,
      proxy: options.proxy,
      ...deps,
      onCookies: () => {
        if (isLive()) keepSoon();
      },
      onSessionOver: () => {
        if (isLive()) end('HQ says that nobody is signed in');
      },
      onOutcome: (asked, kind) => {
        if (isLive() && kind === 'ok' && asked.path !== '/ping_login/') slide();
        options.onOutcome?.(asked, kind);
      },
      ended: () => closed || spent.has(created.pages) || (isLive() && expired()),
    });
    const isLive = () => live?.pages === created.pages;
    made.add(created.pages);
    return created;
  }

  /** HQ's sessions slide: any page but the mere question makes them last longer. */
  function slide(): void {
    if (live === null || live.lifeMs === null) return;
    live.expiresAt = Math.max(live.expiresAt ?? 0, deps.now() + live.lifeMs);
    keepIfLonger(live);
  }

  /** What is kept must not call a session over that has been used since; a tenth of its life is near enough. */
  function keepIfLonger({ expiresAt, lifeMs }: Live): void {
    if (expiresAt !== null && expiresAt - (toldExpiresAt ?? 0) > (lifeMs ?? 0) / 10) keepSoon();
  }

  function expired(): boolean {
    if (live === null) return false;
    const { pages, expiresAt } = live;
    const timeLeft = expiresAt === null || expiresAt > deps.now();
    // The token alone is no session.
    if (timeLeft && pages.cookies().some(({ name }) => name !== csrfCookie)) return false;
    end('its time is over');
    return true;
  }

  function replaceLive(next: Live | null): void {
    if (live !== null) spent.add(live.pages);
    live = next;
  }

  function begin(pages: HqPages, session: Outcome<SessionState> & { kind: 'ok' }): void {
    replaceLive({ pages, expiresAt: null, lifeMs: null });
    setOver(false);
    learn(session);
    keepNow();
    options.onState();
  }

  /** Counted from HQ's own clock where the answer has it: this computer's may be wrong. */
  function learn({ value, serverTime }: Outcome<SessionState> & { kind: 'ok' }): void {
    if (live === null) return;
    live.lifeMs = value.expiresAt === null ? null : value.expiresAt - (serverTime ?? deps.now());
    live.expiresAt = live.lifeMs === null ? null : deps.now() + live.lifeMs;
    keepIfLonger(live);
  }

  function end(why: string): void {
    replaceLive(null);
    setOver(true);
    deps.log('info', `the session with HQ's pages is over: ${why}`);
    keepNow();
    options.onState();
  }

  function setOver(value: boolean): void {
    if (value === over) return;
    over = value;
    options.onOver(value);
  }

  function keepSoon(): void {
    timer ??= deps.setTimer(keepNow, cookieDelayMs);
  }

  function keepNow(): void {
    timer?.cancel();
    timer = null;
    if (closed) return;
    toldExpiresAt = live?.expiresAt ?? null;
    const saved = live && { cookies: live.pages.cookies(), expiresAt: live.expiresAt };
    options.onCookies(saved === null ? null : JSON.stringify(saved satisfies z.infer<typeof savedSchema>));
  }

  function takeSaved(): void {
    if (options.saved === null) return;
    const saved = readSaved(options.saved);
    if (saved === null) {
      end('what was kept of it cannot be read');
      return;
    }
    toldExpiresAt = saved.expiresAt;
    live = { pages: open(saved.cookies).pages, expiresAt: saved.expiresAt, lifeMs: null };
    expired();
  }

  /** A sign-in that led nowhere; nothing of it is under way. */
  function drop(pages: HqPages): void {
    made.delete(pages);
    pages.close().catch((error: unknown) => deps.log('warn', `a sign-in was not closed: ${String(error)}`));
  }

  /** One step's answer as the contract has it; what the next step needs is kept. */
  function after(current: Omit<Attempt, 'step'>, outcome: Outcome<PageStep>): SignInStep {
    // Where nothing has reached HQ the same step can be tried again.
    if (outcome.kind !== 'not-sent' && outcome.kind !== 'throttled') attempt = null;
    if (closed) throw new AppFailure('cancelled', t('hq.cancelled'));
    const goesOn = outcome.kind === 'ok' && ['done', 'token', 'backup'].includes(outcome.value.step);
    if (!goesOn && attempt === null) drop(current.pages);
    if (outcome.kind !== 'ok') {
      if (outcome.kind === 'session-over') throw new AppFailure('wrong-state', t('session.sign-in-lapsed'));
      const { code, message, details } = failureToError(outcome, account);
      throw new AppFailure(code, message, details);
    }
    const { value: step } = outcome;
    if (step.step === 'token' || step.step === 'backup') attempt = { ...current, step: step.step };
    if (step.step !== 'done') return step;
    const { username } = step.session;
    if (username.toLowerCase() !== account.username.toLowerCase()) {
      // Never begun here, so its cookies are told to nobody and sent nowhere again.
      drop(current.pages);
      const params = { username: account.username, actual: username, server: account.server };
      throw new AppFailure('credential', t('session.other-account', params), { actual: username });
    }
    begin(current.pages, { ...outcome, value: step.session });
    return { step: 'done' };
  }

  /** @throws AppFailure `wrong-state` where no sign-in waits for a code */
  function underWay(): Attempt {
    if (attempt === null) throw new AppFailure('wrong-state', t('session.no-sign-in'));
    return attempt;
  }

  takeSaved();

  return {
    state: () => {
      expired();
      return live !== null ? 'signed-in' : over ? 'over' : 'none';
    },
    expiresAt: () => live?.expiresAt ?? null,
    pages: () => (expired() ? null : (live?.pages ?? null)),
    check: async (callOptions = {}) => {
      if (expired() || live === null) return null;
      const asked = live;
      const outcome = await asked.pages.session(callOptions);
      if (outcome.kind !== 'ok' || live !== asked) return outcome;
      if (outcome.value.username.toLowerCase() === account.username.toLowerCase()) learn(outcome);
      else end("it is another account's");
      return outcome;
    },
    signIn: (password) =>
      inTurn(async () => {
        // Without the old session's cookies: HQ would take them for an answer, and the password would not be looked at.
        if (attempt !== null) drop(attempt.pages);
        attempt = null;
        const current = open([]);
        return after(current, await current.signIn.password(account.username, password));
      }),
    signInCode: (code) =>
      inTurn(async () => {
        const { step, ...current } = underWay();
        const { signIn } = current;
        return after(current, await (step === 'backup' ? signIn.backup(code) : signIn.token(code)));
      }),
    signInBackup: () =>
      inTurn(async () => {
        const { step: _step, ...current } = underWay();
        return after(current, await current.signIn.useBackup());
      }),
    signOut: () => {
      attempt = null;
      replaceLive(null);
      setOver(false);
      keepNow();
      options.onState();
    },
    close: async () => {
      if (timer !== null || (live !== null && live.expiresAt !== toldExpiresAt)) keepNow();
      closed = true;
      await Promise.all([...made].map((pages) => pages.close()));
    },
  };
}

/** Null for a text that is not ours (any more). */
function readSaved(text: string): z.infer<typeof savedSchema> | null {
  try {
    return savedSchema.parse(JSON.parse(text));
  } catch {
    // Not the error: it could quote the text.
    return null;
  }
}
