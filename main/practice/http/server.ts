import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { z } from 'zod';
import { applyEdit, editMeanwhile } from '../control/edit.ts';
import { control } from '../control/control.ts';
import type { Hq } from '../hq.ts';
import type { faultRuleSchema } from '../options.ts';
import type { LogEntry } from '../request-log.ts';
import { CUT_OFF, NO_SUBSCRIPTION } from '../resources/dispatch.ts';
import { route } from '../router.ts';
import type { Call } from './call.ts';
import { ReplyError, canned, empty, html, jsonError } from './reply.ts';
import { isListBody } from './paging.ts';
import type { Reply } from './reply.ts';
import type { ServerParts } from './server-parts.ts';

type Rule = z.output<typeof faultRuleSchema>;

/** Large enough for any workbook; protects the machine from a runaway client. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;
/** Django's GZipMiddleware leaves shorter answers alone. */
const MIN_GZIP_BYTES = 200;
const CONTROL_PREFIX = '/__practice__/';
/** stale-list without `ms`: a minute behind, more than any test lasts. */
const DEFAULT_STALE_MS = 60_000;

const CAPTIVE_PORTAL =
  '<!doctype html><html><head><title>Hotel Wi-Fi</title></head><body><h1>Welcome!</h1><p>Sign in to use the internet.</p></body></html>';

export function makeServer(parts: ServerParts): Server {
  return createServer((request, response) => {
    serve(parts, request, response).catch((error: unknown) => {
      parts.log(`practice: ${request.method} ${request.url?.split('?')[0]} failed: ${String(error)}`);
      request.socket.destroy();
    });
  });
}

async function serve(parts: ServerParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const call = await readCall(parts.hq, request);
  if (call.path.startsWith(CONTROL_PREFIX)) {
    send(
      call,
      guarded(parts, call, () => control(parts, call)),
      response,
      0,
    );
    return;
  }
  const struck = parts.faults.strike(call.method, call.target);
  const entry = parts.requests.arrived(
    call,
    struck.map((rule) => rule.kind),
    parts.hq.sessions.userOf(call, true)?.username ?? null,
  );
  try {
    await respond(parts, call, { request, response }, struck, entry);
  } finally {
    parts.requests.ended();
  }
}

/** An answer, or what a fault makes of it. */
async function respond(
  parts: ServerParts,
  call: Call,
  { request, response }: { request: IncomingMessage; response: ServerResponse },
  struck: Rule[],
  entry: LogEntry,
): Promise<void> {
  for (const rule of struck) await disturb(parts, rule, call);
  const has = (kind: Rule['kind']): Rule | undefined => struck.find((rule) => rule.kind === kind);
  const skewMs = has('clock-skew')?.ms ?? 0;
  if (has('drop-before')) {
    request.socket.destroy();
    return;
  }
  const instead = struck.map((rule) => refusalOf(rule, call)).find((reply) => reply !== undefined);
  if (instead) {
    entry.status = instead.status;
    entry.zipped = send(call, instead, response, skewMs);
    return;
  }
  parts.requests.handling(entry);
  const before = parts.hq.store.changes();
  const made = guarded(parts, call, () => route(parts.hq, call));
  entry.applied = parts.hq.store.changes() > before;
  if (has('drop-after')) {
    request.socket.destroy();
    return;
  }
  const failAfter = has('500-after');
  const answer = failAfter ? serverError(failAfter, call) : struck.reduce(shortenList, made);
  entry.status = answer.status;
  entry.zipped = send(call, answer, response, skewMs, has('cut-body') !== undefined);
}

/** REST lies under /api/, in a project or outside; everything else is HQ's pages. */
function isRest(call: Call): boolean {
  return call.path.includes('/api/');
}

/** What HQ answers where its code lets an exception out: REST tastypie's canned JSON, a page Django's own page. */
function crashed(call: Call): Reply {
  return isRest(call) ? canned(500) : html(500, '<!doctype html><html><body><h1>Server error (500)</h1></body></html>');
}

