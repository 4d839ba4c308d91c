/**
 * HQ let the account through (the handshake worked) and forbids one call. That can be about this one change (a right of its own, such
 * as another role's people) or about the account: one forbidden change must not hold up the others (design D6), so the list of these
 * people is asked before anything more is concluded.
 */
import type { PersonEntity } from '#shared/domain/entities.ts';
import type { ChangeRecord } from '../outbox/change-record.ts';
import type { HqPage } from '../hq/gateway.ts';
import type { Failure, Outcome } from '../hq/outcome.ts';
import { whereOf } from './channel-of.ts';
import { markUnavailable } from './cursors.ts';
import { rightsNow } from './missing-right.ts';
import { createPageReader } from './page-lists.ts';
import { pullLists } from './pull-lists.ts';
import { reasonOf, settleNotSent, settleRejected } from './settle.ts';
import { runError, stopFor } from './stop.ts';
import type { Stop, SyncRun } from './sync-run.ts';
import { writeLog } from './sync-log.ts';

export type Forbidden = Extract<Failure, { kind: 'permission' }>;

/**
 * @param personRead the person itself was read in this run: then the account may work with these people, and no list has to be asked
 * @returns why the run ends, null when the others go on
 */
export async function settleForbidden(
  run: SyncRun,
  change: ChangeRecord,
  failure: Forbidden,
  { personRead }: { personRead: boolean },
): Promise<Stop | null> {
  if (!isAboutOneCall(failure)) return release(run, change, failure, stopFor(run, failure));
  await run.rightsAsked();
  if (lacksRight(run, change)) return release(run, change, failure, null);
  const list = personRead ? null : await firstOfList(run, change.entity);
  if (list === null || list.kind === 'ok') {
    settleRejected(run, change, reasonOf(run, failure));
    return null;
  }
  if (list.kind !== 'permission' || !isAboutOneCall(list)) return release(run, change, failure, stopFor(run, list));
  forbidList(run, change.entity, list);
  return release(run, change, failure, null);
}

/** 403 is a missing right. 401 (no such project for this account) and 451 (network address) are about every call. */
function isAboutOneCall(failure: Forbidden): boolean {
  return failure.status === 403;
}

/** Whether the account is known to lack the right: then the change waits for it, as all that need it do. */
export function lacksRight(run: SyncRun, change: ChangeRecord): boolean {
  return rightsNow(whereOf(run))(change) !== null;
}

/** HQ turned it away before it looked at the body: it waits again. */
function release(run: SyncRun, change: ChangeRecord, failure: Forbidden, stop: Stop | null): Stop | null {
  if (change.state === 'sending') settleNotSent(run, change, failure);
  return stop;
}

/** The list that asks for the same right; REST has none of invitations. */
function listOf(entity: PersonEntity): PersonEntity {
  return entity === 'invitation' ? 'web-user' : entity;
}

async function firstOfList(run: SyncRun, entity: PersonEntity): Promise<Outcome<HqPage>> {
  const list = pullLists.find((candidate) => candidate.entity === listOf(entity));
  if (!list) throw new Error(`there is no list of ${entity}`);
  const request = { offset: 0, limit: 1, signal: run.signal };
  if (list.channel === 'rest') return list.fetch(run.gateway, request);
  const { pages } = run.gateway;
  return pages === null
    ? { kind: 'session-over', status: 0, message: 'nobody is signed in' }
    : list.fetch(createPageReader(pages), request);
}

/** As a pull notes it: changes of these people wait, those of others go on. */
function forbidList(run: SyncRun, kind: PersonEntity, failure: Forbidden): void {
  const entity = listOf(kind);
  for (const { name } of pullLists.filter((list) => list.entity === entity)) {
    markUnavailable(run.db, name, runError(run, failure));
  }
  writeLog(run.db, { at: run.deps.now(), entity, action: 'push', reason: 'the list of these people is forbidden' });
  run.changed('connection', 'changes');
}
