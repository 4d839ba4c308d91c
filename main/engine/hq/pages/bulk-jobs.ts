/**
 * Bulk download and upload: jobs at HQ that are begun, looked at and fetched. Each step stands alone, so that a job outlives the
 * app. Source: corehq/apps/users/views/__init__.py and mobile/users.py, soil's download views.
 */
import { z } from 'zod';
import { fitReply } from '../fit-reply.ts';
import type { CallOptions } from '../call-options.ts';
import type { Failure, Outcome } from '../outcome.ts';
import type { DownloadFilter, DownloadState, HqPages, JobOptions, UploadState, UserKind } from './hq-pages.ts';
import { fragmentOf } from './job-fragment.ts';
import { multipartFile } from './multipart.ts';
import { notInPage, notWanted } from './page-client.ts';
import type { PageClient } from './page-client.ts';
import { messagesOfPage } from './page-messages.ts';

type BulkJobs = Pick<
  HqPages,
  'countDownload' | 'startDownload' | 'pollDownload' | 'finishDownload' | 'startUpload' | 'pollUpload' | 'finishUpload'
>;

/** HQ's own page looks every two seconds; a job that takes minutes need not be asked so often. ms. */
const looks = [500, 1_000, 2_000, 2_000, 5_000];
/** Between two looks at a job that may have failed: time for what stands in front of HQ to come back. ms. */
const secondLook = 2_000;
/** HQ keeps a job for an hour. ms. */
const jobLife = 60 * 60 * 1000;
/** Source: soil's and HQ's address patterns for download ids. */
const jobId = /\/status\/((?:dl-)?[0-9a-zA-Z-]{8,64})\/?$/;

const part = (kind: UserKind) => (kind === 'web-user' ? 'web' : 'commcare');
const countSchema = z
  .looseObject({ user_count: z.number().int(), group_count: z.number().int().nullish() })
  .transform((count) => ({ users: count.user_count, groups: count.group_count ?? null }));

