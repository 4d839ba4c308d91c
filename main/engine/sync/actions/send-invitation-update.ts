/**
 * Sends one edit of a pending invitation, through its form: HQ has no other way. The form is read first and compared field by field; what
 * is not in the patch goes back as it came. An edit of a deleted invitation would make HQ invite anew, so that it is still pending is
 * looked at directly before (hq/pages does that) and again after. The form that is filled in is read behind the comparison, and compared, too.
 * Source: corehq/apps/users/views/__init__.py (`InviteWebUserView.post`).
 */
import { nestUserData, sameFieldValue } from '#shared/domain/fields.ts';
import type { FieldValues } from '#shared/domain/entities.ts';
import { valueClash } from '#shared/merge/three-way.ts';
import type { FieldConflict } from '#shared/merge/three-way.ts';
import type { HqRecord } from '../../hq/gateway.ts';
import type { Outcome } from '../../hq/outcome.ts';
import type { InvitationEdit, InvitationForm } from '../../hq/pages/hq-pages.ts';
import { idAtHq, moveIdentity } from '../../mirror/identities.ts';
import { removeServerRecord, setWritten } from '../../mirror/server-records.ts';
import type { ChangeRecord } from '../../outbox/change-record.ts';
import { finishChange } from '../../outbox/history.ts';
import type { HistoryEntry } from '../../outbox/history.ts';
import { recordOf, takeRecord } from '../../outbox/person-truth.ts';
import { stillQueued } from '../rebase.ts';
import { markSending } from '../send-update.ts';
import { generationOf, settle, settleClash, settleDeleted, settleNotApplied, settleRejected } from '../settle.ts';
import type { Stop, SyncRun } from '../sync-run.ts';
import { formValues, knownProfiles, unlistedValues } from '../../outbox/invitation-form-values.ts';
import type { Profile } from '../../outbox/invitation-form-values.ts';
import { formChanges, profilesAtHq } from './invitation-form-changes.ts';
import { pagesOf, waitForPages } from './pages-channel.ts';
import { settlePageFailure } from './send-action.ts';
import { settleRefusedAction } from './settle-action.ts';

/** What the form of an invitation shows, by field key; and how to say a value to it. */
type Read = { uuid: string; form: InvitationForm; theirs: FieldValues; profiles: Profile[] };

export async function sendInvitationUpdate(run: SyncRun, queued: ChangeRecord): Promise<Stop | null> {
  const found = await readForm(run, queued);
  if (found.kind === 'gone') {
    settleDeleted(run, queued);
    return null;
  }
  if (found.kind !== 'ok') return settlePageFailure(run, queued, found);
  const change = stillQueued(run.db, queued.id);
  const pages = pagesOf(run);
  if (!change || !pages) return null;
  const read = found.value;
  if (settleCompared(run, change, read)) return null;
  const changes = formChanges(change.patch, read);
  if ('problem' in changes) {
    settleRejected(run, change, { ...changes.problem, at: run.deps.now() });
    return null;
  }
  if (run.signal.aborted) return { kind: 'cancelled' };
  const sending = markSending(run, change, { reason: null });
  /** What the form showed when it was to be filled in, where that is not what the edit was compared with. */
  const filling: { moved?: Read } = {};
  const mayFill = (form: InvitationForm): boolean => {
    const now = { ...read, form, theirs: formValues(form, read.profiles) };
    if (!showsSame(change, read, now)) filling.moved = now;
    return filling.moved === undefined;
  };
  const options = { signal: run.hardStop, admit: run.signal, mayFill };
  const outcome = await pages.editInvitation(read.uuid, changes.values, options);
  if (filling.moved) {
    if (!settleCompared(run, sending, filling.moved)) settleNotApplied(run, sending, {});
    return null;
  }
  run.deps.failpoint?.('push:answered');
  switch (outcome.kind) {
    case 'ok':
      settleEdited(run, sending, read, outcome.value, outcome.status);
      return null;
    case 'gone':
      settleDeleted(run, sending);
      return null;
    case 'refused':
      settleRefusedAction(run, sending, outcome);
      return null;
    default:
      return settlePageFailure(run, sending, outcome);
  }
}

/** All as wanted → done; all as before → may be sent again; a field that is neither → a person decides. */
export async function reconcileInvitationUpdate(run: SyncRun, change: ChangeRecord): Promise<Stop | null> {
  const found = await readForm(run, change);
  if (found.kind === 'gone') {
    settleDeleted(run, change);
    return null;
  }
  if (found.kind === 'session-over') {
    waitForPages(run, change);
    return null;
  }
  if (found.kind !== 'ok') return settlePageFailure(run, change, found);
  if (!settleCompared(run, change, found.value)) settleNotApplied(run, change, {});
  return null;
}

