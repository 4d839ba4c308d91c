/** One REST call from its description to its outcome: address, budget, exchange, classification, older address where needed. */
import type { z } from 'zod';
import type { PersonEntity } from '#shared/domain/entities.ts';
import type { SystemProxy } from '#shared/ipc/engine-host.ts';
import { t } from '#shared/messages/translate.ts';
import type { EngineDeps } from '../../deps.ts';
import { classifyAnswer, classifyError } from '../classify.ts';
import type { Asked } from '../classify.ts';
import { fitReply } from '../fit-reply.ts';
import type { HqBody } from '../gateway.ts';
import type { Failure, Outcome } from '../outcome.ts';
import type { Throttle, ThrottleLane } from '../throttle.ts';
import { credentialHeaders } from './credential.ts';
import type { HqCredential } from './credential.ts';
import { createHttpClient } from './http-client.ts';
import type { HttpRequest } from './http-client.ts';
import { resources } from './resources.ts';
import type { Resource } from './resources.ts';

export type RestCallerOptions = {
  /** Address of the server; a path and trailing slashes are cut off. */
  server: string;
  project: string;
  credential: HqCredential;
  /** Roster's own, for the User-Agent. */
  version: string;
  /** Until HQ's answer begins, and between two pieces of it, ms. */
  timeoutMs?: number;
  /** The operating system's, for this server. */
  proxy?: SystemProxy | undefined;
  /** Told of each answer. */
  onOutcome?: (resource: Resource, outcome: Outcome<unknown>) => void;
  throttle: Throttle;
  now: EngineDeps['now'];
  setTimer: EngineDeps['setTimer'];
  log: EngineDeps['log'];
};

export type RestCall<Value> = {
  resource: Resource;
  method: HttpRequest['method'];
  id?: string;
  /** Action on the record: `activate`, `deactivate`, `email_password_reset`. */
  action?: string;
  query?: Record<string, string>;
  /** An array is sent as tastypie's list (`{"objects": […]}`), to be answered entry by entry. */
  body?: HqBody | HqBody[];
  lane: ThrottleLane;
  entity?: PersonEntity;
  /** @param url the address asked, for replies that hold relative ones */
  schema: (url: string) => z.ZodType<Value>;
  signal?: AbortSignal | undefined;
  admit?: AbortSignal | undefined;
};

export type RestCaller = {
  run<Value>(call: RestCall<Value>): Promise<Outcome<Value>>;
  close(): Promise<void>;
};

/** HQ's gateways give up after about a minute; ours waits longer, so that the 504 is seen rather than guessed at. */
const defaultTimeoutMs = 90_000;

export function createRestCaller(options: RestCallerOptions): RestCaller {
  const origin = new URL(options.server).origin;
  const { throttle, now, log } = options;
  const client = createHttpClient({
    server: origin,
    headers: {
      accept: 'application/json',
      'accept-encoding': 'gzip',
      'user-agent': `Roster/${options.version}`,
      ...credentialHeaders(options.credential),
    },
    timeoutMs: options.timeoutMs ?? defaultTimeoutMs,
    proxy: options.proxy,
    setTimer: options.setTimer,
  });
  /** Resources this server knows by the older address only. */
  const older = new Set<Resource>();

  function address(call: RestCall<unknown>, useOlder: boolean): URL {
    const resource = resources[call.resource];
    const path = useOlder && resource.older !== null ? resource.older : resource.path;
    const base = path.startsWith('/') ? path : `/a/${encodeURIComponent(options.project)}/api/${path}`;
    // The trailing slash is part of HQ's patterns; without it Django redirects and a body may be lost.
    const record = call.id === undefined ? '' : `${encodeURIComponent(call.id)}/`;
    const action = call.action === undefined ? '' : `${call.action}/`;
    const url = new URL(`${base}${record}${action}`, origin);
    for (const [key, value] of Object.entries(call.query ?? {})) url.searchParams.set(key, value);
    return url;
  }

  async function run<Value>(call: RestCall<Value>): Promise<Outcome<Value>> {
    const { throttled } = resources[call.resource];
    const admission = await throttle.acquire(throttled ? call.lane : 'free', call.admit ?? call.signal);
    if (!admission.admitted) {
      if (admission.why === 'cancelled') return cancelledBefore();
      const { retryAfterMs, budget } = admission;
      return { kind: 'throttled', status: 429, retryAfterMs, ...(budget === undefined ? {} : { budget }) };
    }
    let answered = false;
    try {
      const outcome = await exchanges(call);
      // What HQ does not count says nothing about its budget.
      answered = throttled && 'status' in outcome && outcome.kind !== 'throttled';
      return outcome;
    } finally {
      if (admission.probe) throttle.probed(answered);
    }
  }

  /** At the address of today, or where the server does not know it the older one. */
  async function exchanges<Value>(call: RestCall<Value>): Promise<Outcome<Value>> {
    const resource = resources[call.resource];
    const first = await exchange(call, older.has(call.resource));
    if (!isUnknownAddress(first)) return first;
    const second = resource.older === null || older.has(call.resource) ? first : await exchange(call, true);
    if (isUnknownAddress(second)) return isYoung(call) ? notOffered() : first;
    // Cancelled or cut off in between, it says nothing about the address.
    if (!('status' in second)) return second;
    older.add(call.resource);
    log('info', `HQ knows ${call.resource} by its older address only`);
    return second;
  }

  async function exchange<Value>(call: RestCall<Value>, useOlder: boolean): Promise<Outcome<Value>> {
    // Cancelled while it waited for its place in the budget.
    if (call.signal?.aborted || call.admit?.aborted) return cancelledBefore();
    const url = address(call, useOlder);
    const began = now();
    const entries = Array.isArray(call.body);
    const body = Array.isArray(call.body) ? { objects: call.body } : call.body;
    const result = await client.send({
      method: call.method,
      url,
      signal: call.signal,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const asked: Asked = { method: call.method, entity: call.entity ?? 'mobile-worker', now: now(), entries };
    const classified = result.ok
      ? classifyAnswer(result.answer, asked)
      : classifyError(result.error, asked, { answerBegan: result.answerBegan, cancelled: result.cancelled });
    const outcome = classified.kind === 'json' ? fitReply(classified, call.schema(url.href)) : classified;
    if (outcome.kind === 'throttled') throttle.refused(outcome.retryAfterMs);
    else if ('status' in outcome && resources[call.resource].throttled) throttle.answered();
    options.onOutcome?.(call.resource, outcome);
    // Path and kind only: bodies hold people's data, headers the key.
    log('info', `${call.method} ${url.pathname} ${outcome.kind} ${now() - began} ms`);
    return outcome;
  }

  return { run, close: () => client.close() };
}

function cancelledBefore(): Failure {
  return { kind: 'not-sent', cause: 'cancelled', message: 'cancelled' };
}

/** Invitations and actions came to HQ's API later than the rest: a server may be HQ and yet not know them. */
function isYoung(call: RestCall<unknown>): boolean {
  return call.action !== undefined || resources[call.resource].older === null;
}

function notOffered(): Failure {
  return { kind: 'refused', status: 404, messages: [t('hq.not-offered')], fields: {} };
}

/** Django's own 404 page: no such address here. Nothing was done, so the older address may be tried, for a write too. */
function isUnknownAddress(outcome: Outcome<unknown>): boolean {
  return outcome.kind === 'not-hq' && outcome.status === 404;
}
