/** What became of a create: the person at HQ is tied to the one made here, or is somebody else of the same name. */
import {
  accountConfirmation,
  connectUsername,
  emptyValue,
  fieldDefinition,
  sameFieldValue,
} from '#shared/domain/fields.ts';
import { activeAtStart, completeUsername } from '#shared/domain/rules.ts';
import type { ChangeReason } from '#shared/domain/change.ts';
import type { FieldValues, Json, PersonEntity } from '#shared/domain/entities.ts';
import type { HqRecord } from '../hq/gateway.ts';
import type { Failure } from '../hq/outcome.ts';
import { adoptServerId, joinLane } from '../mirror/identities.ts';
import { burnUsername, unburnUsernames } from '../mirror/burnt-usernames.ts';
import { learnPageFacts } from '../mirror/page-facts.ts';
import { rebuildVisible } from '../mirror/visible.ts';
import { isForeign } from '../outbox/change-record.ts';
import type { ChangeRecord } from '../outbox/change-record.ts';
import { raiseExists } from '../outbox/conflicts.ts';
import { finishChange } from '../outbox/history.ts';
import type { HistoryEntry } from '../outbox/history.ts';
import { takeRecord, truthOf } from '../outbox/person-truth.ts';
import { readChange, readLane } from '../outbox/read-changes.ts';
import { insertChange, moveChange } from '../outbox/transitions.ts';
import { without } from './pick-values.ts';
import { asShown, missingFields, unreadableFields } from './read-back.ts';
import { generationOf, reasonOf, settle } from './settle.ts';
import type { SyncRun } from './sync-run.ts';

/** How it is known that the worker at HQ is the one of our create. */
export type CreateProof =
  /** HQ named its id in its answer; `status` null: in an earlier one. */
  | { confirmed: true; status: number | null }
  /** No answer ever came: HQ has a worker of this username whose values are all ours or empty. */
  | { confirmed: false; status: null };

/** Stands in the history and in the log, so that nobody takes an adoption for HQ's word. */
const adoptedUnconfirmed = 'adopted by username and values; HQ never confirmed the create';

/**
 * A new worker that is at HQ: the identity is kept for good, the password wiped, HQ's record taken. HQ answers 201 even where it
 * dropped optional values silently: those follow as an edit, in front of any later edit of the person.
 */
export function settleCreated(run: SyncRun, change: ChangeRecord, record: HqRecord, proof: CreateProof): void {
  const {
    username: _username,
    [accountConfirmation]: _confirmation,
    [connectUsername]: personalId = '',
    ...values
  } = change.patch;
  const missing = missingFields(change.entity, values, record);
  const { status } = proof;
  const active = activeAtStart(change.patch);
  settle(run, change, 'acked', proof.confirmed ? `created ${status ?? 'before'}` : adoptedUnconfirmed, (now) => {
    identify(run, change, record.id);
    const written = unreadableFields(change.entity, without(values, missing));
    takeRecord(run.db, change.entity, record, { active, written, generation: generationOf(run), now });
    if (active === false) learnPageFacts(run.db, 'unconfirmed', [{ id: record.id }], generationOf(run), now);
    // HQ makes the link with the worker. Where it never said yes, its list tells. Source: v0_5.py `obj_create`.
    if (personalId !== '' && proof.confirmed)
      learnPageFacts(run.db, 'personal-id', [{ id: record.id, personalId: 'active' }], generationOf(run), now);
    unburnUsernames(run.db, [usernameOf(record)]);
    const dropped = Object.keys(missing);
    const answer: HistoryEntry['answer'] = {
      status,
      dropped,
      ...(proof.confirmed ? {} : { adopted: adoptedUnconfirmed }),
    };
    finishChange(
      run.db,
      change,
      {
        outcome: 'acked',
        serverId: record.id,
        after: asShown(change.entity, without(change.patch, missing), record),
        answer,
      },
      now,
    );
    run.pushed += 1;
    if (Object.keys(missing).length > 0) repairCreated(run, change, missing, now);
  });
}

/** HQ has the new worker (`serverId`), but could not be read: the password is not needed any more, the rest is settled by reading. */
export function settleCreatedUnread(run: SyncRun, change: ChangeRecord, serverId: string, failure: Failure): void {
  settle(run, change, 'unknown', 'created, not read back', (now) => {
    identify(run, change, serverId);
    moveChange(run.db, change.id, 'unknown', now, { secret: null, reason: reasonOf(run, failure) });
  });
}

/**
 * The person keeps the local id they were given here. A pull may have brought the record in by HQ's id already: that row goes, and what
 * was edited there moves into this lane.
 */
