/** Actions on web users. Sources: corehq/apps/api/resources/v0_5.py (`WebUserResource`), corehq/apps/users/views/__init__.py. */
import { accessProblem } from '#shared/domain/rules/access-rules.ts';
import type { PersonAction } from '#shared/domain/action.ts';
import type { HqRecord } from '../../hq/gateway.ts';
import type { Outcome } from '../../hq/outcome.ts';
import { readPerson } from '../read-back.ts';
import type { SyncRun } from '../sync-run.ts';
import type { ActionSteps, Seen, Sent, StepsOf, Target } from './action-steps.ts';
import { pagesOf } from './pages-channel.ts';
import { noSession } from './worker-steps.ts';

export const webUserSteps: StepsOf = {
  deactivate: access(false),
  reactivate: access(true),
  remove: {
    channel: 'pages',
    mails: false,
    trusted: false,
    look: (run, target) => look(run, target, () => false),
    guard: (run, target, seen) => guard(run, 'remove', target, seen),
    send: async (run, { id, email }, options) => {
      const pages = pagesOf(run);
      if (!pages) return noSession;
      const removed = await pages.removeWebUser({ id, email }, options);
      if (removed.kind !== 'ok') return removed;
      const { undo } = removed.value;
      // HQ tells the way back once and nowhere else.
      const answer: Sent['answer'] = undo === null ? {} : { undoRecord: undo.recordId, undoAddress: undo.address };
      return { ...removed, value: { seen: { done: true, record: null, active: null }, answer } };
    },
  },
};

/** Older HQs do not say whether somebody has access; then HQ's yes counts. */
function activeOf(record: HqRecord): boolean | null {
  const active = record['is_active_in_domain'];
  return typeof active === 'boolean' ? active : null;
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
        const now = activeOf(record);
        return now === null ? null : now === active;
      }),
    guard: (run, target, seen) => guard(run, active ? 'reactivate' : 'deactivate', target, seen),
    send: async (run, { id }, options) => {
      const done = await run.gateway.setWebUserActive(id, active, options);
      return done.kind === 'ok' ? { ...done, value: { seen: null } } : done;
    },
  };
}

/** HQ checks neither for oneself nor for the last admin: asked of HQ's own data, directly before. */
async function guard(
  run: SyncRun,
  action: PersonAction,
  target: Target,
  { record, active }: Seen,
): Promise<Outcome<string | null>> {
  const ok = <Value>(value: Value): Outcome<Value> => ({ kind: 'ok', status: 200, value, serverTime: null });
  const username = record?.['username'];
  const self = typeof username === 'string' && username.toLowerCase() === run.account.username.toLowerCase();
  const activeAdmin = record?.['is_admin'] === true && active !== false;
  if (self || !activeAdmin) return ok(accessProblem(action, { self, activeAdmin, otherActiveAdmins: 0 }));
  const other = await hasOtherActiveAdmin(run, target.id);
  if (other.kind !== 'ok') return other;
  return ok(accessProblem(action, { self, activeAdmin, otherActiveAdmins: other.value ? 1 : 0 }));
}

/** HQ's own maximum for a page of users. Source: corehq/apps/api/resources/meta.py. */
const fullPage = 1000;

/** The list, which may lag, says who to ask; the record says whether it is so. */
async function hasOtherActiveAdmin(run: SyncRun, id: string): Promise<Outcome<boolean>> {
  for (let offset = 0; ;) {
    const page = await run.gateway.listWebUsers({ offset, limit: fullPage, signal: run.signal });
    if (page.kind !== 'ok') return page;
    for (const candidate of page.value.records) {
      if (candidate.id === id || candidate['is_admin'] !== true || activeOf(candidate) === false) continue;
      const asked = await readPerson(run, 'web-user', candidate.id);
      if (asked.kind === 'gone') continue;
      if (asked.kind !== 'ok') return asked;
      if (asked.value['is_admin'] === true && activeOf(asked.value) !== false) return { ...asked, value: true };
    }
    if (page.value.nextOffset === null) return { ...page, value: false };
    offset = page.value.nextOffset;
  }
}
