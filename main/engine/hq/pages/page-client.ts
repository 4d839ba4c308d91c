/**
 * HTTP for HQ's web pages: cookies, CSRF, never following a redirect by itself, a few requests at once and one change at a time.
 * Logs method, path without ids' values and outcome; never a cookie, a body or a query.
 * Source of the CSRF rules: Django's middleware as set up in HQ's settings.py.
 */
import type { SystemProxy } from '#shared/ipc/engine-host.ts';
import type { EngineDeps } from '../../deps.ts';
import { classifyAnswer, classifyError } from '../classify.ts';
import type { AskedPage, PageAnswer } from '../classify-page.ts';
import type { CallOptions } from '../call-options.ts';
import type { Failure } from '../outcome.ts';
import { createHttpClient } from '../rest/http-client.ts';
import type { Throttle } from '../throttle.ts';
import { createCookieJar } from './cookie-jar.ts';
import type { SavedCookie } from './cookie-jar.ts';
import { createQueue } from './queue.ts';

export type PageClientOptions = {
  /** Address of the server; a path and trailing slashes are cut off. */
  server: string;
  project: string;
  cookies?: readonly SavedCookie[];
  /** Told after every answer that changed the cookies: HQ's sessions slide, and what is kept must slide along. */
  onCookies?: (cookies: SavedCookie[]) => void;
  /** HQ says that nobody is signed in (any more). */
  onSessionOver?: () => void;
  /** Told of each answer: the path asked, and what became of it. */
  onOutcome?: (asked: { method: 'GET' | 'POST'; path: string }, kind: Failure['kind'] | 'ok') => void;
  /** True once the session is known to be over or given up: its cookies are not sent any more. */
  ended?: () => boolean;
  /** HQ's budget, shared with REST; not metered without one. */
  throttle?: Throttle;
  /** Roster's own, for the User-Agent. */
  version: string;
  timeoutMs?: number;
  /** The operating system's, for this server. */
  proxy?: SystemProxy | undefined;
  now: EngineDeps['now'];
  setTimer: EngineDeps['setTimer'];
  log: EngineDeps['log'];
};

export type PageWants = AskedPage['page']['wants'];
export type PageCall = CallOptions & {
  /** An address of this server, absolute or from its root. */
  to: string | URL;
  wants: PageWants;
  /** `project` unless told: what a 404 means. */
  about?: 'project' | 'record';
  /** `users` unless told: a redirect is the good answer only into the project's pages about users, where all of HQ's changes of them end. */
  landing?: 'users' | 'anywhere';
  /** Sent as a POST: a form's encoding, or with a content type of its own. */
  body?: string | { content: Buffer; type: string };
  /** The page the request comes from (Referer); the page asked unless told. */
  from?: string | URL;
  /** Asked as HQ's scripts ask, so that refusals come as text rather than as pages. */
  script?: boolean;
  /** The page's own method that a script calls (`DjNg-Remote-Method`); `body` is JSON. Source: corehq/util/jqueryrmi.py. */
  method?: string;
};

/** `bytes` of an answer, for files. */
export type PageReply = (PageAnswer & { bytes: Buffer }) | Failure;

export type PageClient = {
  readonly origin: string;
  readonly project: string;
  /** `/a/<project>/settings/users/<rest>` */
  users(rest: string): string;
  call(call: PageCall): Promise<PageReply>;
  /** An address found in a page or a row; null when it leads out of this server. */
  address(found: string): URL | null;
  /** Runs one change to its end (its read-back too) before the next: flash messages belong to the session, not to the request. */
  change<Value>(work: () => Promise<Value>): Promise<Value>;
  cookies(): SavedCookie[];
  /** Tells whoever keeps the session that it is over, where an answer says so in words of its own. */
  sessionOver(): void;
  /** Waits; false when cancelled. */
  pause(ms: number, signal?: AbortSignal): Promise<boolean>;
  now: EngineDeps['now'];
  close(): Promise<void>;
};

/** As in REST: longer than HQ's own gateways wait. */
const defaultTimeoutMs = 90_000;
/** Pages are work for HQ, and a person's browser asks about as many at once. */
const requestsAtOnce = 4;