/** HQ answers whatever its code lets out with 500. */
function guarded(parts: ServerParts, call: Call, handle: () => Reply): Reply {
  try {
    return handle();
  } catch (error) {
    if (error instanceof ReplyError) return error.reply;
    parts.log(`practice: uncaught ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return crashed(call);
  }
}

async function readCall(hq: Hq, request: IncomingMessage): Promise<Call> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Uint8Array);
    size += bytes.length;
    if (size > MAX_BODY_BYTES) throw new Error('body too large');
    chunks.push(bytes);
  }
  const target = request.url ?? '/';
  const origin = `http://${request.headers.host ?? '127.0.0.1'}`;
  const queryAt = target.indexOf('?');
  const rawPath = queryAt < 0 ? target : target.slice(0, queryAt);
  const override = request.headers['x-http-method-override'];
  return {
    method: (typeof override === 'string' ? override : (request.method ?? 'GET')).toUpperCase(),
    path: decoded(rawPath),
    target,
    query: new URLSearchParams(queryAt < 0 ? '' : target.slice(queryAt + 1)),
    headers: request.headers,
    body: Buffer.concat(chunks),
    address: (request.socket.remoteAddress ?? '').replace(/^::ffff:/, ''),
    origin,
    now: hq.clock(),
    lagMs: hq.settings().indexLagMs,
  };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    // A stray % sign: Django would take the path as it is.
    return path;
  }
}

/** The faults that change a request without ending it. */
async function disturb({ hq, wait }: ServerParts, rule: Rule, call: Call): Promise<void> {
  if (rule.kind === 'delay') await wait(rule.ms ?? 0);
  if (rule.kind === 'stale-list') call.lagMs = Math.max(call.lagMs, rule.ms ?? DEFAULT_STALE_MS);
  if (rule.kind === 'edit-meanwhile') {
    if (rule.edit) applyEdit(hq, rule.edit);
    else editMeanwhile(hq, call.path);
  }
}

/** The answer of a fault that keeps the request from being handled at all. */
function refusalOf(rule: Rule, call: Call): Reply | undefined {
  switch (rule.kind) {
    case '500-before':
      return serverError(rule, call);
    case '429':
      return empty(429);
    case 'html-200':
      return html(200, CAPTIVE_PORTAL);
    case 'redirect':
      return { ...html(302, ''), headers: { Location: '/guest-network-login' } };
    case '511':
      return html(511, CAPTIVE_PORTAL);
    case 'plan-401':
      return jsonError(401, { error: NO_SUBSCRIPTION });
    case 'cut-off-401':
      return jsonError(401, { error: CUT_OFF });
    case '401':
      return empty(401);
    case '403':
      return empty(403);
    default:
      return undefined;
  }
}

/** A list that ends too early (it still says how many there are), or an index that knows nobody; anything else stays as it is. */
function shortenList(reply: Reply, { kind }: Rule): Reply {
  if ((kind !== 'short-list' && kind !== 'empty-list') || !isListBody(reply.json)) return reply;
  const { meta, objects } = reply.json;
  if (kind === 'empty-list') return { ...reply, json: { meta: { ...meta, next: null, total_count: 0 }, objects: [] } };
  return {
    ...reply,
    json: { meta: { ...meta, next: null }, objects: objects.slice(0, Math.floor(objects.length / 2)) },
  };
}

/** 502, 503 and 504 come from a gateway in front of HQ, as HTML. */
function serverError(rule: Rule, call: Call): Reply {
  const status = rule.status ?? 500;
  return status === 500 ? crashed(call) : html(status, `<html><body><h1>${status} Gateway trouble</h1></body></html>`);
}

/** @returns whether the body went out compressed */
function send(call: Call, reply: Reply, response: ServerResponse, skewMs: number, isCut = false): boolean {
  let body = reply.bytes ?? Buffer.from(reply.json === undefined ? (reply.text ?? '') : JSON.stringify(reply.json));
  response.statusCode = reply.status;
  response.setHeader('Date', new Date(call.now.getTime() + skewMs).toUTCString());
  response.setHeader(
    'Content-Type',
    reply.json === undefined ? (reply.contentType ?? 'text/html; charset=utf-8') : 'application/json',
  );
  for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value);
  if (reply.cookies) response.setHeader('Set-Cookie', reply.cookies);
  const takesGzip = (call.headers['accept-encoding'] ?? '').includes('gzip');
  const zipped = takesGzip && body.length >= MIN_GZIP_BYTES;
  if (zipped) {
    body = gzipSync(body);
    response.setHeader('Content-Encoding', 'gzip');
    response.setHeader('Vary', [reply.headers?.['Vary'], 'Accept-Encoding'].filter(Boolean).join(', '));
  }
  // 204 must not carry a length.
  if (reply.status !== 204) response.setHeader('Content-Length', body.length);
  if (isCut && body.length < 2) {
    // Nothing to cut in two.
    response.socket?.destroy();
    return zipped;
  }
  if (isCut) {
    response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.socket?.destroy());
    return zipped;
  }
  response.end(body);
  return zipped;
}
