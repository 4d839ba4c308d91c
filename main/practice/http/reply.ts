/** An answer before it goes on the wire. Exactly one of `json`, `text` and `bytes` may be set; none = empty body. */
export type Reply = {
  status: number;
  headers?: Record<string, string>;
  json?: unknown;
  text?: string;
  bytes?: Buffer;
  /** Of `text` and `bytes`; JSON is always application/json. */
  contentType?: string;
  cookies?: string[];
};

/**
 * Thrown by a handler to end the request with this answer, as HQ does with exceptions
 * (such requests are not counted by the throttle: HQ counts after the handler returns).
 */
export class ReplyError extends Error {
  readonly reply: Reply;
  constructor(reply: Reply) {
    super(`HTTP ${reply.status}`);
    this.reply = reply;
  }
}

/** HQ: api/cors.py; only on answers made by create_response. */
const CORS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Headers': 'Content-Type, Authorization, X-Requested-With',
};

/** A normal answer of a resource. GETs carry tastypie's NoCache headers. */
export function answer(status: number, json: unknown, headers: Record<string, string> = {}): Reply {
  return { status, json, headers: { 'Cache-Control': 'no-cache', Vary: 'Accept', ...CORS, ...headers } };
}

export function empty(status: number, headers: Record<string, string> = {}): Reply {
  return { status, text: '', headers };
}

export function plainText(status: number, text: string): Reply {
  return { status, text, contentType: 'text/plain' };
}

export function html(status: number, text: string): Reply {
  return { status, text, contentType: 'text/html; charset=utf-8' };
}

export function redirect(to: string, status = 302): Reply {
  return { status, text: '', headers: { Location: to } };
}

/** HQ's JSON errors made outside create_response: no CORS headers. */
export function jsonError(status: number, json: unknown): Reply {
  return { status, json };
}

/** tastypie BadRequest and ApiFieldError: `{"error": text}` with `<`, `>` and `&` escaped (tastypie `sanitize`). */
export function badRequest(text: string): ReplyError {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return new ReplyError(jsonError(400, { error: escaped }));
}

/** HQ's web-user and invitation rules: `{"errors": [text, …]}`. */
export function badRequests(texts: string[]): ReplyError {
  return new ReplyError(jsonError(400, { errors: texts }));
}

export const CANNED = 'Sorry, this request could not be processed. Please try again later.';

/** tastypie's canned error body: for uncaught exceptions (500) and some 404 and 415. */
export function canned(status: number): Reply {
  return jsonError(status, { error_message: CANNED });
}

/** What HQ does where its code lets an exception out. */
export function uncaught(): ReplyError {
  return new ReplyError(canned(500));
}

/** To OPTIONS: the methods as plain text, for a browser that asks before it sends. HQ: api/cors.py. */
export function allowed(methods: readonly string[]): Reply {
  const names = methods.join(', ');
  return { ...plainText(200, names), headers: { Allow: names, ...CORS } };
}

/** tastypie and Django: body and Allow header name the allowed methods. */
export function methodNotAllowed(methods: readonly string[]): Reply {
  const allowed = methods.join(', ');
  return { status: 405, text: allowed, contentType: 'text/html; charset=utf-8', headers: { Allow: allowed } };
}

/** Django's own page for a path that nothing serves. */
export function notFoundPage(): Reply {
  return html(404, '<!doctype html><html><head><title>404</title></head><body><h1>Page not found</h1></body></html>');
}
