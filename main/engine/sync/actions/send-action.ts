/** Sends one action: look at HQ, ask the rules, commit "sending", send, look again, settle. */
import { personActionSchema } from '#shared/domain/action.ts';
import type { PersonEntity } from '#shared/domain/entities.ts';
import type { Failure, Outcome } from '../../hq/outcome.ts';
import { idAtHq } from '../../mirror/identities.ts';
import { visibleValues } from '../../mirror/visible.ts';
import { clashesOf } from '../../outbox/conflicts.ts';
import { isHeld } from '../../outbox/hold-removal.ts';
import { guardedTruth, recordOf } from '../../outbox/person-truth.ts';
import type { ChangeRecord } from '../../outbox/change-record.ts';
import { takesRestsPart, whereOf } from '../channel-of.ts';
import { stillQueued } from '../rebase.ts';
import { markSending, settleUnanswered } from '../send-update.ts';
import { settleClash, settleNotApplied, settleNotSent, settleUnknown } from '../settle.ts';
import { lacksRight, settleForbidden } from '../settle-forbidden.ts';
import { stopFor } from '../stop.ts';
import type { Stop, SyncRun } from '../sync-run.ts';
import type { ActionSteps, Seen, Sent, StepsOf, Target } from './action-steps.ts';
import { invitationSteps } from './invitation-steps.ts';
import { endsPages, waitForPages } from './pages-channel.ts';
import {
  settleActed,
  settleAsk,
  settleForbiddenByRule,
  settleGone,
  settleHeld,
  settleRefusedAction,
  settleRemoved,
} from './settle-action.ts';
import { waitForList } from './wait-for-list.ts';
import { webUserSteps } from './web-user-steps.ts';
import { workerSteps } from './worker-steps.ts';

const steps: Record<PersonEntity, StepsOf> = {
  'mobile-worker': workerSteps,
  'web-user': webUserSteps,
  invitation: invitationSteps,
};

function stepsOf(run: SyncRun, change: ChangeRecord): ActionSteps {
  const { entity, action, id } = change;
  const found = steps[entity][personActionSchema.parse(action)];
  if (!found) throw new Error(`change ${id}: there is no ${action} of a ${entity}`);
  return found.byPages && takesRestsPart(whereOf(run), change) ? found.byPages : found;
}

export async function sendAction(run: SyncRun, queued: ChangeRecord): Promise<Stop | null> {
  const action = stepsOf(run, queued);
  const target = targetOf(run, queued);
  if (!target) {
    settleGone(run, queued, 'converged');
    return null;
  }
  const before = await action.look(run, target);
  if (before.kind === 'gone') {
    settleGone(run, queued, 'converged');
    return null;
  }
  if (before.kind !== 'ok') return settleUnread(run, queued, action, before);
  const seen = before.value;
  // The person may have discarded it while HQ was being asked.
  const change = stillQueued(run.db, queued.id);
  if (!change) return null;
  if (seen.unlisted) return waitForList(run, change);
  if (seen.done === true) {
    settleActed(run, change, { outcome: 'converged', seen, status: null });
    return null;
  }
  const clashes = seen.record ? clashesOf(change, guardedTruth(run.db, change, seen.record)) : [];
  if (seen.record && clashes.length > 0) {
    settleClash(run, change, seen.record, clashes);
    return null;
  }
  const lost = action.lost?.(run, change) ?? null;
  if (lost) {
    settleForbiddenByRule(run, change, Object.values(lost).flat().join(' '), lost);
    return null;
  }
  const against = action.guard ? await action.guard(run, target, seen, change) : null;
  if (against && against.kind !== 'ok')
    return settleUnread(run, change, { channel: action.guardChannel ?? action.channel }, against);
  if (!stillQueued(run.db, change.id)) return null;
  if (against?.value) {
    if (typeof against.value === 'object') return waitForList(run, change);
    settleForbiddenByRule(run, change, against.value);
    return null;
  }
  if (isHeld(change, run.deps.now())) {
    settleHeld(run, change, seen);
    return null;
  }
  if (run.signal.aborted) return { kind: 'cancelled' };
  const base = { ...change.base, ...seen.before };
  const sending = markSending(run, change, { base, reason: null });
  const outcome = await action.send(run, target, { signal: run.hardStop, admit: run.signal }, sending);
  run.deps.failpoint?.('push:answered');
  return settleOutcome(run, sending, action, target, outcome);
}

/** By local id: HQ's id and what HQ calls the person; null for somebody created here whom HQ does not have. */
function targetOf(run: SyncRun, change: ChangeRecord): Target | null {
  const { entity, localId } = change;
  const id = idAtHq(run.db, entity, localId);
  if (id === null) return null;
  const facts = {
    ...change.base,
    ...visibleValues(run.db, entity, localId),
    ...recordOf(run.db, entity, localId)?.snapshot,
  };
  const text = (key: string) => (typeof facts[key] === 'string' ? facts[key] : '');
  return { id, username: text('username'), email: text('email') || text('username') };
}

/** HQ could not be read: nothing was sent. */
async function settleUnread(
  run: SyncRun,
  change: ChangeRecord,
  { channel }: Pick<ActionSteps, 'channel'>,
  failure: Failure,
): Promise<Stop | null> {
  if (channel === 'pages') return settlePageFailure(run, change, failure);
  if (failure.kind === 'permission') return settleForbidden(run, change, failure, { personRead: false });
  return stopFor(run, failure);
}

