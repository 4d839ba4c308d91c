/**
 * What HQ's lists no longer show. In two steps: missed once, a record is only marked; it goes when the next complete listing misses it
 * too. A listing that is shorter than HQ said itself proves nothing, an empty or much shorter one is asked about. A record with waiting
 * changes never goes: its changes become a question.
 */
import { z } from 'zod';
import { t } from '#shared/messages/translate.ts';
import { mirrorEntities } from '#shared/domain/entities.ts';
import type { MirrorEntity } from '#shared/domain/entities.ts';
import type { AppError } from '#shared/ipc/result.ts';
import { countServerRecords, markMissing, missingRecords, removeServerRecord } from '../mirror/server-records.ts';
import type { MissingRecord } from '../mirror/server-records.ts';
import { rebuildVisible } from '../mirror/visible.ts';
import type { EngineDatabase } from '../db/database.ts';
import { acceptedNote } from '../outbox/accepted-note.ts';
import type { ChangeRecord } from '../outbox/change-record.ts';
import { deletedField, raiseDeleted, readConflicts } from '../outbox/conflicts.ts';
import { finishChange } from '../outbox/history.ts';
import { readLane } from '../outbox/read-changes.ts';
import { fateOf } from './confirm-gone.ts';
import { isComplete, readCursor } from './cursors.ts';
import { readMeta, writeMeta } from './meta.ts';
import { isPerson } from './is-person.ts';
import { isLocationListRefused, isToldByPage, locationPageList } from './locations-from-page.ts';
import { pullLists } from './pull-lists.ts';
import { isRestRefused, webUserPageList } from './rows-from-page.ts';
import { writeLog } from './sync-log.ts';
import type { Stop, SyncRun } from './sync-run.ts';

/** Below this many nobody is asked: people leave. Above, it must also be more than `askShare` of all. */
export const askAbove = 20;
/** One in twenty at once is more likely a fault (a filter, a role, an index being rebuilt) than a change of staff. */
export const askShare = 0.05;

/** Up to this many are asked for one by one before they go: a list can be wrong, the record itself is not. */
const checkedSingly = askAbove;

/** Nobody waits for a confirmation most of the time; and a mark that is taken off wrongly is back with the next listing. */
const oftenEmpty: MirrorEntity = 'unconfirmed';

/** @returns where HQ bars further questions for now; the sweep goes on from there with the next run */
export async function sweep(run: SyncRun, generation: number): Promise<Stop | null> {
  const before = readMeta(run.db, 'removals');
  let asked: AppError | null = null;
  for (const entity of mirrorEntities) {
    const names = listsOf(run, entity);
    if (names.length === 0) continue;
    const standing = isAbout(before, entity) ? before : null;
    if (!names.every((name) => isComplete(readCursor(run.db, name), generation))) {
      // Nothing is known anew: what was asked is still to be answered.
      asked = standing ?? asked;
      continue;
    }
    const total = names.reduce((sum, name) => sum + (readCursor(run.db, name)?.total ?? 0), 0);
    const agreed = run.acceptRemovals ? agreedTo(before, entity) : 0;
    const end = await sweepEntity(run, entity, { generation, total, agreed, standing });
    if (end.kind === 'stop') return end.stop;
    asked = end.asked ?? asked;
  }
  if (asked || before) writeMeta(run.db, 'removals', asked);
  return null;
}

/** The lists that together hold all of a kind. */
function listsOf({ db }: SyncRun, entity: MirrorEntity): string[] {
  if (entity === 'web-user' && isRestRefused(db)) return [webUserPageList];
  if (entity === 'location') return [isLocationListRefused(db) ? locationPageList : entity];
  return pullLists.filter((list) => list.entity === entity).map(({ name }) => name);
}

const questionSchema = z.object({ entity: z.string(), count: z.number() });

function isAbout(question: AppError | null, entity: MirrorEntity): boolean {
  const told = questionSchema.safeParse(question?.details);
  return told.success && told.data.entity === entity;
}

/** How many of these the person was asked about: yes to a question is yes to nothing that it did not name. */
function agreedTo(question: AppError | null, entity: MirrorEntity): number {
  const told = questionSchema.safeParse(question?.details);
  return told.success && told.data.entity === entity ? told.data.count : 0;
}

type Listed = {
  generation: number;
  /** How many HQ said there are. */
  total: number;
  /** So many may go, however many that is. */
  agreed: number;
  /** What the person is asked about them since an earlier listing. */
  standing: AppError | null;
};

