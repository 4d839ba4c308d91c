/** The cases of HQ's REST contract (test/fixtures/hq/api-cases.json), and a practice HQ in the state that a case wants. */
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { z } from 'zod';
import { startPractice } from './practice-client.ts';
import type { Answer, Practice } from './practice-client.ts';

export const objectSchema = z.record(z.string(), z.unknown());
const stateSchema = z.strictObject({
  entity: z.string(),
  id: z.string().optional(),
  username: z.string().optional(),
  contains: objectSchema.optional(),
});
const caseSchema = z.strictObject({
  id: z.string(),
  about: z.string().optional(),
  settings: objectSchema.optional(),
  worker: objectSchema.optional(),
  webUser: objectSchema.optional(),
  edits: z.array(objectSchema).optional(),
  before: z
    .array(z.strictObject({ method: z.string(), path: z.string(), json: z.unknown().optional(), status: z.number() }))
    .optional(),
  request: z.strictObject({
    method: z.string(),
    path: z.string(),
    query: z.string().optional(),
    json: z.unknown().optional(),
    raw: z.string().optional(),
    contentType: z.string().optional(),
    auth: z.string().optional(),
    headers: z.record(z.string(), z.string()).optional(),
  }),
  expect: z.strictObject({
    status: z.number(),
    body: z.unknown().optional(),
    /** HQ's words as its paginator writes them; on the wire tastypie has escaped `<`, `>` and `&`. */
    escaped: z.boolean().optional(),
    contains: objectSchema.optional(),
    text: z.string().optional(),
    includes: z.string().optional(),
    headers: z.record(z.string(), z.string()).optional(),
    headerStarts: z.record(z.string(), z.string()).optional(),
    withoutHeaders: z.array(z.string()).optional(),
    /** Number of objects in a list. */
    length: z.number().optional(),
    ids: z
      .strictObject({ key: z.string().optional(), has: z.string().optional(), hasNot: z.string().optional() })
      .optional(),
    /** One object of a list: that id, or the first. */
    object: z.strictObject({ id: z.string().nullable(), contains: objectSchema }).optional(),
  }),
  state: z.array(stateSchema).optional(),
  gone: z.array(stateSchema).optional(),
  mail: z.array(objectSchema).optional(),
  password: z.strictObject({ username: z.string(), password: z.string() }).optional(),
  /** What the client makes of the answer (test/engine/hq/api-cases.test.ts). */
  client: z.strictObject({
    kind: z.string(),
    /** HQ's own words. */
    messages: z.array(z.string()).optional(),
    message: z.string().optional(),
    /** The fields that a refusal's sentences are shown at. */
    fields: z.array(z.string()).optional(),
    /** Of groups made together. */
    entries: z.array(z.string()).optional(),
  }),
});
export type Case = z.infer<typeof caseSchema>;

const CASES_FILE = new URL('../../fixtures/hq/api-cases.json', import.meta.url);
export const apiCases = z.array(caseSchema).parse(JSON.parse(readFileSync(CASES_FILE, 'utf8')));
export const listSchema = z.looseObject({ objects: z.array(objectSchema) });
const madeSchema = z.object({ id: z.string() });
const madeCodeSchema = z.object({ site_code: z.string() });

/** What stands in braces in a case, e.g. `{worker}`. */
export type Names = Record<string, string>;

export function filled<T>(value: T, names: Names): T {
  const text = JSON.stringify(value).replaceAll(/\{([a-zA-Z0-9]+)\}/g, (whole, name: string) => names[name] ?? whole);
  return JSON.parse(text) as T;
}

/** A fresh HQ with one known worker, web user and group, and the names the cases use. */
export async function prepare(item: Case): Promise<{ practice: Practice; names: Names }> {
  // Time stands still, so that the throttle's windows do.
  const at = new Date();
  const practice = await startPractice({ throttle: false, clock: () => at });
  const { hq, control } = practice;
  const make = async (entity: string, set: unknown): Promise<string> =>
    madeSchema.parse(await control('edit', { json: { entity, create: true, set } })).id;
  const idOf = async (entity: string, name: string): Promise<string> =>
    madeSchema.parse(await control(`state?entity=${entity}&username=${name}`)).id;
  const state = z
    .looseObject({ foreign: z.object({ workers: z.array(madeSchema), groups: z.array(madeSchema) }) })
    .parse(await control('state'));
  const names: Names = {
    project: hq.project,
    origin: hq.url,
    username: hq.username,
    apiKey: hq.apiKey,
    password: hq.signIn.password,
    missing: 'f'.repeat(32),
    group: await make('group', { name: 'test' }),
    foreignGroup: state.foreign.groups[0]?.id ?? '',
    foreignWorker: state.foreign.workers[0]?.id ?? '',
    region: await idOf('location', 'Northern Highlands'),
    loc1: await idOf('location', 'Amara Clinic 1'),
    loc2: await idOf('location', 'Amara Health Post 2'),
    loc2code: madeCodeSchema.parse(await control('state?entity=location&username=Amara%20Health%20Post%202')).site_code,
    loc3: await idOf('location', 'Amara Dispensary 3'),
  };
  const username = `subject@${hq.project}.commcarehq.org`;
  names['worker'] = await make('worker', filled({ username, ...item.worker }, names));
  const webUser = { username: 'subject@example.org', email: 'subject@example.org', role: 'App Editor' };
  names['webUser'] = await make('web-user', filled({ ...webUser, ...item.webUser }, names));
  if (item.settings) await control('settings', { json: item.settings });
  for (const edit of item.edits ?? []) await control('edit', { json: filled(edit, names) });
  for (const step of filled(item.before ?? [], names)) {
    const answer = await practice.ask(step.path, { method: step.method, json: step.json });
    expect(answer.status, `before: ${answer.text}`).toBe(step.status);
  }
  return { practice, names };
}

function authorization(auth: string | undefined): string | undefined {
  const basic = auth?.startsWith('Basic ') ? auth.slice('Basic '.length) : undefined;
  return basic === undefined ? auth : `Basic ${Buffer.from(basic).toString('base64')}`;
}

export function send(practice: Practice, request: Case['request']): Promise<Answer> {
  const path = request.query === undefined ? request.path : `${request.path}?${request.query}`;
  const headers = { ...request.headers, ...(request.contentType ? { 'Content-Type': request.contentType } : {}) };
  return practice.ask(path, {
    method: request.method,
    json: request.json,
    raw: request.raw,
    headers:
      request.raw !== undefined && !request.contentType ? { ...headers, 'Content-Type': 'application/json' } : headers,
    auth: authorization(request.auth),
  });
}
