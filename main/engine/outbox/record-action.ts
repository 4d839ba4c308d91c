/**
 * How an action (deactivate, resend, link, remove …) becomes a change: checked, folded into what already waits, stored and shown, all in
 * one transaction. What HQ needs to be asked about is asked again when it is sent.
 */
import { aboutPassword, actionsOf, personActionSchema } from '#shared/domain/action.ts';
import type { FieldValues } from '#shared/domain/entities.ts';
import { activeAtStart } from '#shared/domain/rules.ts';
import { guardValues } from '#shared/merge/guards.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { createdHere, serverIdOf } from '../mirror/identities.ts';
import { rebuildVisible } from '../mirror/visible.ts';
import type { ActionInput } from './action-input.ts';
import { withPresent } from './action-effect.ts';
import { checkAction, checkPassword } from './check-action.ts';
import { inheritDependencies } from './dependencies.ts';
import { isAgainstOurs } from './last-access.ts';
import { readPersonalId } from './personal-id.ts';
import { needsFreshWord, withWord } from './hold-removal.ts';
import { fold, measuredFrom } from './coalesce.ts';
import { coalesceAction } from './coalesce-action.ts';
import type { ActionDecision, Present } from './coalesce-action.ts';
import { isForeign, isSealed } from './change-record.ts';
import type { ChangeRecord } from './change-record.ts';
import { isWholeClash, readConflicts } from './conflicts.ts';
import { endChange } from './end-change.ts';
import { finishChange, writeHistory } from './history.ts';
import { readTruth, recordOf } from './person-truth.ts';
import { knownChange, readChange, readLane } from './read-changes.ts';
import { carrier } from './carrier.ts';
import { refuseBehindRemoval } from './record-change.ts';
import type { RecordContext } from './record-context.ts';
import { decideForMine } from './resolve-change.ts';
import { openSecret, sealSecret } from './secrets.ts';
import { giveWay } from './take-place.ts';
import { insertChange, moveChange } from './transitions.ts';

/**
 * Saves an action.
 * @returns id of the live change that carries it; null when nothing waits: its opposite was taken back, or it is so already
 * @throws AppFailure `not-found`, `invalid-input`, `validation`, `wrong-state`
 */
export function recordAction(context: RecordContext, input: ActionInput): string | null {
  const { db } = context;
  const { entity, localId, action } = input;
  return db.write('record-action', () => {
    if (knownChange(db, input.changeId)) return carrier(db, input.changeId);
    if (!actionsOf[entity].includes(action)) {
      throw new AppFailure(
        'invalid-input',
        t('rule.action.unknown', { entity: t(`entity.${entity}`), action: t(`action.${action}`) }),
      );
    }
    const lane = readLane(db, entity, localId);
    if (!recordOf(db, entity, localId) && lane.length === 0) {
      throw new AppFailure('not-found', t('change.person-not-found'));
    }
    if (action === 'set-password') checkPassword(context, input);
    if (action !== 'remove') refuseBehindRemoval(lane);
    const decision = coalesceAction(lane, action, presentState(context, input, lane), context.author);
    // What is taken back, or waits already, needs no right and no rule.
    if (decision.kind === 'insert' || decision.kind === 'renew') checkAction(context, input);
    const carriedBy = store(context, input, decision, lane);
    rebuildVisible(db, entity, [localId]);
    return carriedBy;
  });
}

/** Whether HQ, as last read, is as the action would make it; not known where that is against what HQ took from us. Of somebody HQ does not have yet: as HQ will make them. */
function presentState(
  { db }: RecordContext,
  { entity, localId, action }: ActionInput,
  lane: readonly ChangeRecord[],
): Present {
  if (action === 'link' || action === 'unlink') {
    const state = readPersonalId(db, localId);
    if (state === 'unknown') return 'unknown';
    return state === (action === 'link' ? 'active' : 'inactive') ? 'as-wanted' : 'other';
  }
  if (action !== 'deactivate' && action !== 'reactivate') return 'unknown';
  const record = recordOf(db, entity, localId);
  const active = record ? record.active : localId.startsWith(createdHere) ? activeAtStart(fold({}, lane)) : null;
  if (active === null || isAgainstOurs(db, { entity, localId, action })) return 'unknown';
  return active === (action === 'reactivate') ? 'as-wanted' : 'other';
}

