/**
 * The one place where an HTTP answer (or the lack of one) becomes an `Outcome`. By status, content type and body, in HQ's own
 * order of checks; a body is never taken for JSON unheard. Sources: corehq/apps/api/resources/__init__.py and meta.py,
 * corehq/apps/domain/auth.py and decorators.py, tastypie's error responses. What pages of a signed-in session answer is told
 * apart in classify-page.ts.
 */
import { z } from 'zod';
import type { PersonEntity } from '#shared/domain/entities.ts';
import { looksLikeHtml, parseJson, plainText, timeOf } from './answer-text.ts';
import { classifyPage } from './classify-page.ts';
import type { AskedPage, PageAnswer } from './classify-page.ts';
import type { HttpAnswer } from './http-answer.ts';
import type { Failure } from './outcome.ts';
import { fieldsOfRefusal, messagesOfBody } from './refusal.ts';

/** What was asked, as far as it matters to what the answer means. */
export type Asked = {
  /** REST unless told: a session's pages mean other things by the same statuses. */
  page?: undefined;
  /** GETs change nothing: an answer that is not HTTP can be taken at its word. */
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Names the fields of a refusal. */
  entity: PersonEntity;
  /** A list was sent, and HQ answers entry by entry: the 400 that tells of one bad entry is such a list too. */
  entries?: boolean;
  /** Milliseconds since 1970, for a Retry-After given as a date. */
  now: number;
};

/** A 2xx answer with JSON (`null` for an empty body). */
export type JsonAnswer = { kind: 'json'; status: number; json: unknown; serverTime: number | null };

export function classifyAnswer(answer: HttpAnswer, asked: Asked): JsonAnswer | Failure;
export function classifyAnswer(answer: HttpAnswer, asked: AskedPage): PageAnswer | Failure;
export function classifyAnswer(answer: HttpAnswer, asked: Asked | AskedPage): JsonAnswer | PageAnswer | Failure {
  const { status } = answer;
  if (status === 429) return { kind: 'throttled', status, retryAfterMs: retryAfterMs(answer.retryAfter, asked.now) };
  if (status === 407) return { kind: 'not-hq', status, message: 'a proxy asks for a login (407)' };
  // RFC 6585: a guest network's own answer, given by nobody behind it.
  if (status === 511) return { kind: 'not-hq', status, message: 'the network asks for a login (511)' };
  // A gateway in front of HQ answers with HTML, and HQ may still have done the work behind it.
  if (status >= 500 && status !== 501) return { kind: 'server-error', status, message: shortText(answer) };
  return asked.page === undefined ? classifyRest(answer, asked) : classifyPage(answer, asked);
}

function classifyRest(answer: HttpAnswer, asked: Asked): JsonAnswer | Failure {
  const { status } = answer;
  if (status >= 300 && status < 400) return { kind: 'not-hq', status, message: `redirect (${status})` };
  if (isBadAuthorizationHeader(answer)) return { kind: 'credential', status, message: plainText(answer.body) };
  if (looksLikeHtml(answer)) return { kind: 'not-hq', status, message: `HTML (${status})` };
  if (status >= 200 && status < 300) return parseSuccess(answer);
  const parsed = parseJson(answer.body);
  if (status === 400 && asked.entries === true && Array.isArray(parsed))
    return { kind: 'json', status, json: parsed, serverTime: timeOf(answer) };
  const messages = messagesOfBody(parsed === undefined ? plainText(answer.body) : parsed);
  const message = messages.join(' ');
  switch (status) {
    case 401:
      return unauthorized(message, typeof parsed === 'object');
    // 451: the project's own list of allowed addresses (IP_ACCESS_CONTROLS).
    case 403:
    case 451:
      return { kind: 'permission', status, message };
    case 404:
      return notFound(answer, parsed, message);
    case 408:
      return { kind: 'no-answer', cause: 'timeout', message: 'HTTP 408' };
    default:
      break;
  }
  // The detail of an unknown id is a 400 at HQ: tastypie fails on the empty user object that comes back.
  if (status === 400 && /has an empty attribute 'get_id'/.test(message)) return { kind: 'gone', status, message };
  return {
    kind: 'refused',
    status,
    messages: messages.length > 0 ? messages : [`HTTP ${status}`],
    fields: fieldsOfRefusal(messages, asked.entity),
  };
}

/**
 * HQ says of a record that it has none by an empty body, of an action on one by tastypie's `error_message`. `error` comes from a Http404
 * inside its authentication, before any record was looked for: the project is not there for this account (its sibling without a
 * message is the 401 "not authorized"). Anything else is in no form of HQ's: a gateway's 404 says nothing about people.
 */
function notFound(answer: HttpAnswer, parsed: unknown, message: string): Failure {
  const { status } = answer;
  const record = z.record(z.string(), z.unknown()).catch({}).parse(parsed);
  if (answer.body.trim() === '' || typeof record['error_message'] === 'string')
    return { kind: 'gone', status, message };
  if (typeof record['error'] === 'string') return { kind: 'permission', status, message };
  return { kind: 'bad-reply', status, path: '', message: `HTTP 404: ${message}` };
}

/**
 * 401 is not "wrong key" alone: plan, cut-off and login states come as 401 with a JSON text. HQ translates such texts, so one that is
 * not known is a reason all the same: only without any JSON is it about the key. `not authorized` is a Http404 inside HQ's
 * authentication: the project is not there for this account.
 */
