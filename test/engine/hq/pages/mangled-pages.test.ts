/** The same for HQ's web pages (mangled-replies.test.ts is for REST): whatever a page holds, reading it ends in an outcome. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HqPages } from '#engine/hq/pages/hq-pages.ts';
import type { Outcome } from '#engine/hq/outcome.ts';
import { pageSession } from '../../../helpers/page-session.ts';
import { valueOf } from '../../../helpers/rest-gateway.ts';
import { scriptedServer } from '../../../helpers/scripted-server.ts';
import { startPractice } from '../../practice/practice-client.ts';
import { mangle, manglePage } from '../mangle.ts';
import type { Spoil } from '../mangle.ts';

type Reply = { status: number; headers: Record<string, string>; body: string };
const runs = 40;

let pages: HqPages;
let invitation: string;
let stop: () => Promise<void>;
const known = new Map<string, Reply>();
const unspoilt: Spoil = (body) => body;
let spoil: { json: Spoil; html: Spoil } = { json: unspoilt, html: unspoilt };

beforeAll(async () => {
  const { hq } = await startPractice({ throttle: false, size: 30 });
  const real = pageSession({ server: hq.url, project: hq.project });
  valueOf(await real.signIn.password(hq.signIn.username, hq.signIn.password));
  const server = await scriptedServer((request, response) => {
    const load = async (): Promise<Reply> => {
      const headers = { cookie: request.headers.cookie ?? '', 'x-requested-with': 'XMLHttpRequest' };
      const answer = await fetch(hq.url + request.url, { headers, redirect: 'manual' });
      const type = answer.headers.get('content-type') ?? '';
      return { status: answer.status, headers: { 'content-type': type }, body: await answer.text() };
    };
    const key = request.url;
    void (known.has(key) ? Promise.resolve(known.get(key)) : load()).then((reply) => {
      if (reply === undefined) return;
      known.set(key, reply);
      response.writeHead(reply.status, reply.headers);
      response.end((reply.headers['content-type']?.includes('json') ? spoil.json : spoil.html)(reply.body));
    });
  });
  const cookies = real.pages.cookies();
  pages = pageSession({ server: server.url, project: hq.project, cookies }).pages;
  invitation = valueOf(await pages.listInvitations())[0]?.uuid ?? '';
  stop = async () => {
    await Promise.all([pages.close(), real.pages.close()]);
    await server.close();
    await hq.close();
  };
});
afterAll(() => stop());

const list = { page: 1, limit: 10 };
const readings: Record<string, () => Promise<Outcome<unknown>>> = {
  session: () => pages.session(),
  listWebUsers: () => pages.listWebUsers({ ...list, shown: 'active' }),
  listInvitations: () => pages.listInvitations(),
  newInvitation: () => pages.newInvitation(),
  readInvitation: () => pages.readInvitation(invitation),
  listMobileWorkers: () => pages.listMobileWorkers({ ...list, shown: 'active' }),
  listLocations: () => pages.listLocations(list),
  hasPersonalId: () => pages.hasPersonalId(),
  roles: () => pages.roles(),
  'customFields of web users': () => pages.customFields('web-user'),
  'customFields of workers': () => pages.customFields('mobile-worker'),
  webUserForms: () => pages.webUserForms(),
  ownRights: () => pages.ownRights(),
  countDownload: () => pages.countDownload('web-user', {}),
};

/** What is looked for may be missing without anything being wrong. */
const tolerant = new Set(['hasPersonalId', 'ownRights']);

describe.each(Object.entries(readings))('%s', (name, read) => {
  it('is read from the true page', async () => {
    spoil = { json: unspoilt, html: unspoilt };
    expect(await read()).toMatchObject({ kind: 'ok' });
  });

  it('ends in an outcome, whatever the page holds', async () => {
    let unreadable = 0;
    for (let seed = 1; seed <= runs; seed += 1) {
      spoil = { json: mangle(seed * 7919), html: manglePage(seed * 104_729) };
      const outcome = await read().catch((error: unknown) => {
        throw new Error(`seed ${seed}`, { cause: error });
      });
      if (outcome.kind !== 'ok') unreadable += 1;
      const allowed = ['ok', 'bad-reply', 'not-hq', 'session-over', 'gone', 'refused'];
      expect(allowed, `seed ${seed}: ${JSON.stringify(outcome).slice(0, 300)}`).toContain(outcome.kind);
    }
    // The spoiling does spoil.
    if (!tolerant.has(name)) expect(unreadable).toBeGreaterThan(0);
  });
});
