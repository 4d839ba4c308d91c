import type { IncomingHttpHeaders } from 'node:http';
import { ReplyError, badRequest, canned } from './reply.ts';

/** One request, read whole. */
export type Call = {
  method: string;
  /** Without the query, percent-decoded where possible. */
  path: string;
  /** Path and query as sent. */
  target: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** The caller's IP address. */
  address: string;
  /** `http://127.0.0.1:<port>`. */
  origin: string;
  now: Date;
  /** How far behind a listing is (setting indexLagMs or fault stale-list). */
  lagMs: number;
};

export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isStringList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

/**
 * The body of a POST, PUT or PATCH to a resource.
 * HQ: tastypie Serializer.deserialize: another content type = 415 canned, broken JSON = 400; anything but an object fails later with 500.
 */
export function readJson(call: Call): JsonObject {
  const type = (call.headers['content-type'] ?? 'application/json').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json' && type !== 'text/json') throw new ReplyError(canned(415));
  let parsed: unknown;
  try {
    parsed = JSON.parse(call.body.toString('utf8'));
  } catch (cause) {
    throw Object.assign(badRequest('Request is not valid JSON.'), { cause });
  }
  if (!isObject(parsed)) throw new ReplyError(canned(500));
  return parsed;
}

/** A form post of a page. */
export function readForm(call: Call): URLSearchParams {
  return new URLSearchParams(call.body.toString('utf8'));
}
