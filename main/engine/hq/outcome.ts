/**
 * Every reply of HQ (and every way of getting none) is one of these. The set is closed: whoever handles an outcome handles all of them.
 * Classified from status, content type and body in one place (classify.ts).
 */
import type { FieldProblems } from '#shared/ipc/result.ts';

export type Outcome<Value> =
  /** 2xx with a body that fits. `serverTime` from the Date header, ms. */
  { kind: 'ok'; status: number; value: Value; serverTime: number | null } | Failure;

export type Failure =
  /** The request never left: DNS, refused, TLS, aborted before the body. Not applied, no attempt counted. */
  | { kind: 'not-sent'; cause: 'network' | 'tls' | 'cancelled'; message: string }
  /** Sent, but no (whole) answer: may have been applied. `unconfirmed`: a page answered, and reading back did not show it (yet). */
  | { kind: 'no-answer'; cause: 'timeout' | 'reset' | 'cut' | 'cancelled' | 'unconfirmed'; message: string }
  /** The signed-in session is over (or never was): HQ sends to its log-in page. Nothing was done. */
  | { kind: 'session-over'; status: number; message: string }
  /** 400 with a reason: HQ's own words, and those that could be told to belong to a field. */
  | { kind: 'refused'; status: number; messages: string[]; fields: FieldProblems }
  /** Wrong, expired or unknown credential (401 with an empty body or HQ's text). */
  | { kind: 'credential'; status: number; message: string }
  /** The account needs another way of logging in (two-factor code, locked account). HQ's words. */
  | { kind: 'login'; status: number; message: string }
  /** Not a member, or without the permission (403). */
  | { kind: 'permission'; status: number; message: string }
  /** The project's plan lacks API access or the feature. */
  | { kind: 'plan'; status: number; message: string }
  /** Dimagi cut the project's API off: asking again does not help. */
  | { kind: 'cut-off'; status: number; message: string }
  /** 429: empty, without Retry-After at HQ (`retryAfterMs` when some proxy gives one). */
  | { kind: 'throttled'; status: number; retryAfterMs: number | null; budget?: undefined }
  /** HQ was not asked: Roster has used what HQ allows the project in an hour or a day (hq/rest-budget.ts). */
  | { kind: 'throttled'; status: 429; retryAfterMs: number; budget: 'hour' | 'day' }
  /** HTML or a redirect where JSON was due: captive portal, proxy, wrong address. */
  | { kind: 'not-hq'; status: number; message: string }
  /** No such record (404, or the 400/500 HQ gives for unknown ids). */
  | { kind: 'gone'; status: number; message: string }
  /** 5xx: may have been applied. */
  | { kind: 'server-error'; status: number; message: string }
  /** 2xx (or a promised shape) that does not fit; `path` says where. */
  | { kind: 'bad-reply'; status: number; path: string; message: string };