export function createBulkJobs(client: PageClient): BulkJobs {
  const begun = (location: URL, serverTime: number | null): Outcome<{ job: string }> => {
    const job = jobId.exec(location.pathname)?.[1];
    if (job !== undefined) return { kind: 'ok', status: 302, value: { job }, serverTime };
    return { kind: 'bad-reply', status: 302, path: 'location', message: 'leads to no job' };
  };

  /** The texts of the page a refusal leads to. */
  async function refusedBy(location: URL, options: CallOptions): Promise<Failure> {
    const reply = await client.call({ to: location, wants: ['html'], ...options });
    return reply.kind === 'html' ? refusedIn(reply) : notWanted(reply);
  }

  const pollDownload: HqPages['pollDownload'] = async (job, options = {}) => {
    const to = client.users(`commcare/download/poll/${encodeURIComponent(job)}/`);
    const reply = await client.call({ to, wants: ['html', 'empty'], about: 'record', script: true, ...options });
    if (reply.kind === 'empty')
      return { kind: 'ok', status: 200, value: { state: 'running', percent: null }, serverTime: null };
    if (reply.kind !== 'html') return notWanted(reply);
    const { ready, links, percent } = fragmentOf(reply.html, job);
    const file = links.find((link) => /[?&]get_file=/.test(link));
    const state: DownloadState = file !== undefined ? { state: 'ready', file } : { state: 'running', percent };
    if (ready && file === undefined) return notInPage(reply, 'get_file');
    return { kind: 'ok', status: reply.status, value: state, serverTime: reply.serverTime };
  };

  const pollUpload: HqPages['pollUpload'] = async (kind, job, options = {}) => {
    const to = client.users(`${part(kind)}/upload/poll/${encodeURIComponent(job)}/`);
    const reply = await client.call({ to, wants: ['html', 'empty'], about: 'record', script: true, ...options });
    if (reply.kind === 'empty')
      return { kind: 'ok', status: 200, value: { state: 'running', percent: null }, serverTime: null };
    if (reply.kind !== 'html') return notWanted(reply);
    const { ready, percent, lines } = fragmentOf(reply.html, job);
    const state: UploadState = ready
      ? { state: 'done', messages: lines, problems: lines.flatMap(problemOf) }
      : { state: 'running', percent };
    return { kind: 'ok', status: reply.status, value: state, serverTime: reply.serverTime };
  };

  /** Looks until the job is over. */
  async function wait<State extends { state: string }, Over extends State>(
    look: () => Promise<Outcome<State>>,
    isOver: (state: State) => state is Over,
    options: JobOptions,
  ): Promise<Outcome<Over>> {
    const end = client.now() + jobLife;
    for (let turn = 0; client.now() < end; turn += 1) {
      const seen = await look();
      if (seen.kind !== 'ok') return seen;
      if (isOver(seen.value)) return { ...seen, value: seen.value };
      const { value } = seen;
      options.onProgress?.('percent' in value && typeof value.percent === 'number' ? value.percent : null);
      const pause = looks[Math.min(turn, looks.length - 1)] ?? jobLife;
      if (!(await client.pause(pause, options.signal)))
        return { kind: 'no-answer', cause: 'cancelled', message: 'cancelled' };
    }
    return { kind: 'no-answer', cause: 'timeout', message: 'the job did not end' };
  }

  /** HQ says of a job that failed no more than 500, which anything between here and HQ may say once, too: it counts when it is said again. */
  async function lookTwice<State>(
    look: () => Promise<Outcome<State>>,
    signal: AbortSignal | undefined,
  ): Promise<Outcome<State>> {
    const seen = await look();
    if (seen.kind !== 'server-error' || seen.status !== 500) return seen;
    if (await client.pause(secondLook, signal)) return look();
    return { kind: 'no-answer', cause: 'cancelled', message: 'cancelled' };
  }

  return {
    pollDownload,
    pollUpload,

    countDownload: async (kind, filter, options = {}) => {
      const to = `${client.users(`${part(kind)}/count_users/`)}?${filterQuery(filter)}`;
      const reply = await client.call({ to, wants: ['json'], script: true, ...options });
      return reply.kind === 'json' ? fitReply(reply, countSchema) : notWanted(reply);
    },

    startDownload: async (kind, filter, options = {}) => {
      const to = `${client.users(`${part(kind)}/download/`)}?${filterQuery(filter)}`;
      const reply = await client.call({ to, wants: ['redirect'], ...options });
      if (reply.kind !== 'redirect') return notWanted(reply);
      return jobId.test(reply.location.pathname)
        ? begun(reply.location, reply.serverTime)
        : refusedBy(reply.location, options);
    },

    finishDownload: async (job, options = {}) => {
      const { signal } = options;
      const over = await wait(
        () => lookTwice(() => pollDownload(job, { ...(signal ? { signal } : {}) }), signal),
        (state): state is DownloadState & { state: 'ready' } => state.state === 'ready',
        options,
      );
      if (over.kind !== 'ok') return over;
      const to = client.address(over.value.file);
      if (to === null) return { kind: 'bad-reply', status: over.status, path: 'get_file', message: 'leads elsewhere' };
      const reply = await client.call({ to, wants: ['file'], about: 'record', ...(signal ? { signal } : {}) });
      if (reply.kind !== 'file') return notWanted(reply);
      return { kind: 'ok', status: reply.status, value: reply.bytes, serverTime: reply.serverTime };
    },

    startUpload: (kind, workbook, { onSending, ...options } = {}) =>
      client.change(async () => {
        const to = client.users(`${part(kind)}/upload/`);
        // A page first: it brings the token that the POST needs, and says whether the account may upload at all.
        const form = await client.call({ to, wants: ['html'], ...options });
        if (form.kind !== 'html') return notWanted(form);
        const body = multipartFile('bulk_upload_file', workbook);
        onSending?.();
        const reply = await client.call({ to, wants: ['redirect', 'html'], body, ...options });
        // An unreadable workbook: the form again. Wrong headers: back to the form by a redirect. Each with a message.
        if (reply.kind === 'html') return refusedIn(reply);
        if (reply.kind !== 'redirect') return notWanted(reply);
        return jobId.test(reply.location.pathname)
          ? begun(reply.location, reply.serverTime)
          : refusedBy(reply.location, options);
      }),

    finishUpload: (kind, job, options = {}) => {
      const { signal } = options;
      return wait(
        () => lookTwice(() => pollUpload(kind, job, { ...(signal ? { signal } : {}) }), signal),
        (state): state is UploadState & { state: 'done' } => state.state === 'done',
        options,
      );
    },
  };
}

function refusedIn(reply: { status: number; html: string }): Failure {
  const messages = messagesOfPage(reply.html).map(({ text }) => text);
  return messages.length > 0
    ? { kind: 'refused', status: reply.status, messages, fields: {} }
    : notInPage(reply, 'messages');
}

/** HQ's line about one user: `<username>: <what is wrong>`. */
function problemOf(line: string): { username: string; problem: string }[] {
  const match = /^([^\s:]*): (.+)$/.exec(line);
  return match === null ? [] : [{ username: match[1] ?? '', problem: match[2] ?? '' }];
}

function filterQuery(filter: DownloadFilter): string {
  const query = new URLSearchParams();
  if (filter.roleId !== undefined) query.set('role_id', filter.roleId);
  if (filter.search !== undefined) query.set('search_string', filter.search);
  if (filter.locationId !== undefined) query.set('location_id', filter.locationId);
  if (filter.onlySelectedLocation !== undefined)
    query.set('selected_location_only', String(filter.onlySelectedLocation));
  if (filter.status !== undefined) query.set('user_active_status', filter.status);
  return query.toString();
}