async function settleOutcome(
  run: SyncRun,
  sending: ChangeRecord,
  action: ActionSteps,
  target: Target,
  outcome: Outcome<Sent>,
): Promise<Stop | null> {
  switch (outcome.kind) {
    case 'ok':
      return settleTaken(run, sending, action, target, outcome.value, outcome.status);
    case 'gone':
      settleGone(run, sending, 'converged');
      return null;
    case 'refused':
      settleRefusedAction(run, sending, outcome);
      return null;
    case 'permission':
      if (action.channel === 'pages') return settlePageFailure(run, sending, outcome);
      return settleForbidden(run, sending, outcome, { personRead: true });
    default:
      if (action.channel === 'pages') return settlePageFailure(run, sending, outcome);
      return settleUnanswered(run, sending, outcome);
  }
}

/** HQ said yes. What it shows now decides where it can be seen. */
async function settleTaken(
  run: SyncRun,
  sending: ChangeRecord,
  action: ActionSteps,
  target: Target,
  sent: Sent,
  status: number,
): Promise<Stop | null> {
  const { answer = {} } = sent;
  const done = (seen: Seen | null): null => {
    if (sending.kind === 'delete') settleRemoved(run, sending, { outcome: 'acked', status, answer });
    else settleActed(run, sending, { outcome: 'acked', seen, status, answer });
    return null;
  };
  if (sent.seen) return done(sent.seen);
  // A mail cannot be seen at HQ, and the lists do not show a worker's access at once: HQ's yes is the answer.
  const after = action.trusted ? await lookAgain(run, target, action) : await action.look(run, target);
  if (after === null || (after.kind === 'ok' && (action.trusted || after.value.done !== false))) {
    return done(after?.value ?? null);
  }
  if (after.kind === 'gone') {
    settleGone(run, sending, 'acked');
    return null;
  }
  const unconfirmed: Failure = { kind: 'no-answer', cause: 'unconfirmed', message: 'HQ shows it as before' };
  settleUnknown(run, sending, after.kind === 'ok' ? unconfirmed : after);
  return after.kind === 'ok' ? null : stopFor(run, after);
}

/** For what needs no proof: takes HQ's record where it can be read, and is no trouble where it cannot. */
async function lookAgain(
  run: SyncRun,
  target: Target,
  action: ActionSteps,
): Promise<Extract<Outcome<Seen>, { kind: 'ok' }> | null> {
  if (action.mails) return null;
  const after = await action.look(run, target);
  return after.kind === 'ok' ? after : null;
}

/**
 * A failure of HQ's pages. Where it is the session's, what needs the pages waits for a new one and REST goes on. A right that the account
 * turns out to lack is waited for, too; else a refusal is told at this change alone.
 */
export async function settlePageFailure(run: SyncRun, change: ChangeRecord, failure: Failure): Promise<Stop | null> {
  if (endsPages(failure)) {
    run.pagesFailure = failure;
    if (change.state === 'sending') settleNotSent(run, change, failure);
    else waitForPages(run, change);
    return null;
  }
  if (failure.kind === 'permission') {
    await run.rightsAsked();
    if (!lacksRight(run, change)) settleRefusedAction(run, change, failure);
    else if (change.state === 'sending') settleNotSent(run, change, failure);
    return null;
  }
  return change.state === 'sending' ? settleUnanswered(run, change, failure) : stopFor(run, failure);
}

/** By reading; what mails and cannot be proved is the person's to say. */
export async function reconcileAction(run: SyncRun, change: ChangeRecord): Promise<Stop | null> {
  const action = stepsOf(run, change);
  const target = targetOf(run, change);
  if (!target) {
    settleGone(run, change, 'acked');
    return null;
  }
  if (action.mails && !action.proof) return ask(run, change);
  const found = await action.look(run, target);
  if (found.kind === 'gone') {
    settleGone(run, change, 'acked');
    return null;
  }
  if (found.kind !== 'ok') return settleUnreadUnknown(run, change, action, found);
  const seen = found.value;
  if (seen.unlisted) return waitForList(run, change);
  const proved = action.proof?.(change.base, seen) ?? seen.done === true;
  if (proved) settleActed(run, change, { outcome: 'acked', seen, status: null });
  else if (action.mails) return ask(run, change);
  else settleNotApplied(run, change, {});
  return null;
}

function ask(run: SyncRun, change: ChangeRecord): null {
  settleAsk(run, change, 'change.ask.mail');
  return null;
}

async function settleUnreadUnknown(
  run: SyncRun,
  change: ChangeRecord,
  action: ActionSteps,
  failure: Failure,
): Promise<Stop | null> {
  if (action.channel === 'api') return settleUnread(run, change, action, failure);
  // Without the list nothing can be proved, and nobody knows when it can be read again.
  if (action.mails && (endsPages(failure) || failure.kind === 'permission')) return ask(run, change);
  if (failure.kind === 'permission') {
    settleRefusedAction(run, change, failure);
    return null;
  }
  if (!endsPages(failure)) return stopFor(run, failure);
  run.pagesFailure = failure;
  waitForPages(run, change);
  return null;
}
