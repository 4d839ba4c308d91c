/** Actions on mobile workers. Sources: corehq/apps/api/resources/v0_5.py (`CommCareUserResource`), corehq/apps/users/views/mobile/users.py. */
import type { HqRecord } from '../../hq/gateway.ts';
import type { Outcome } from '../../hq/outcome.ts';
import type { PageWorker } from '../../hq/pages/hq-pages.ts';
import { activeLately } from '../changed-lately.ts';
import { readPerson } from '../read-back.ts';
import type { SyncRun } from '../sync-run.ts';
import { findRow } from './find-worker-row.ts';
import { checkConfirmed } from './confirmation-guard.ts';
import { checkPersonalId, openPassword, passwordLost } from './password-guard.ts';
import type { ActionSteps, Seen, StepsOf, Target } from './action-steps.ts';
import { noSession, pagesOf } from './pages-channel.ts';

export const workerSteps: StepsOf = {
  deactivate: access(false),
  reactivate: access(true),
  remove: {
    channel: 'api',
    mails: false,
    trusted: false,
    look: lookAtRecord(false),
    send: async (run, { id }, options) => sent(await run.gateway.deleteMobileWorker(id, options)),
  },
  'set-password': {
    channel: 'api',
    // HQ never shows a password; sent a second time it is the same one.
    mails: false,
    trusted: true,
    look: lookAtRecord(null),
    lost: passwordLost,
    guard: (run, target, _seen, change) => checkPersonalId(run, target, change),
    guardChannel: 'pages',
    send: async (run, { id }, options, change) => {
      const password = openPassword(run, change);
      if (password === null) throw new Error(`change ${change.id} went without its password`);
      const outcome = await run.gateway.updateMobileWorker(id, { password }, options);
      // Some versions of HQ send the password back: nothing of the answer is kept.
      return outcome.kind === 'ok' ? { ...outcome, value: { seen: null } } : outcome;
    },
  },
  'email-password-reset': {
    channel: 'api',
    mails: true,
    trusted: true,
    look: lookAtRecord(null),
    guard: (run, target, _seen, change) => checkPersonalId(run, target, change),
    guardChannel: 'pages',
    send: async (run, { id }, options) => sent(await run.gateway.emailPasswordReset(id, options)),
  },
  link: link(true),
  unlink: link(false),
};

function sent(outcome: Outcome<null>): Outcome<{ seen: null }> {
  return outcome.kind === 'ok' ? { ...outcome, value: { seen: null } } : outcome;
}

function lookAtRecord(done: boolean | null): ActionSteps['look'] {
  return async (run, { id }) => {
    const found = await readPerson(run, 'mobile-worker', id);
    return found.kind === 'ok' ? { ...found, value: { done, record: found.value, active: null } } : found;
  };
}

/**
 * HQ's record of a worker does not say whether the worker has access; only which list the worker is in does. HQ's 202 therefore counts
 * as it is, and where the lists say nothing it is asked for: a second time changes nothing but adds a line to HQ's user history.
 */
function access(active: boolean): ActionSteps {
  return {
    channel: 'api',
    mails: false,
    trusted: true,
    look: async (run, target) => {
      const found = await readPerson(run, 'mobile-worker', target.id);
      if (found.kind !== 'ok') return found;
      const now = await accessNow(run, target, found.value, active);
      if (now.kind !== 'ok') return now;
      const seen: Seen = { done: now.value === active, record: found.value, active: now.value };
      return { ...found, value: seen };
    },
    ...(active ? { guard: checkConfirmed } : {}),
    send: async (run, { id }, options) => sent(await run.gateway.setMobileWorkerActive(id, active, options)),
  };
}

/** HQ's own maximum for a page of users. Source: corehq/apps/api/resources/meta.py. */
const fullPage = 1000;
/** Rows of a search for one username: more than can match it. */
const searchRows = 50;
/** Failures of a search that leave the question open instead of ending the run: the record itself was read. */
const unsaid: ReadonlySet<string> = new Set(['permission', 'gone', 'refused', 'bad-reply', 'not-hq', 'server-error']);

/** As far as HQ's lists tell; null: they do not. Not being found proves nothing, somebody new may not be in them yet. */
async function accessNow(
  run: SyncRun,
  target: Target,
  record: HqRecord,
  wanted: boolean,
): Promise<Outcome<boolean | null>> {
  const lately = activeLately(run, target.id);
  const answer = (value: boolean | null): Outcome<boolean | null> => ({
    kind: 'ok',
    status: 200,
    value,
    serverTime: null,
  });
  if (lately !== null) return answer(lately);
  const username = typeof record['username'] === 'string' ? record['username'] : target.username;
  const query = `username:"${username.replaceAll(/["\\]/g, '')}"`;
  const found = await run.gateway.searchUsers({ query, limit: searchRows, signal: run.signal });
  if (found.kind !== 'ok' && !unsaid.has(found.kind)) return found;
  if (found.kind === 'ok' && found.value.some(({ id }) => id === target.id)) return answer(true);
  // Whoever is to have access again is asked for anyway when the lists of active people do not show them.
  if (wanted) return answer(null);
  const gone = await isInDeactivatedList(run, target);
  if (gone.kind !== 'ok') return unsaid.has(gone.kind) ? answer(null) : gone;
  return answer(gone.value ? false : null);
}

async function isInDeactivatedList(run: SyncRun, target: Target): Promise<Outcome<boolean>> {
  const pages = pagesOf(run);
  if (pages) {
    const row = await findRow(pages, target, ['deactivated'], run.signal);
    // Another way is left where the pages do not answer.
    if (row.kind === 'ok') return { ...row, value: row.value !== null };
  }
  for (let offset = 0; ;) {
    const page = await run.gateway.listMobileWorkers({ offset, limit: fullPage, archived: true, signal: run.signal });
    if (page.kind !== 'ok') return page;
    if (page.value.records.some(({ id }) => id === target.id)) return { ...page, value: true };
    if (page.value.nextOffset === null) return { ...page, value: false };
    offset = page.value.nextOffset;
  }
}

/** The list comes from a search index: somebody HQ has just made is not in it yet, which only their record tells from being gone. */
async function unlisted(run: SyncRun, target: Target): Promise<Outcome<Seen>> {
  const person = await readPerson(run, 'mobile-worker', target.id);
  // A key that may not read the record tells nothing about it: the list will.
  if (person.kind !== 'ok' && person.kind !== 'permission') return person;
  const value = { done: null, record: null, active: null, unlisted: true } as const;
  return { kind: 'ok', status: 200, value, serverTime: null };
}

/** HQ's page decides about the link and reads it back by itself. */
function link(linked: boolean): ActionSteps {
  const wanted = linked ? 'active' : 'inactive';
  const seenOf = ({ personalId }: PageWorker): Seen => ({
    done: personalId === wanted,
    record: null,
    active: null,
    ...(personalId === null ? {} : { personalId }),
  });
  return {
    channel: 'pages',
    mails: false,
    trusted: false,
    look: async (run, target) => {
      const pages = pagesOf(run);
      if (!pages) return noSession;
      const row = await findRow(pages, target, ['active', 'deactivated', 'unconfirmed'], run.signal);
      if (row.kind !== 'ok') return row;
      return row.value === null ? unlisted(run, target) : { ...row, value: seenOf(row.value) };
    },
    send: async (run, { id, username }, options) => {
      const pages = pagesOf(run);
      if (!pages) return noSession;
      const done = await pages.setPersonalIdLink({ id, username }, linked, options);
      return done.kind === 'ok' ? { ...done, value: { seen: seenOf(done.value) } } : done;
    },
  };
}