function unauthorized(message: string, isJson: boolean): Failure {
  const status = 401;
  if (/cut off/i.test(message)) return { kind: 'cut-off', status, message };
  if (/subscription/i.test(message)) return { kind: 'plan', status, message };
  if (/OTP|password attempts/i.test(message)) return { kind: 'login', status, message };
  return { kind: isJson ? 'permission' : 'credential', status, message };
}

function parseSuccess(answer: HttpAnswer): JsonAnswer | Failure {
  const { status } = answer;
  const serverTime = timeOf(answer);
  if (answer.body.trim() === '') return { kind: 'json', status, json: null, serverTime };
  const json = parseJson(answer.body);
  if (json !== undefined) return { kind: 'json', status, json, serverTime };
  if (/json/i.test(answer.contentType ?? ''))
    return { kind: 'bad-reply', status, path: '', message: 'the JSON is broken' };
  return { kind: 'not-hq', status, message: `${answer.contentType ?? 'no content type'} (${status})` };
}

/** HQ's answer to an Authorization header it cannot take apart (e.g. a line break in the key): 400, text or HTML. */
function isBadAuthorizationHeader(answer: HttpAnswer): boolean {
  return answer.status === 400 && /HTTP_AUTHORIZATION/.test(answer.body);
}

function shortText(answer: HttpAnswer): string {
  if (looksLikeHtml(answer)) return `HTTP ${answer.status}`;
  const parsed = parseJson(answer.body);
  const text = parsed === undefined ? plainText(answer.body) : messagesOfBody(parsed).join(' ');
  return text === '' ? `HTTP ${answer.status}` : text;
}

function retryAfterMs(header: string | null, now: number): number | null {
  if (header === null) return null;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}

/** Codes of a connection that never came to be. */
const notConnected =
  /^(ENOTFOUND|EAI_\w+|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EADDRNOTAVAIL|EADDRINUSE|EACCES|EINVAL|UND_ERR_CONNECT_TIMEOUT|UND_ERR_CONNECT|UND_ERR_PRX_TLS|ROSTER_PROXY)$/;
/** Node's codes for a certificate or a handshake that failed: nothing of ours was sent. Source: Node's tls and X509 error codes. */
const handshakeCodes =
  /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|CERT_\w+|CRL_\w+|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|ERROR_IN_CERT_\w+|ERR_TLS_\w+)$/;
/**
 * OpenSSL's own faults: in the handshake, or as well in a record of an established connection, behind a body that HQ has. The code does
 * not tell which, so a write is settled by reading.
 */
const opensslCodes = /^(ERR_SSL_\w+|EPROTO)$/;

/**
 * The failure a thrown error stands for. `sent`: headers of the answer had come, so the error is in the body. Timeouts of the
 * connection count as not sent; everything after it may have been applied.
 */
export function classifyError(
  error: unknown,
  asked: Pick<Asked, 'method'>,
  sent: { answerBegan: boolean; cancelled: boolean },
): Failure {
  const { code, text } = describe(error);
  const message = code === '' || text.startsWith(code) ? text : `${code}: ${text}`;
  if (sent.cancelled) return { kind: 'no-answer', cause: 'cancelled', message: 'cancelled' };
  if (sent.answerBegan) {
    const timedOut = code === 'UND_ERR_BODY_TIMEOUT' || code === 'ROSTER_TIMEOUT';
    return { kind: 'no-answer', cause: timedOut ? 'timeout' : 'cut', message };
  }
  if (handshakeCodes.test(code) || (opensslCodes.test(code) && asked.method === 'GET'))
    return { kind: 'not-sent', cause: 'tls', message };
  if (notConnected.test(code)) return { kind: 'not-sent', cause: 'network', message };
  if (/before secure TLS connection|Proxy response \(\d+\)/.test(text))
    return { kind: 'not-sent', cause: 'network', message };
  // What answered does not speak HTTP. After a write the socket may also be out of step, so that one is settled by reading.
  if (/^HPE/.test(code) && asked.method === 'GET') return { kind: 'not-hq', status: 0, message };
  const timedOut = /^(UND_ERR_HEADERS_TIMEOUT|ROSTER_TIMEOUT|ETIMEDOUT)$/.test(code);
  return { kind: 'no-answer', cause: timedOut ? 'timeout' : 'reset', message };
}

/** The first code in an error, its causes and its members (Node tries several addresses and wraps what each said). */
function describe(error: unknown): { code: string; text: string } {
  if (!(error instanceof Error)) return { code: '', text: String(error) };
  const inner = error instanceof AggregateError ? (error.errors as unknown[])[0] : error.cause;
  // undici's error for an answer that is not HTTP has a code (HPE_…) only sometimes.
  const unnamed = error.name === 'HTTPParserError' ? 'HPE' : '';
  const own = 'code' in error && typeof error.code === 'string' ? error.code : unnamed;
  const deeper = inner instanceof Error ? describe(inner) : { code: '', text: '' };
  // undici wraps a failed connection; the system's own code says more.
  const code = deeper.code !== '' ? deeper.code : own;
  return { code, text: error.message !== '' ? error.message : deeper.text };
}
