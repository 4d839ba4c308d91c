/**
 * Reads HQ's lists page by page. HQ has no modified-since for users, so every pull is a whole listing; unchanged records write next to
 * nothing. A few pages are under way at once (read-ahead.ts), and stored in order: a page is one transaction of records, waiting changes
 * measured anew, visible rows, cursor. A pull that breaks (network, cancel, kill) goes on at its page; one that broke long ago begins
 * anew.
 */
import { t } from '#shared/messages/translate.ts';
import type { AppError } from '#shared/ipc/result.ts';
import { isDeepStrictEqual } from 'node:util';
import type { HqPage, HqRecord } from '../hq/gateway.ts';
import type { Failure } from '../hq/outcome.ts';
import { localIdsOf } from '../mirror/identities.ts';
import { getServerRecord, upsertServerRecords } from '../mirror/server-records.ts';
import { rebuildVisible } from '../mirror/visible.ts';
import { beginList, isComplete, markUnavailable, moveCursor, readCursor } from './cursors.ts';
import type { Cursor } from './cursors.ts';
import { isPerson } from './is-person.ts';
import { readMeta, writeMeta } from './meta.ts';
import { pullLists } from './pull-lists.ts';
import type { PullList } from './pull-lists.ts';
import { createReadAhead } from './read-ahead.ts';
import type { ReadAhead } from './read-ahead.ts';
import { readPerson } from './read-back.ts';
import { rebaseLanes } from './rebase.ts';
import { runError, stopFor } from './stop.ts';
import { sweep } from './sweep.ts';
import { writeLog } from './sync-log.ts';
import type { Stop, SyncRun } from './sync-run.ts';

export async function pull(run: SyncRun): Promise<Stop | null> {
  const generation = beginPull(run);
  let problem: AppError | null = null;
  for (const [index, list] of pullLists.entries()) {
    const end = await pullList(run, list, generation, index + 1);
    if (end?.kind === 'stop') return end.stop;
    problem = end?.error ?? problem;
  }
  // A key that may read nothing at all is not a mirror without people.
  const refused = pullLists.map(({ name }) => readCursor(run.db, name)?.unavailable ?? null);
  const nothing = refused.every((error) => error !== null) ? refused[0] : null;
  if (nothing) return { kind: 'hold', error: nothing, until: null };
  run.phase('rebasing');
  await sweep(run, generation);
  finishPull(run, generation);
  if (problem) run.problem = problem;
  return null;
}

/** Goes on with a pull that broke off not long ago, else begins one. Returns its number. */
function beginPull(run: SyncRun): number {
  const now = run.deps.now();
  const last = readMeta(run.db, 'pull');
  if (last.completedAt === null && now - last.startedAt < run.config.resumeMs) return last.generation;
  const generation = last.generation + 1;
  writeMeta(run.db, 'pull', { generation, startedAt: now, completedAt: null });
  return generation;
}

function finishPull(run: SyncRun, generation: number): void {
  const now = run.deps.now();
  run.db.write('pull-done', () => {
    writeMeta(run.db, 'pull', { ...readMeta(run.db, 'pull'), completedAt: now });
    writeMeta(run.db, 'lastPullAt', now);
    writeMeta(run.db, 'mirrorComplete', true);
    writeLog(run.db, { at: now, action: 'pull', reason: `listing ${generation} through` });
  });
}

type ListEnd = { kind: 'stop'; stop: Stop } | { kind: 'skipped'; error: AppError } | null;

async function pullList(run: SyncRun, list: PullList, generation: number, step: number): Promise<ListEnd> {
  const { db, deps, config, gateway, signal } = run;
  const cursor = readCursor(db, list.name);
  if (isComplete(cursor, generation)) return null;
  const resumed = cursor?.generation === generation && cursor.nextOffset !== null && cursor.nextOffset > 0;
  if (!resumed) beginList(db, list.name, generation, deps.now());
  const ahead = createReadAhead({
    fetch: (request) => list.fetch(gateway, request),
    limit: config.pageSize,
    atOnce: config.pagesAtOnce,
    total: resumed ? cursor.total : null,
    signal,
  });
  try {
    return await readPages(run, list, generation, step, ahead, resumed ? cursor : null);
  } finally {
    ahead.stop();
  }
}

