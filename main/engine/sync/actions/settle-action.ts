/** What became of an action, in one transaction each, like every other change (settle.ts). */
import { t } from '#shared/messages/translate.ts';
import type { MessageKey } from '#shared/messages/translate.ts';
import type { ChangeReason } from '#shared/domain/change.ts';
import type { FieldProblems } from '#shared/ipc/result.ts';
import type { Failure } from '../../hq/outcome.ts';
import { idAtHq } from '../../mirror/identities.ts';
import { burnUsername } from '../../mirror/burnt-usernames.ts';
import { learnPageFacts } from '../../mirror/page-facts.ts';
import { getServerRecord, removeServerRecord } from '../../mirror/server-records.ts';
import { acceptedNote } from '../../outbox/accepted-note.ts';
import type { ChangeRecord } from '../../outbox/change-record.ts';
import { finishChange } from '../../outbox/history.ts';
import type { HistoryEntry } from '../../outbox/history.ts';
import { takeRecord } from '../../outbox/person-truth.ts';
import { moveChange } from '../../outbox/transitions.ts';
import { noteChanged } from '../changed-lately.ts';
import { generationOf, reasonOf, settle, settleDeleted, settleRejected } from '../settle.ts';
import type { SyncRun } from '../sync-run.ts';
import type { Seen } from './action-steps.ts';

/** `seen`: what HQ shows; `status`: of HQ's answer, null when nothing was sent or no answer came. */
export type Happened = {
  outcome: 'acked' | 'converged';
  seen: Seen | null;
  status: number | null;
  answer?: HistoryEntry['answer'];
};

/** HQ is as wanted, by our doing or already. */
export function settleActed(run: SyncRun, change: ChangeRecord, happened: Happened): void {
  const { outcome, seen, status, answer = {} } = happened;
  const serverId = idAtHq(run.db, change.entity, change.localId);
  const active =
    change.action === 'deactivate' || change.action === 'reactivate' ? change.action === 'reactivate' : null;
  settle(run, change, outcome, `${change.action} ${status ?? ''}`.trim(), (now) => {
    if (seen?.record) {
      const taken = { active, written: {}, generation: generationOf(run), now };
      takeRecord(run.db, change.entity, seen.record, taken);
    }
    if (seen?.personalId !== undefined && serverId !== null) {
      const fact = { id: serverId, personalId: seen.personalId };
      learnPageFacts(run.db, 'personal-id', [fact], generationOf(run), now);
    }
    finishChange(run.db, change, { outcome, serverId, answer: { status, ...answer } }, now);
    if (outcome === 'acked') run.pushed += 1;
  });
  if (serverId !== null && active !== null && outcome === 'acked') noteChanged(run, serverId, { active });
}

/** HQ does not have the person (any more), as wanted: the record goes, the history keeps the name. */
export function settleRemoved(run: SyncRun, change: ChangeRecord, happened: Omit<Happened, 'seen'>): void {
  const { outcome, status, answer = {} } = happened;
  const serverId = idAtHq(run.db, change.entity, change.localId);
  settle(run, change, outcome, `removed ${status ?? ''}`.trim(), (now) => {
    finishChange(run.db, change, { outcome, serverId, answer: { status, ...answer } }, now);
    if (serverId !== null) {
      if (outcome === 'acked') burnName(run, change, serverId, now);
      removeServerRecord(run.db, change.entity, serverId);
    }
    if (outcome === 'acked') run.pushed += 1;
  });
  if (serverId !== null) noteChanged(run, serverId, { removed: true });
}

/** HQ gives the name of a worker it removed to nobody. */
function burnName({ db }: SyncRun, { entity }: ChangeRecord, serverId: string, now: number): void {
  const username = entity === 'mobile-worker' ? getServerRecord(db, entity, serverId)?.snapshot['username'] : undefined;
  if (typeof username === 'string') burnUsername(db, username, 'removed', now);
}

/** The person is not at HQ: what removes is done, everything else is a question. */
export function settleGone(run: SyncRun, change: ChangeRecord, outcome: Happened['outcome']): void {
  if (change.kind === 'delete')
    settleRemoved(run, change, { outcome, status: null, answer: acceptedNote(run.db, change) });
  else settleDeleted(run, change);
}

/** It may have happened and must not be repeated without the person's word. */
export function settleAsk(run: SyncRun, change: ChangeRecord, key: MessageKey): void {
  settle(run, change, 'ask', 'cannot be proved', (now) => {
    const reason: ChangeReason = {
      code: 'server',
      message: t(key),
      hqMessages: change.reason?.hqMessages ?? [],
      fields: {},
      status: change.reason?.status ?? null,
      at: now,
    };
    moveChange(run.db, change.id, 'ask', now, { reason });
  });
}

/** It could go now, and asks for a word that knows what HQ has now. Nothing was sent. */
export function settleHeld(run: SyncRun, change: ChangeRecord, { record, active }: Seen): void {
  settle(run, change, 'ask', 'asks before it removes', (now) => {
    if (record) takeRecord(run.db, change.entity, record, { active, written: {}, generation: generationOf(run), now });
    const message = t(change.entity === 'mobile-worker' ? 'change.ask.remove.worker' : 'change.ask.remove');
    const reason: ChangeReason = { code: 'wrong-state', message, hqMessages: [], fields: {}, status: null, at: now };
    moveChange(run.db, change.id, 'ask', now, { reason });
  });
}

/** Refused before anything was sent, by a rule of ours. */
export function settleForbiddenByRule(
  run: SyncRun,
  change: ChangeRecord,
  message: string,
  fields: FieldProblems = {},
): void {
  const at = run.deps.now();
  settleRejected(run, change, { code: 'validation', message, hqMessages: [], fields, status: null, at });
}

/** HQ's refusal, or one of Roster's own in place of HQ's (status 0: nothing was sent). */
export function settleRefusedAction(run: SyncRun, change: ChangeRecord, failure: Failure): void {
  if (failure.kind === 'refused' && failure.status === 0) {
    settleForbiddenByRule(run, change, failure.messages.join(' '));
    return;
  }
  settleRejected(run, change, reasonOf(run, failure));
}
