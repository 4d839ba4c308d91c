/** The Mobile Workers page's list and its PersonalID links. Source: corehq/apps/users/views/mobile/users.py, users/js/mobile_workers.js. */
import { fitReply } from '../fit-reply.ts';
import type { CallOptions } from '../call-options.ts';
import type { Outcome } from '../outcome.ts';
import type { HqPages, PageList, PageWorker, WorkerTarget } from './hq-pages.ts';
import { ownRefusal } from './own-refusal.ts';
import { notWanted } from './page-client.ts';
import type { PageClient } from './page-client.ts';
import { pageDataOf } from './page-data.ts';
import { listSchema, usernameCheckSchema, workerRowSchema } from './page-schemas.ts';
import { readBack } from './read-back.ts';

type WorkerPages = Pick<HqPages, 'listMobileWorkers' | 'checkUsername' | 'setPersonalIdLink' | 'hasPersonalId'>;

type Shown = 'active' | 'deactivated' | 'unconfirmed';
const shownValues: Record<Shown, Record<string, string>> = {
  active: { showDeactivatedUsers: 'false', showUnconfirmedUsers: 'false' },
  deactivated: { showDeactivatedUsers: 'true', showUnconfirmedUsers: 'false' },
  unconfirmed: { showDeactivatedUsers: 'true', showUnconfirmedUsers: 'true' },
};
/** Rows of one call when a worker is looked for. */
const searchRows = 200;
/** Name of the address in the page's data; the second until the middle of 2025. */
const linkNames = ['set_personalid_link_status', 'set_connectid_link_status'];
/** Stands for the username in that address. */
const usernamePlace = '---';

export function createMobileWorkerPages(client: PageClient): WorkerPages {
  const workersPage = client.users('commcare/');

  const listMobileWorkers: HqPages['listMobileWorkers'] = async ({ page, limit, query, shown, signal }) => {
    const asked = new URLSearchParams({
      limit: String(limit),
      page: String(page),
      query: query ?? '',
      ...shownValues[shown],
    });
    const reply = await client.call({
      to: `${client.users('commcare/json/')}?${asked.toString()}`,
      wants: ['json'],
      script: true,
      signal,
    });
    if (reply.kind !== 'json') return notWanted(reply);
    return fitReply<PageList<PageWorker>>(reply, listSchema(workerRowSchema, { page, limit }));
  };

  /** In whichever list the worker is: links and the worker's own state have nothing to do with each other. */
  async function find(target: WorkerTarget, options: CallOptions): Promise<Outcome<PageWorker>> {
    const query = shortName(target.username);
    for (const shown of ['active', 'deactivated', 'unconfirmed'] as const) {
      for (let page: number | null = 1; page !== null;) {
        const answer: Outcome<PageList<PageWorker>> = await listMobileWorkers({
          ...options,
          page,
          limit: searchRows,
          query,
          shown,
        });
        if (answer.kind !== 'ok') return answer;
        const row = answer.value.rows.find(({ id }) => id === target.id);
        if (row !== undefined) return { ...answer, value: row };
        page = answer.value.nextPage;
      }
    }
    return { kind: 'gone', status: 404, message: '' };
  }

  /** The address that changes a link, with a place for the username; null where the page has none: the project's flag is off. */
  async function linkAddress(options: CallOptions): Promise<Outcome<string | null>> {
    const reply = await client.call({ to: workersPage, wants: ['html'], ...options });
    if (reply.kind !== 'html') return notWanted(reply);
    const { status, serverTime, html } = reply;
    const data = pageDataOf(html);
    const found = linkNames.map((name) => data.get(name)).find((value) => typeof value === 'string');
    return { kind: 'ok', status, value: found ?? null, serverTime };
  }

  async function hasPersonalId(options: CallOptions = {}): Promise<Outcome<boolean>> {
    const reply = await client.call({ to: workersPage, wants: ['html'], ...options });
    if (reply.kind !== 'html') return notWanted(reply);
    const { status, serverTime, html } = reply;
    return { kind: 'ok', status, value: showsPersonalId(html), serverTime };
  }

  return {
    listMobileWorkers,

    checkUsername: async (short, options = {}) => {
      const content = Buffer.from(JSON.stringify({ username: short }), 'utf8');
      const body = { content, type: 'application/json' };
      const reply = await client.call({ to: workersPage, wants: ['json'], method: 'check_username', body, ...options });
      if (reply.kind !== 'json') return notWanted(reply);
      const read = fitReply(reply, usernameCheckSchema);
      return read.kind === 'ok' ? { ...read, value: read.value.error ?? null } : read;
    },

    hasPersonalId,

    setPersonalIdLink: (target, linked, options = {}) =>
      client.change(async () => {
        const wanted = linked ? 'active' : 'inactive';
        const before = await find(target, options);
        if (before.kind !== 'ok' || before.value.personalId === wanted) return before;
        if (before.value.personalId !== 'active' && before.value.personalId !== 'inactive') {
          // Without the flag HQ's list tells of nobody's link either.
          const uses = await hasPersonalId(options);
          if (uses.kind !== 'ok') return uses;
          if (!uses.value) return ownRefusal('hq.page.no-personal-id');
          // A link begins on the worker's device; with none there HQ would only fail.
          return ownRefusal('hq.page.not-linked', { name: target.username });
        }
        const found = await linkAddress(options);
        if (found.kind !== 'ok') return found;
        const to = found.value === null ? null : client.address(filled(found.value, before.value.username));
        if (to === null) return ownRefusal('hq.page.no-personal-id');
        const body = new URLSearchParams({ is_active: String(linked) }).toString();
        const done = await client.call({
          to,
          wants: ['empty', 'json'],
          about: 'record',
          body,
          from: workersPage,
          script: true,
          ...options,
        });
        // Some versions' address takes letters, digits, hyphen and underscore only.
        if (done.kind === 'gone') return ownRefusal('hq.page.personal-id-name', { name: target.username });
        if (done.kind !== 'empty' && done.kind !== 'json' && done.kind !== 'server-error') return notWanted(done);
        return readBack(
          client,
          async () => {
            const after = await find(target, options);
            if (after.kind !== 'ok') return after;
            return { ...after, value: after.value.personalId === wanted ? after.value : null };
          },
          options,
        );
      }),
  };
}

/** The column's heading and the pop-ups are there with the flag only; the address may be registered without it. */
export function showsPersonalId(workersPage: string): boolean {
  return /PersonalID Status|(?:Unlink|Link) PersonalID Account/.test(workersPage);
}

function shortName(username: string): string {
  return username.replace(/@[^@]*$/, '');
}

function filled(address: string, username: string): string {
  return address.replace(usernamePlace, () => encodeURIComponent(shortName(username)));
}