function store(
  context: RecordContext,
  input: ActionInput,
  decision: ActionDecision,
  lane: readonly ChangeRecord[],
): string | null {
  const { db, author } = context;
  const { entity, localId, action, changeId, held = false } = input;
  const now = context.now();
  const serverId = serverIdOf(db, entity, localId);
  const kind = action === 'remove' ? ('delete' as const) : ('action' as const);
  const own = {
    id: changeId,
    author,
    entity,
    localId,
    kind,
    action,
    patch: {},
    base: withPresent(db, withWord(nameOf(context, input), held && needsFreshWord({ kind })), input, lane),
  };
  const batchId = input.batchId ?? null;
  const line = { ...own, batchId, createdAt: now };
  switch (decision.kind) {
    case 'nothing':
      writeHistory(db, line, { outcome: 'converged', serverId, answer: { note: 'was so when last read' } }, now);
      return null;
    case 'keep': {
      const kept = lane.find(({ id }) => id === decision.change);
      const over = kept?.batchId && kept.batchId !== batchId ? { overBatch: kept.batchId } : {};
      const again = kept?.state === 'ask' ? ({ again: true } as const) : {};
      writeHistory(
        db,
        line,
        { outcome: 'merged', serverId, answer: { into: decision.change, ...over, ...again } },
        now,
      );
      if (decision.again) {
        if (kept && isFieldClash(context, kept)) decideForMine(context, kept);
        const base = withWord(readChange(db, decision.change)?.base ?? {}, kind === 'delete' && held);
        moveChange(db, decision.change, 'queued', now, { base, reason: null, nextAttemptAt: null, edited: true });
      }
      return decision.change;
    }
    case 'insert':
      giveWay(
        context,
        lane.filter(({ id }) => decision.replaces.includes(id)),
        changeId,
      );
      insertChange(db, { ...own, batchId, base: { ...own.base, ...guardsOf(context, input) } }, now);
      if (action === 'unlink') sayPasswordsAgain(context, lane, changeId);
      return changeId;
    case 'renew':
      for (const earlier of lane.filter(({ id }) => decision.absorbs.includes(id))) {
        inheritDependencies(db, earlier.id, changeId);
        finishChange(db, earlier, { outcome: 'merged', serverId, answer: { into: changeId } }, now);
      }
      insertChange(db, { ...own, batchId, secret: secretOf(context, input) }, now);
      return changeId;
    case 'cancel': {
      writeHistory(db, line, { outcome: 'discarded', serverId, answer: { undoes: decision.changes } }, now);
      // What stands behind a create ends with it.
      const [first, ...rest] = lane.filter(({ id }) => decision.changes.includes(id));
      for (const change of first?.kind === 'create' ? [first] : [first, ...rest])
        if (change) endChange(context, change);
      return null;
    }
  }
}

/** Bound to the change that carries it. */
function secretOf({ secretKey }: RecordContext, { changeId, password }: ActionInput): Uint8Array | null {
  return password === undefined ? null : sealSecret(secretKey, changeId, password);
}

/**
 * A password that HQ would not have (or did not) while the link is Active stands before the unlinking that makes way for it, and would hold
 * it up: it is said again behind that, as a change of its own, because the order of a lane is never turned round.
 */
function sayPasswordsAgain(context: RecordContext, lane: readonly ChangeRecord[], unlink: string): void {
  const { db, author, secretKey, now } = context;
  const held = lane.filter(
    (change) =>
      [...aboutPassword].some((action) => action === change.action) && !isSealed(change) && !isForeign(change, author),
  );
  for (const [index, change] of held.entries()) {
    const id = `${unlink}.${index}`;
    const { entity, localId, kind, action, batchId, patch, base } = change;
    const password = openSecret(secretKey, change.id, change.secret);
    const secret = password === null ? null : sealSecret(secretKey, id, password);
    inheritDependencies(db, change.id, id);
    const serverId = serverIdOf(db, entity, localId);
    finishChange(db, change, { outcome: 'merged', serverId, answer: { into: id } }, now());
    insertChange(
      db,
      { id, author, entity, localId, kind, action: personActionSchema.parse(action), batchId, patch, base, secret },
      now(),
    );
  }
}

/** A clash about what the person is: pressing the button again is the word about it. */
function isFieldClash({ db }: RecordContext, { id, state }: ChangeRecord): boolean {
  return state === 'conflict' && ![...readConflicts(db, id).keys()].some(isWholeClash);
}

/** What a web user was when this was decided: somebody with another role since is not deactivated or removed by itself. */
function guardsOf({ db }: RecordContext, { entity, localId }: ActionInput): FieldValues {
  if (entity !== 'web-user') return {};
  return guardValues(entity, measuredFrom(readTruth(db, entity, localId) ?? {}, readLane(db, entity, localId)));
}

/** What people call the person: the change keeps it for the time after the person is gone. */
function nameOf({ db }: RecordContext, { entity, localId }: ActionInput): FieldValues {
  const key = entity === 'invitation' ? 'email' : 'username';
  const value = recordOf(db, entity, localId)?.snapshot[key];
  return typeof value === 'string' ? { [key]: value } : {};
}