async function readForm(run: SyncRun, change: ChangeRecord): Promise<Outcome<Read>> {
  const uuid = idAtHq(run.db, change.entity, change.localId);
  if (uuid === null) return { kind: 'gone', status: 404, message: '' };
  const pages = pagesOf(run);
  if (!pages) return { kind: 'session-over', status: 0, message: '' };
  const options = { signal: run.hardStop };
  const form = await pages.readInvitation(uuid, options);
  if (form.kind !== 'ok') return form;
  const profiles = 'profile' in change.patch ? await profilesAtHq(pages, options) : null;
  if (profiles && profiles.kind !== 'ok') return profiles;
  const known = profiles?.value ?? knownProfiles(run.db);
  return { ...form, value: { uuid, form: form.value, theirs: formValues(form.value, known), profiles: known } };
}

/** Whether nobody else has written to the fields of the change between two looks at the form. */
function showsSame({ entity, patch }: ChangeRecord, before: Read, now: Read): boolean {
  return Object.keys(patch).every((key) => sameFieldValue(entity, key, before.theirs[key], now.theirs[key]));
}

/** @returns whether the comparison settled it: HQ has all of it already, or something else than either of us saw */
function settleCompared(run: SyncRun, change: ChangeRecord, { uuid, form, theirs }: Read): boolean {
  const { entity, patch, base } = change;
  const missing = Object.keys(patch).filter((key) => !sameFieldValue(entity, key, patch[key], theirs[key]));
  const record = formRecord(run, change, uuid, form, theirs);
  if (missing.length === 0) {
    const outcome = change.state === 'unknown' ? ('acked' as const) : ('converged' as const);
    settle(run, change, outcome, 'the form shows it', (now) => {
      take(run, change, record, theirs, now);
      finishChange(run.db, change, { outcome, serverId: uuid, answer: { status: null } }, now);
      if (outcome === 'acked') run.pushed += 1;
    });
    return true;
  }
  // What the mirror had not read when the edit was made has no base: there is nothing it could have clashed with.
  const moved = missing.filter((key) => base[key] !== null && !sameFieldValue(entity, key, base[key], theirs[key]));
  if (moved.length === 0) return false;
  const conflicts = moved.map((field): FieldConflict => ({
    field,
    base: base[field] ?? null,
    mine: patch[field] ?? null,
    theirs: theirs[field] ?? null,
    clash: valueClash,
  }));
  settleClash(run, change, record, conflicts);
  run.db.write('invitation-form', () => setWritten(run.db, entity, uuid, unlistedValues(theirs)));
  return true;
}

/** HQ's record with what the form tells beyond the list. */
function formRecord(
  run: SyncRun,
  change: ChangeRecord,
  uuid: string,
  form: InvitationForm,
  theirs: FieldValues,
): HqRecord {
  const known = recordOf(run.db, change.entity, change.localId)?.snapshot;
  const { profile: _profile, ...told } = theirs;
  return { ...known, email: form.email, ...nestUserData(told), id: uuid };
}

/** HQ's list, read with the next pull, does not tell these values: they are kept beside its record. */
function take(run: SyncRun, change: ChangeRecord, record: HqRecord, told: FieldValues, now: number): void {
  const written = unlistedValues(told);
  takeRecord(run.db, change.entity, record, { active: null, written, generation: generationOf(run), now });
}

/** Stands in the history: a mail went out that the edit itself would not have sent. */
const recreatedNote = 'deleted at HQ in the very moment; HQ made a new invitation of the edit and mailed it';

function settleEdited(run: SyncRun, sending: ChangeRecord, read: Read, edit: InvitationEdit, status: number): void {
  const { db } = run;
  const { entity, localId } = sending;
  settle(run, sending, 'acked', edit.recreated ? recreatedNote : String(status), (now) => {
    const told = formValues(edit.form, read.profiles);
    const record = formRecord(run, sending, edit.uuid, edit.form, told);
    if (edit.recreated) {
      removeServerRecord(db, entity, read.uuid);
      moveIdentity(db, entity, localId, edit.uuid);
    }
    take(run, sending, record, told, now);
    const answer: HistoryEntry['answer'] = edit.recreated ? { status, recreated: recreatedNote } : { status };
    finishChange(db, sending, { outcome: 'acked', serverId: edit.uuid, answer }, now);
    run.pushed += 1;
  });
}