export function createPageClient(options: PageClientOptions): PageClient {
  const origin = new URL(options.server).origin;
  const { now, log, setTimer } = options;
  const jar = createCookieJar(options.cookies ?? [], now);
  const client = createHttpClient({
    server: origin,
    headers: { 'accept-encoding': 'gzip', 'user-agent': `Roster/${options.version}` },
    timeoutMs: options.timeoutMs ?? defaultTimeoutMs,
    proxy: options.proxy,
    setTimer,
  });
  const requests = createQueue(requestsAtOnce);
  const changes = createQueue(1);
  const users = (rest: string) => `/a/${encodeURIComponent(options.project)}/settings/users/${rest}`;

  const sessionOver = () => options.onSessionOver?.();

  async function call(asked: PageCall): Promise<PageReply> {
    const reply = await tryTwice(asked);
    if (reply.kind === 'session-over') sessionOver();
    return reply;
  }

  async function tryTwice(asked: PageCall): Promise<PageReply> {
    const reply = await requests(() => exchange(asked));
    if (reply.kind !== 'session-over' || reply.message !== 'CSRF') return reply;
    // The token had gone stale (another sign-in of the same browser session, or none yet). CSRF is checked before anything is
    // done, so the request may be made again with a token from a page.
    const before = jar.value('csrftoken');
    const { signal } = asked;
    const fresh = await requests(() => exchange({ to: users('web/'), wants: ['html'], ...(signal ? { signal } : {}) }));
    if (fresh.kind === 'session-over') return fresh;
    return jar.value('csrftoken') === before ? reply : requests(() => exchange(asked));
  }

  async function exchange(asked: PageCall): Promise<PageReply> {
    const url = new URL(asked.to, origin);
    const { signal, body } = asked;
    // A read-back belongs to a change that has left: only the change itself can still be held back.
    const heldBack = body !== undefined && asked.admit?.aborted === true;
    if (signal?.aborted || heldBack) return { kind: 'not-sent', cause: 'cancelled', message: 'cancelled' };
    if (url.origin !== origin) return { kind: 'not-sent', cause: 'network', message: 'an address of another server' };
    const admitted = await admission(asked);
    if ('kind' in admitted) return admitted;
    let answered = false;
    try {
      const reply = options.ended?.() === true ? overAlready() : await send(asked, url);
      answered = 'status' in reply && reply.kind !== 'throttled';
      return reply;
    } finally {
      if (admitted.probe) options.throttle?.probed(answered);
    }
  }

  async function send(asked: PageCall, url: URL): Promise<PageReply> {
    const { signal, body } = asked;
    const method = body === undefined ? 'GET' : 'POST';
    const began = now();
    const content = typeof body === 'object' ? body.content : body;
    const contentType = typeof body === 'object' ? body.type : 'application/x-www-form-urlencoded';
    const result = await client.send({
      method,
      url,
      signal,
      headers: headersFor(asked, url),
      ...(content === undefined ? {} : { body: content, contentType }),
    });
    const landing = asked.landing === 'anywhere' ? null : users('');
    const page = { url, wants: asked.wants, about: asked.about ?? 'project', landing };
    const question: AskedPage = { method, now: now(), page };
    if (result.ok && jar.take(url, result.setCookies)) options.onCookies?.(jar.cookies());
    const outcome = result.ok
      ? classifyAnswer(result.answer, question)
      : classifyError(result.error, question, { answerBegan: result.answerBegan, cancelled: result.cancelled });
    if (outcome.kind === 'throttled') options.throttle?.refused(outcome.retryAfterMs);
    else if ('status' in outcome) options.throttle?.answered();
    options.onOutcome?.({ method, path: url.pathname }, 'serverTime' in outcome ? 'ok' : outcome.kind);
    log('info', `${method} page ${nameless(url.pathname)} ${outcome.kind} ${now() - began} ms`);
    return 'serverTime' in outcome ? { ...outcome, bytes: result.ok ? result.bytes : Buffer.alloc(0) } : outcome;
  }

  /** Waits for a place in HQ's budget; why there is none, else whether it goes alone. */
  async function admission({ signal, admit, body }: PageCall): Promise<Failure | { probe: boolean }> {
    if (options.throttle === undefined) return { probe: false };
    const admitted = await options.throttle.acquire('pages', body === undefined ? signal : (admit ?? signal));
    if (!admitted.admitted && admitted.why === 'paused')
      return { kind: 'throttled', status: 429, retryAfterMs: admitted.retryAfterMs };
    if (!admitted.admitted || signal?.aborted === true) {
      if (admitted.admitted && admitted.probe) options.throttle.probed(false);
      return { kind: 'not-sent', cause: 'cancelled', message: 'cancelled' };
    }
    return { probe: admitted.probe === true };
  }

  function headersFor(asked: PageCall, url: URL): Record<string, string> {
    const cookie = jar.header(url);
    const headers: Record<string, string> = {
      accept: asked.wants.includes('json') ? 'application/json, text/html;q=0.9' : 'text/html, */*;q=0.8',
      // Django wants it over HTTPS.
      referer: new URL(asked.from ?? url, origin).href,
    };
    if (cookie !== null) headers['cookie'] = cookie;
    if (asked.script === true || asked.method !== undefined) headers['x-requested-with'] = 'XMLHttpRequest';
    if (asked.method !== undefined) headers['djng-remote-method'] = asked.method;
    if (asked.body === undefined) return headers;
    headers['origin'] = origin;
    const token = jar.value('csrftoken');
    if (token !== null) headers['x-csrftoken'] = token;
    return headers;
  }

  return {
    origin,
    project: options.project,
    users,
    call,
    address: (found) => {
      const url = URL.canParse(found, origin) ? new URL(found, origin) : null;
      return url !== null && url.origin === origin && found !== '' ? url : null;
    },
    change: changes,
    cookies: () => jar.cookies(),
    sessionOver,
    pause: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve(false);
        const onAbort = () => {
          timer.cancel();
          resolve(false);
        };
        const timer = setTimer(() => {
          signal?.removeEventListener('abort', onAbort);
          resolve(true);
        }, ms);
        signal?.addEventListener('abort', onAbort, { once: true });
      }),
    now,
    close: () => client.close(),
  };
}

function overAlready(): Failure {
  return { kind: 'session-over', status: 0, message: 'over already' };
}

/** The failure in a reply of another kind than the one that was hoped for. */
export function notWanted(reply: PageReply): Failure {
  if (!('serverTime' in reply)) return reply;
  return { kind: 'not-hq', status: reply.status, message: `${reply.kind} (${reply.status})` };
}

/** A page came, but without what was looked for: HQ's own page that has changed, or a page that is not HQ's at all. */
export function notInPage(reply: { status: number; html: string }, what: string): Failure {
  const { status, html } = reply;
  if (/csrfTokenContainer|csrfmiddlewaretoken|data-name=/.test(html))
    return { kind: 'bad-reply', status, path: what, message: 'is not in the page' };
  return { kind: 'not-hq', status, message: `HTML (${status})` };
}

/** Usernames are parts of some addresses, and a log is no place for people. */
function nameless(pathname: string): string {
  return pathname.replace(/(\/(?:personalid_link|connectid_link)\/)[^/]+/, '$1---');
}
