/** Actions on web users. Sources: corehq/apps/api/resources/v0_5.py (`WebUserResource`), corehq/apps/users/views/__init__.py. */
import type { PersonAction } from '#shared/domain/action.ts';
import { accessProblem } from '#shared/domain/rules/access-rules.ts';
import { t } from '#shared/messages/translate.ts';
import type { CallOptions, HqRecord } from '../../hq/gateway.ts';
import type { Outcome } from '../../hq/outcome.ts';
import { readFact, webUserFacts } from '../../mirror/page-facts.ts';
import { activeOf, freshAccess } from '../access-guard.ts';
import { readPerson } from '../read-back.ts';
import type { SyncRun } from '../sync-run.ts';
import type { ActionSteps, Seen, Sent, StepsOf, Target } from './action-steps.ts';
import { failsInPassing } from './fails-in-passing.ts';
import { noSession, pagesOf } from './pages-channel.ts';
import { accessByPages, removalByPages } from './web-user-page-steps.ts';

export const webUserSteps: StepsOf = {
  deactivate: access(false),
  reactivate: access(true),
  remove: {
    channel: 'pages',
    mails: false,
    trusted: false,
    look: (run, target) => look(run, target, () => false),
    guard: (run, target, seen) => guard(run, 'remove', target, seen),
    send: remove,
    byPages: removalByPages(remove),
  },
};

async function remove(run: SyncRun, { id, email }: Target, options: CallOptions): Promise<Outcome<Sent>> {
  const pages = pagesOf(run);
  if (!pages) return noSession;
  const removed = await pages.removeWebUser({ id, email }, options);
  if (removed.kind !== 'ok') return removed;
  const { undo } = removed.value;
  // HQ tells the way back once and nowhere else.
  const answer: Sent['answer'] = undo === null ? {} : { undoRecord: undo.recordId, undoAddress: undo.address };
  return { ...removed, value: { seen: { done: true, record: null, active: null }, answer } };
}

async function look(run: SyncRun, { id }: Target, done: (record: HqRecord) => boolean | null): Promise<Outcome<Seen>> {
  const found = await readPerson(run, 'web-user', id);
  if (found.kind !== 'ok') return found;
  const record = found.value;
  return { ...found, value: { done: done(record), record, active: activeOf(record) } };
}

function access(active: boolean): ActionSteps {
  return {
    channel: 'api',
    mails: false,
    trusted: false,
    look: (run, target) =>
      look(run, target, (record) => {
        // Where HQ does not tell it, its yes counts.
        const now = activeOf(record);
        return now === null ? null : now === active;
      }),
    guard: (run, target, seen) => guard(run, active ? 'reactivate' : 'deactivate', target, seen),
    send: async (run, { id }, options) => {
      const done = await run.gateway.setWebUserActive(id, active, options);
      return done.kind === 'ok' ? { ...done, value: { seen: null } } : done;
    },
    byPages: accessByPages(active),
  };
}

/** Why it must not be done, from HQ's own data. */
async function guard(
  run: SyncRun,
  action: PersonAction,
  target: Target,
  { record }: Seen,
): Promise<Outcome<string | null>> {
  const facts = await freshAccess(run, target.id, record);
  if (facts.kind !== 'ok') return facts;
  const problem = accessProblem(action, facts.value);
  if (problem !== null || action === 'remove') return { ...facts, value: problem };
  const sso = await isUnderSso(run, target);
  if (sso.kind !== 'ok') return sso;
  return { ...facts, value: sso.value ? t('rule.access.sso') : null };
}

/**
 * Whether the organisation decides about the account: HQ's page then offers neither, though its API would do it. REST does not tell it, so
 * where the page cannot be read (nobody is signed in, or may not look) it is as the page told it last.
 * Source: corehq/apps/users/views/__init__.py (`ListWebUsersView`, its rows' addresses).
 */
async function isUnderSso(run: SyncRun, { id, email }: Target): Promise<Outcome<boolean>> {
  const found = (await pagesOf(run)?.findWebUser({ id, email }, { signal: run.hardStop })) ?? noSession;
  if (found.kind === 'ok' && found.value !== null) return { ...found, value: found.value.ssoControlled };
  if (found.kind !== 'ok' && failsInPassing(found)) return found;
  const told = webUserFacts(readFact(run.db, 'web-user-facts', id))?.ssoControlled === true;
  return { kind: 'ok', status: 200, value: told, serverTime: null };
}
