/** Law L4, pure: what a person sees is HQ's truth with the live changes of the lane folded in, in order. */
import { withoutGuards } from '#shared/merge/guards.ts';
import type { ChangeKind, ChangeState } from '#shared/domain/change.ts';
import type { FieldValues, RowSyncState } from '#shared/domain/entities.ts';

export type LaneChange = {
  kind: ChangeKind;
  action: string | null;
  state: ChangeState;
  patch: FieldValues;
  base: FieldValues;
};

export type FoldedLane = {
  values: FieldValues;
  syncState: RowSyncState;
  /** Access as it will be, null when nothing about it is on its way. */
  active: boolean | null;
  /** Whether PersonalID will be linked, null likewise. */
  linked: boolean | null;
  /** Actions on their way, in order. */
  waiting: string[];
};

/** What each state of a change makes of the row; the later in this order wins over the earlier. */
const order: readonly RowSyncState[] = ['clean', 'pending', 'attention', 'conflict'];

/**
 * - on its way (queued, sending, unknown): our values show, `pending`.
 * - `conflict`: HQ's values show. - refused or waiting for the person's word: HQ's values show, `attention`.
 * - a create HQ does not have yet shows what was typed whatever its state: there is nothing of HQ's to show, and a row that
 *   vanishes looks lost. Likewise an edit whose person HQ no longer shows: at least what the author saw.
 *
 * @param truth HQ's values, null when HQ has no such person (as far as is known)
 * @param lane live changes by seq
 * @returns null when there is nothing to show
 */
export function foldLane(truth: FieldValues | null, lane: readonly LaneChange[]): FoldedLane | null {
  if (truth === null && lane.length === 0) return null;
  let values: FieldValues = { ...truth };
  let syncState: RowSyncState = 'clean';
  let active: boolean | null = null;
  let linked: boolean | null = null;
  const waiting: string[] = [];
  for (const change of lane) {
    const state = stateOfRow(change.state);
    if (order.indexOf(state) > order.indexOf(syncState)) syncState = state;
    if (truth === null) values = { ...withoutGuards(change.base), ...values };
    const shows = state === 'pending' || (truth === null && change.kind === 'create');
    if (shows) values = { ...values, ...change.patch };
    if (state !== 'pending' || change.action === null) continue;
    waiting.push(change.action);
    if (change.action === 'deactivate' || change.action === 'reactivate') active = change.action === 'reactivate';
    if (change.action === 'link' || change.action === 'unlink') linked = change.action === 'link';
  }
  return { values, syncState, active, linked, waiting };
}

function stateOfRow(state: ChangeState): RowSyncState {
  switch (state) {
    case 'queued':
    case 'sending':
    case 'unknown':
      return 'pending';
    case 'conflict':
      return 'conflict';
    case 'rejected':
    case 'ask':
      return 'attention';
  }
}