/** `asked`: what the person is asked; nothing else waits for the answer. */
type Swept = { kind: 'swept'; asked: AppError | null } | { kind: 'stop'; stop: Stop };

const nothingAsked: Swept = { kind: 'swept', asked: null };

async function sweepEntity(
  run: SyncRun,
  entity: MirrorEntity,
  { generation, total, agreed, standing }: Listed,
): Promise<Swept> {
  const { db } = run;
  const now = run.deps.now();
  const unseen = missingRecords(db, entity, generation);
  if (unseen.length === 0) return nothingAsked;
  const all = countServerRecords(db, entity);
  const seen = all - unseen.length;
  if (seen < total) {
    writeLog(db, { at: now, entity, action: 'sweep', reason: `short listing: ${seen} of ${total}` });
    return { kind: 'swept', asked: standing };
  }
  const byPages = entity === 'location' && isLocationListRefused(db);
  const missing = byPages ? unseen.filter(({ serverId }) => isToldByPage(db, serverId)) : unseen;
  const twice = missing.filter(({ missingSince }) => missingSince !== null);
  const serverIds = missing.map(({ serverId }) => serverId);
  db.write('sweep-mark', () => markMissing(db, entity, serverIds, now));
  const tooMany = twice.length > Math.max(askAbove, all * askShare) || (seen === 0 && twice.length > 1);
  if (tooMany && twice.length > agreed) return question(entity, twice.length, all);
  const { gone, untold, stop } = await confirmGone(run, entity, twice);
  // The last one of a kind, with nothing but an empty list against it.
  if (seen === 0 && untold > agreed && entity !== oftenEmpty) return question(entity, untold, all);
  if (gone.length > 0) {
    db.write('sweep', () => {
      for (const record of gone) removeMissing(run, entity, record, now);
    });
    // A removal that somebody else did meanwhile ends here.
    if (isPerson(entity)) run.changed(entity, 'changes', 'history');
    else run.changed('lookups', 'changes');
  }
  return stop ? { kind: 'stop', stop } : nothingAsked;
}

function question(entity: MirrorEntity, count: number, all: number): Swept {
  const message = t('sync.removals', { count, all, entities: t(`entities.${entity}`) });
  return { kind: 'swept', asked: { code: 'on-hold', message, details: { kind: 'removals', entity, count, all } } };
}

/**
 * Those that HQ, asked itself, does not have either, and those it tells nothing about but by its list, which then has the word.
 * One that HQ has, or that cannot be asked about now, stays. `untold`: how many go by the list alone. `stop`: HQ lets nobody ask for now,
 * those left are asked about by the next run.
 */
async function confirmGone(
  run: SyncRun,
  entity: MirrorEntity,
  missing: MissingRecord[],
): Promise<{ gone: MissingRecord[]; untold: number; stop: Stop | null }> {
  if (missing.length > checkedSingly) return { gone: missing, untold: missing.length, stop: null };
  const gone: MissingRecord[] = [];
  let untold = 0;
  for (const record of missing) {
    if (run.signal.aborted) break;
    const fate = await fateOf(run, entity, record);
    if (typeof fate === 'object') return { gone, untold, stop: fate };
    if (fate === 'there') continue;
    gone.push(record);
    if (fate === 'untold') untold += 1;
  }
  return { gone, untold, stop: null };
}

function removeMissing(run: SyncRun, entity: MirrorEntity, record: MissingRecord, now: number): void {
  const { db } = run;
  if (!isPerson(entity)) {
    removeServerRecord(db, entity, record.serverId);
    return;
  }
  // Looked at anew: an edit may have been made while HQ was being asked.
  const head = readLane(db, entity, record.localId)[0];
  if (!head) removeServerRecord(db, entity, record.serverId);
  else if (head.kind === 'delete' && head.state !== 'sending' && head.state !== 'unknown') {
    // Somebody else did what was wanted here.
    const answer = acceptedNote(db, head);
    finishChange(db, head, { outcome: 'converged', serverId: record.serverId, answer }, now);
    removeServerRecord(db, entity, record.serverId);
  } else if (canBeAsked(db, head)) raiseDeleted(db, head, now);
  rebuildVisible(db, entity, [record.localId]);
}

/** What is on its way, or waits for an answer about an e-mail, is settled by itself; what is asked already is not asked again. */
function canBeAsked(db: EngineDatabase, head: ChangeRecord): boolean {
  if (head.state === 'conflict') return !readConflicts(db, head.id).has(deletedField);
  return head.state === 'queued' || head.state === 'rejected';
}
