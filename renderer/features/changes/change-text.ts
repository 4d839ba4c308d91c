import type { ChangeField, ChangeReason, ChangeView } from '#shared/domain/change.ts';
import type { Json } from '#shared/domain/entities.ts';
import type { Lookups } from '#shared/ipc/contract.ts';
import { fieldLabel, shortUsername } from '#shared/domain/rules.ts';
import { t } from '#shared/messages/translate.ts';
import { formatMoment } from '../../ui/format.ts';
import { valueLines } from '../people/fields/value-text.ts';
import { waitsForRight } from './change-capability.ts';
import { changeTitle } from './change-title.ts';

/** How people call the person a change is about. */
export function whoText(change: ChangeView): string {
  const key = change.entity === 'mobile-worker' ? shortUsername(change.key) : change.key;
  return change.name === '' ? key : `${change.name} (${key})`;
}

/** "First name: Amina → Aminah; Email: none → a@b.org" – what a change does, in one line. */
export function whatText(change: ChangeView, lookups: Lookups): string {
  if (change.kind !== 'update') return changeTitle(change);
  const text = (field: string, value: Json): string =>
    valueLines(change.entity, field, value, lookups).join(', ') || t('value.none');
  const fields = change.fields
    .filter(isOfPatch)
    .map(({ field, was, yours }) => `${fieldLabel(field)}: ${text(field, was)} → ${text(field, yours)}`);
  return fields.length === 0 ? changeTitle(change) : fields.join('; ');
}

/** What is no field of the person (they are gone, their role moved) is asked about, not changed. */
function isOfPatch({ field }: ChangeField): boolean {
  return !field.startsWith('*');
}

/**
 * Whether Roster itself holds the change back (a password that cannot be opened any more, a username known to be taken): HQ was
 * never asked, so nothing may be said in its name.
 */
export function isStoppedHere(change: Pick<ChangeView, 'state' | 'reason'>): boolean {
  return change.state === 'rejected' && change.reason?.status === null;
}

/** Where a change stands, in a word or two. */
export function stateText(change: Pick<ChangeView, 'state' | 'reason' | 'can'>): string {
  if (waitsForRight(change)) return t('changes.waits-for-right');
  if (change.state === 'queued' && change.can.unresolve) return t('changes.decided');
  return t(isStoppedHere(change) ? 'changes.stopped' : `change.state.${change.state}`);
}

/** Whether the reason is our own and whole sentence of the state, so that the state's general one would only repeat it. */
export function saysItAll(change: Pick<ChangeView, 'state' | 'reason'>): boolean {
  if (change.reason === null) return false;
  return change.state === 'conflict' || change.state === 'ask' || isStoppedHere(change) || waitsForRight(change);
}

/**
 * When the change is tried next, or why it is not tried by itself.
 * @param signIn it can be sent only once the person has signed in to HQ's pages
 */
export function nextText(change: ChangeView, now: number, signIn = false): string {
  if (change.waitsFor !== null) return t(change.waitsForTwin ? 'changes.next.twin' : 'changes.next.waits');
  if (change.state === 'conflict' || change.state === 'rejected' || change.state === 'ask')
    return t('changes.next.you');
  if (change.state === 'sending') return t('changes.next.now');
  if (change.ofAnother !== null) return t('changes.next.another', { author: change.ofAnother });
  if (signIn) return t('changes.next.sign-in');
  if (waitsForRight(change)) return t('changes.next.right');
  if (change.nextAttemptAt !== null && change.nextAttemptAt > now) return formatMoment(change.nextAttemptAt, now);
  return t('changes.next.sync');
}

/** HQ's words that our own sentence does not already quote. */
export function furtherWords(reason: ChangeReason): string[] {
  return reason.hqMessages.filter((words) => !reason.message.includes(words));
}

/** A removal that had to wait and was not sent: it is confirmed in a dialog of its own, and cannot be "taken as done". */
export function asksBeforeRemoval({ state, kind }: Pick<ChangeView, 'state' | 'kind'>): boolean {
  return state === 'ask' && kind === 'delete';
}