async function readPages(
  run: SyncRun,
  list: PullList,
  generation: number,
  step: number,
  ahead: ReadAhead,
  resumed: Cursor | null,
): Promise<ListEnd> {
  let offset = resumed?.nextOffset ?? 0;
  let total = resumed?.total ?? null;
  for (;;) {
    if (run.signal.aborted) return { kind: 'stop', stop: { kind: 'cancelled' } };
    const progress = {
      entity: list.entity,
      list: list.list,
      done: offset,
      total,
      step,
      steps: pullLists.length,
      resumed: resumed !== null,
    };
    run.phase('pulling', progress);
    run.deps.failpoint?.(`pull:${list.name}:${offset}`);
    const page = await ahead.page(offset);
    if (page.kind !== 'ok') return listFailed(run, list, page);
    const records = await withoutStale(run, list, withoutDoubles(page.value.records));
    takePage(run, list, generation, records, page.value);
    offset += page.value.records.length;
    total = page.value.total;
    run.phase('pulling', { ...progress, done: offset, total });
    if (page.value.nextOffset === null) return null;
    offset = page.value.nextOffset;
  }
}

/** A list this key may not read is noted and the rest goes on; everything else ends the run. */
function listFailed(run: SyncRun, list: PullList, failure: Failure): ListEnd {
  const error = runError(run, failure);
  switch (failure.kind) {
    case 'permission':
    case 'plan': {
      const message = t('sync.list-unavailable', { list: t(`entities.${list.entity}`), reason: error.message });
      const named = { ...error, message };
      markUnavailable(run.db, list.name, named);
      writeLog(run.db, {
        at: run.deps.now(),
        entity: list.entity,
        action: 'pull',
        reason: `${list.name}: ${failure.kind}`,
      });
      return null;
    }
    case 'refused':
    case 'gone':
    case 'bad-reply':
      // This list is not understood; the others may well be.
      markUnavailable(run.db, list.name, error);
      return { kind: 'skipped', error };
    case 'no-answer':
      // HQ can be reached (it answered the handshake) and this list takes it too long: what waits is pushed all the same.
      if (failure.cause !== 'cancelled') return { kind: 'stop', stop: { kind: 'failed', error } };
      return { kind: 'stop', stop: { kind: 'cancelled' } };
    default:
      return { kind: 'stop', stop: stopFor(run, failure) };
  }
}

function takePage(run: SyncRun, list: PullList, generation: number, records: readonly HqRecord[], page: HqPage): void {
  const { db, deps } = run;
  const now = deps.now();
  const changed = db.write(`pull-${list.entity}`, () => {
    const incoming = records.map((snapshot) => ({ serverId: snapshot.id, snapshot, active: list.active }));
    const serverIds = upsertServerRecords(db, list.entity, incoming, generation, now);
    if (isPerson(list.entity)) {
      const localIds = localIdsOf(db, list.entity, serverIds);
      rebaseLanes(db, list.entity, localIds, now);
      rebuildVisible(db, list.entity, localIds);
    }
    moveCursor(db, list.name, page.nextOffset, page.total, now);
    return serverIds.length;
  });
  run.pulled[list.entity] = (run.pulled[list.entity] ?? 0) + records.length;
  if (changed > 0) run.changed(isPerson(list.entity) ? list.entity : 'lookups', 'changes');
  // Roles, profiles and custom fields are known from the people who have them; once per list is enough for what is offered.
  if (isPerson(list.entity) && page.nextOffset === null) run.changed('lookups');
}

/** Rows shift between pages while people are added or removed: the same one can come twice. */
function withoutDoubles(records: readonly HqRecord[]): HqRecord[] {
  return [...new Map(records.map((record) => [record.id, record])).values()];
}

/** How long HQ's lists may lag behind HQ's own records: they come from a search index that is filled a little later, ms. */
const listLag = 60_000;

/**
 * A list may still show what somebody looked like before our own write. Where it differs from what HQ told about the very record a
 * moment ago, the record itself is asked again.
 */
async function withoutStale(run: SyncRun, list: PullList, records: HqRecord[]): Promise<HqRecord[]> {
  const { entity } = list;
  if (!isPerson(entity) || run.readLately.size === 0) return records;
  const fresh: HqRecord[] = [];
  for (const record of records) {
    const readAt = run.readLately.get(record.id) ?? 0;
    const known = run.deps.now() - readAt < listLag ? getServerRecord(run.db, entity, record.id) : null;
    if (!known || isDeepStrictEqual(known.snapshot, record)) {
      fresh.push(record);
      continue;
    }
    const asked = await readPerson(run, entity, record.id);
    fresh.push(asked.kind === 'ok' ? asked.value : known.snapshot);
  }
  return fresh;
}
