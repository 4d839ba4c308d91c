/** HQ's web pages as a channel beside REST: what needs them waits for a session and holds up nothing else. */
import { aboutPassword } from '#shared/domain/action.ts';
import { t } from '#shared/messages/translate.ts';
import type { ChangeReason } from '#shared/domain/change.ts';
import type { Failure } from '../../hq/outcome.ts';
import type { HqPages } from '../../hq/pages/hq-pages.ts';
import { approvedRequest } from '../../outbox/approved-request.ts';
import type { ChangeRecord } from '../../outbox/change-record.ts';
import { isById } from '../../outbox/given-by-id.ts';
import { needsFreshWord, withWord } from '../../outbox/hold-removal.ts';
import { readPersonalId } from '../../outbox/personal-id.ts';
import { readChange } from '../../outbox/read-changes.ts';
import { moveChange } from '../../outbox/transitions.ts';
import { readMeta } from '../meta.ts';
import { reasonOf } from '../settle.ts';
import type { SyncRun } from '../sync-run.ts';

/** The part of a change that tells by which channel it goes. */
export type Routed = Pick<ChangeRecord, 'entity' | 'kind' | 'action' | 'base' | 'patch'>;

/** Whether a change can only be sent through HQ's pages. */
export function needsPages(change: Routed): boolean {
  const { entity, kind, action, patch } = change;
  switch (entity) {
    case 'mobile-worker':
      return action === 'link' || action === 'unlink';
    case 'web-user':
      return kind === 'delete';
    case 'invitation':
      // REST is told a role by its name alone.
      return kind !== 'create' || approvedRequest(change) !== null || isById(patch);
  }
}

/**
 * Whether a change waits for a session: it can be sent through the pages alone, or, of a password, only they tell whether the worker's
 * PersonalID has become Active since.
 */
export function waitsForSession({ db }: Pick<SyncRun, 'db'>, change: ChangeRecord): boolean {
  if (needsPages(change)) return true;
  if (![...aboutPassword].some((action) => action === change.action)) return false;
  const known = readPersonalId(db, change.localId);
  // Where the project is known to use PersonalID, a worker it has told nothing about yet may be linked as well.
  return known === 'unknown' ? readMeta(db, 'connection').personalId?.on === true : known !== 'not-linked';
}

/** The pages of the signed-in session; null without one, or when they turned out to be of no use in this run. */
export function pagesOf(run: SyncRun): HqPages | null {
  return run.pagesFailure ? null : run.gateway.pages;
}

/** The session ended between two steps. */
export const noSession = { kind: 'session-over', status: 0, message: '' } as const;

/** The change stays as it is and says what it waits for; a session brings it on its way. */
export function waitForPages(run: SyncRun, change: ChangeRecord): void {
  const now = run.deps.now();
  const reason = run.pagesFailure ? reasonOf(run, run.pagesFailure) : signInNeeded(now);
  const said = run.db.write('wait-for-pages', () => {
    const current = readChange(run.db, change.id);
    if (current?.state !== change.state || current.reason?.message === reason.message) return false;
    const base = withWord(current.base, needsFreshWord(current));
    moveChange(run.db, change.id, current.state, now, { base, reason });
    return true;
  });
  if (said) run.changed('changes');
}

function signInNeeded(now: number): ChangeReason {
  const message = t('change.sign-in-needed');
  return { code: 'credential', message, hqMessages: [], fields: {}, status: null, at: now };
}

/** A failure that is about the session or the pages as a whole, not about this change: others need not try in this run. */
export function endsPages(failure: Failure): boolean {
  return ['session-over', 'login', 'credential', 'plan', 'cut-off'].includes(failure.kind);
}
