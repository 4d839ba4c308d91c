/** One HTTP exchange with HQ: keep-alive, gzip, timeouts, cancelling. Knows nothing of what is asked; never logs bodies or headers. */
import { tlsTrust } from './tls-trust.ts';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Agent, EnvHttpProxyAgent, ProxyAgent } from 'undici';
import type { Dispatcher } from 'undici';
import type { SystemProxy } from '#shared/ipc/engine-host.ts';
import type { EngineDeps } from '../../deps.ts';
import type { HttpAnswer } from '../http-answer.ts';

export type HttpRequest = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: URL;
  body?: string | Buffer;
  /** Of the body; JSON unless told. */
  contentType?: string;
  /** Beside the client's own, for this request only. */
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
};

/**
 * What became of a request; `answerBegan`: the error came after the answer's first line. `bytes`: the body as it is, for files;
 * `setCookies`: its Set-Cookie lines, which may not go into a log.
 */
export type HttpExchange =
  | { ok: true; answer: HttpAnswer; bytes: Buffer; setCookies: string[] }
  | { ok: false; error: unknown; answerBegan: boolean; cancelled: boolean };

export type HttpClientOptions = {
  server: string;
  headers: Record<string, string>;
  /** How long HQ may take until its answer begins, and between two pieces of it, ms. */
  timeoutMs: number;
  /** The operating system's, for this server; none unless told. */
  proxy?: SystemProxy | undefined;
  setTimer: EngineDeps['setTimer'];
};

export type HttpClient = { send(request: HttpRequest): Promise<HttpExchange>; close(): Promise<void> };

/** Lanes of the push plus pages of the pull; more would only queue at HQ. */
const connections = 8;
/** Below a minute, at which common load balancers close idle connections: a request sent into a closing one gets no answer. */
const keepAliveMs = 30_000;
/** A connection that takes longer than this leads nowhere. */
const connectMs = 15_000;
/** A whole exchange may take this many times the timeout: slow lines are served, an endless trickle is not. */
const wholeFactor = 5;
/** A page of 1000 is about 1 MB; an answer this large is not one of HQ's and must not fill the memory. */
const maxBodyBytes = 64 * 1024 * 1024;

const unzip = promisify(gunzip);

export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { dispatcher, unusable } = createDispatcher(options);

  async function send(request: HttpRequest): Promise<HttpExchange> {
    if (unusable !== null) return { ok: false, error: unusable, answerBegan: false, cancelled: false };
    const stop = new AbortController();
    const onAbort = () => stop.abort(request.signal?.reason);
    request.signal?.addEventListener('abort', onAbort, { once: true });
    const timer = options.setTimer(() => stop.abort(timeoutError()), options.timeoutMs * wholeFactor);
    let answerBegan = false;
    try {
      const reply = await dispatcher.request({
        method: request.method,
        origin: request.url.origin,
        path: request.url.pathname + request.url.search,
        headers: {
          ...options.headers,
          ...(request.body === undefined ? {} : { 'content-type': request.contentType ?? 'application/json' }),
          ...request.headers,
        },
        body: request.body ?? null,
        signal: stop.signal,
      });
      answerBegan = true;
      const bytes = await readBody(reply);
      const header = (name: string) => {
        const value = reply.headers[name];
        return (Array.isArray(value) ? value[0] : value) ?? null;
      };
      const answer: HttpAnswer = {
        status: reply.statusCode,
        contentType: header('content-type'),
        retryAfter: header('retry-after'),
        date: header('date'),
        location: header('location'),
        body: bytes.toString('utf8'),
      };
      const cookies = reply.headers['set-cookie'];
      const setCookies = Array.isArray(cookies) ? cookies : cookies === undefined ? [] : [cookies];
      return { ok: true, answer, bytes, setCookies };
    } catch (error) {
      return { ok: false, error, answerBegan, cancelled: request.signal?.aborted === true };
    } finally {
      timer.cancel();
      request.signal?.removeEventListener('abort', onAbort);
    }
  }

  return {
    send,
    // destroy, not close: whoever closes has decided what the requests in flight mean.
    close: () => dispatcher.destroy(),
  };
}

/**
 * The way to the server: the proxy of the environment (said for this program, and the same for app and command line), else the operating
 * system's, else none. `unusable`: the system asks for a kind of proxy there is no way through.
 */
function createDispatcher(options: HttpClientOptions): { dispatcher: Dispatcher; unusable: Error | null } {
  const url = new URL(options.server);
  const common = {
    connections,
    pipelining: 1,
    keepAliveTimeout: keepAliveMs,
    headersTimeout: options.timeoutMs,
    bodyTimeout: options.timeoutMs,
  };
  const trust = url.protocol === 'https:' ? tlsTrust() : {};
  const connect = { timeout: Math.min(connectMs, options.timeoutMs), ...trust };
  // A proxy cannot reach this computer's own loopback address, and the practice HQ must work without any network.
  if (isLoopback(url.hostname)) return { dispatcher: new Agent({ ...common, connect }), unusable: null };
  const through = { ...common, connect, requestTls: trust, proxyTls: trust };
  const { proxy } = options;
  if (proxy === undefined || proxy.kind === 'direct' || environmentNamesProxy())
    return { dispatcher: new EnvHttpProxyAgent(through), unusable: null };
  if (proxy.kind === 'proxy') return { dispatcher: new ProxyAgent({ ...through, uri: proxy.url }), unusable: null };
  const unusable = new Error(`${proxy.name} is a kind of proxy Roster cannot use`);
  return { dispatcher: new Agent({ ...common, connect }), unusable: Object.assign(unusable, { code: 'ROSTER_PROXY' }) };
}

/** As undici reads them: for an HTTPS server either will do. */
function environmentNamesProxy(): boolean {
  return ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY'].some((name) => (process.env[name] ?? '') !== '');
}

function isLoopback(hostname: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

async function readBody(reply: Dispatcher.ResponseData): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of reply.body as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > maxBodyBytes) throw new Error('the answer is too large');
    pieces.push(piece);
  }
  const raw = Buffer.concat(pieces);
  const zipped = /gzip/i.test(String(reply.headers['content-encoding'] ?? ''));
  return zipped && raw.length > 0 ? await unzip(raw, { maxOutputLength: maxBodyBytes }) : raw;
}

function timeoutError(): Error {
  return Object.assign(new Error('HQ took too long'), { code: 'ROSTER_TIMEOUT' });
}