export function identify(run: SyncRun, change: ChangeRecord, serverId: string): void {
  const { db } = run;
  adoptServerId(db, change.entity, change.localId, serverId);
  joinLane(db, change.entity, change.localId, serverId);
  rebuildVisible(db, change.entity, [serverId]);
}

/**
 * Measured from the empty values that HQ makes a worker with: where HQ shows something else, it was not dropped but changed by somebody
 * since, and a person decides. A later edit of such a field is the newer word, and is measured from empty where it was from the create.
 * The rest goes in front of what waits; a request under way, a refusal and a question stay as they are.
 */
function repairCreated(run: SyncRun, create: ChangeRecord, missing: FieldValues, now: number): void {
  const { author, entity, localId } = create;
  const { db } = run;
  const edits = readLane(db, entity, localId).filter(({ kind }) => kind === 'update');
  let patch = missing;
  for (const key of Object.keys(missing)) {
    const newer = edits.find((edit) => key in edit.patch);
    if (!newer) continue;
    patch = without(patch, { [key]: null });
    if (newer.state !== 'queued' || !sameFieldValue(entity, key, newer.base[key], create.patch[key])) continue;
    const { base } = readChange(db, newer.id) ?? newer;
    moveChange(db, newer.id, 'queued', now, { base: { ...base, ...emptyValues(entity, [key]) } });
  }
  if (Object.keys(patch).length === 0) return;
  const base = emptyValues(entity, Object.keys(patch));
  const next = edits[0] ? readChange(db, edits[0].id) : null;
  if (next?.state !== 'queued' || isForeign(next, author)) {
    insertChange(db, { id: run.deps.uuid(), author, entity, localId, kind: 'update', patch, base }, now);
    return;
  }
  moveChange(db, next.id, 'queued', now, { patch: { ...patch, ...next.patch }, base: { ...base, ...next.base } });
}

function emptyValues(entity: PersonEntity, keys: readonly string[]): FieldValues {
  return Object.fromEntries(
    keys.map((key): [string, Json] => [key, emptyValue(fieldDefinition(entity, key)?.type ?? 'custom')]),
  );
}

/** Whether HQ's record is the worker of this create, as far as values can tell: each is ours, or empty (HQ drops values silently). */
export function looksLikeOurs(change: ChangeRecord, record: HqRecord, project: string): boolean {
  const { username: _username, ...values } = change.patch;
  const wanted = completeUsername(usernameOf(change.patch), project);
  if (usernameOf(record).toLowerCase() !== wanted.toLowerCase()) return false;
  const truth = truthOf(change.entity, record);
  return Object.keys(missingFields(change.entity, values, record)).every((key) => {
    const value = truth[key];
    return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
  });
}

/** HQ refused a create and did nothing of it: this try leaves no doubt behind. Returns it as it is now. */
export function settleCreateRefused(run: SyncRun, change: ChangeRecord, reason: ChangeReason): ChangeRecord | null {
  settle(run, change, 'rejected', String(reason.status ?? reason.code), (now) => {
    moveChange(run.db, change.id, 'rejected', now, { reason, attempts: Math.max(0, change.attempts - 1) });
    // Groups are looked at when the worker is made already; HQ takes it back and keeps the name. Source: v0_5.py `obj_create`.
    if ('groups' in reason.fields) burnUsername(run.db, usernameOf(change.patch), 'half-made', now);
  });
  return readChange(run.db, change.id);
}

/**
 * HQ has somebody else of the name.
 * @param refusal HQ's answer where it refused a try of ours
 */
export function settleExists(
  run: SyncRun,
  change: ChangeRecord,
  record: HqRecord,
  refusal: ChangeReason | null = null,
): void {
  settle(run, change, 'conflict', 'HQ has somebody of the name', (now) => {
    const told = { hqMessages: refusal?.hqMessages ?? [], status: refusal?.status ?? null };
    raiseExists(run.db, change, whoIs(record), told, now);
  });
}

/** What tells people who somebody is; the whole record is a screen away. */
const tellingKeys = ['id', 'username', 'email', 'first_name', 'last_name', 'role'] as const;

function whoIs(record: HqRecord): FieldValues {
  const told = tellingKeys.map((key) => [key, record[key]] as const);
  return Object.fromEntries(
    told.filter((entry): entry is [(typeof tellingKeys)[number], string] => {
      const [, value] = entry;
      return typeof value === 'string' && value !== '';
    }),
  );
}

/** The username of a patch or of HQ's record, '' when there is none. */
export function usernameOf(values: Record<string, Json>): string {
  const username = values['username'];
  return typeof username === 'string' ? username : '';
}
