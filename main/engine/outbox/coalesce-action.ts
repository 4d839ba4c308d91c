/**
 * How an action joins what already waits for the same person (pure; the table of test/unit/main/engine/outbox/coalesce-action.test.ts).
 *
 * | waiting for the person                     | action               | result                                                        |
 * | ------------------------------------------ | -------------------- | ------------------------------------------------------------- |
 * | nothing of its kind                        | any                  | new change at the end of the lane; none when it is so already |
 * | the same action                            | the same             | one; a refused or asked one waits again, a clash is decided for it |
 * | its opposite, unsent                       | link and unlink, …   | both go; the later is left, in the other's place, where HQ is not known to be as wanted |
 * | its opposite, sent                         | link and unlink, …   | new change behind it                                          |
 * | a password that was not sent               | set-password         | the newest, at the end; the earlier is never sent             |
 * | create of an invitation                    | resend               | the create, which mails anyway                                |
 * | create, never taken by HQ, and what follows | remove              | all go, nothing is sent                                       |
 * | anything else unsent                       | remove               | the removal is in its place; taken back, it waits again       |
 * | sending, unknown or ask; a create that is  | remove               | removal behind it                                             |
 * | sent again while HQ may have it            |                      |                                                               |
 * | another account's change                   | any                  | new change behind it                                          |
 */
import { opposites } from '#shared/domain/action.ts';
import type { PersonAction } from '#shared/domain/action.ts';
import { isForeign, isSealed } from './change-record.ts';
import type { ChangeRecord } from './change-record.ts';

export type ActionLaneChange = Pick<ChangeRecord, 'id' | 'kind' | 'action' | 'state'> &
  Partial<Pick<ChangeRecord, 'author' | 'base'>>;

/** Whether HQ, as last read, is as the action would make it. */
export type Present = 'as-wanted' | 'other' | 'unknown';

export type ActionDecision =
  /** It is so already, and nothing waits. */
  | { kind: 'nothing' }
  /** `change` says it already; `again`: it stood still and waits to be sent now. */
  | { kind: 'keep'; change: string; again: boolean }
  /** A new change at the end of the lane, in the place of `replaces`. */
  | { kind: 'insert'; replaces: string[] }
  /** A new change at the end of the lane; `absorbs` end for good, theirs is never sent. */
  | { kind: 'renew'; absorbs: string[] }
  /** Nothing is left to be sent: these go. */
  | { kind: 'cancel'; changes: string[] };

/**
 * @param lane the person's live changes in order
 * @param author whose action it is; null: of whoever made what waits
 */
export function coalesceAction(
  lane: readonly ActionLaneChange[],
  action: PersonAction,
  present: Present,
  author: string | null = null,
): ActionDecision {
  const isMine = (change: ActionLaneChange) => !isForeign(change, author);
  if (action === 'remove') return coalesceRemoval(lane, isMine);
  if (action === 'set-password') return coalescePassword(lane, isMine);
  const opposite = opposites[action];
  const related = lane.filter((change) => change.action === action || (opposite && change.action === opposite));
  const last = related.at(-1);
  if (!last) {
    const create = action === 'resend' ? lane.find((change) => change.kind === 'create' && isMine(change)) : undefined;
    if (create) return { kind: 'keep', change: create.id, again: false };
    return present === 'as-wanted' ? { kind: 'nothing' } : { kind: 'insert', replaces: [] };
  }
  if (!isMine(last)) return { kind: 'insert', replaces: [] };
  if (last.action === action) return { kind: 'keep', change: last.id, again: standsStill(last) };
  if (isSealed(last)) return { kind: 'insert', replaces: [] };
  // What will hold without the opposite: what was sent before it, or what HQ has.
  const before = related.at(-2);
  const holds = before ? before.action === action : present === 'as-wanted';
  return holds ? { kind: 'cancel', changes: [last.id] } : { kind: 'insert', replaces: [last.id] };
}

/** At the end, because what stands before it (an unlink) may be what it needs. */
function coalescePassword(
  lane: readonly ActionLaneChange[],
  isMine: (change: ActionLaneChange) => boolean,
): ActionDecision {
  const earlier = lane.filter((change) => change.action === 'set-password' && isMine(change) && !isSealed(change));
  return { kind: 'renew', absorbs: earlier.map(({ id }) => id) };
}

function coalesceRemoval(
  lane: readonly ActionLaneChange[],
  isMine: (change: ActionLaneChange) => boolean,
): ActionDecision {
  const last = lane.at(-1);
  if (last?.kind === 'delete' && isMine(last)) return { kind: 'keep', change: last.id, again: standsStill(last) };
  const unsent = lane
    .slice(lane.findLastIndex((change) => isSealed(change) || !isMine(change)) + 1)
    .map(({ id }) => id);
  const neverSeen = lane[0]?.kind === 'create' && unsent.length === lane.length;
  return neverSeen ? { kind: 'cancel', changes: unsent } : { kind: 'insert', replaces: unsent };
}

/** It waits for the person, whose word the repeated action is. */
function standsStill({ state }: ActionLaneChange): boolean {
  return state === 'rejected' || state === 'conflict' || state === 'ask';
}
