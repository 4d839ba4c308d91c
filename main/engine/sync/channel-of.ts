/**
 * By which of HQ's two channels a change goes: REST wherever it can say it, HQ's pages for what only they do. Where REST may not be used
 * (the plan has no API, the role or the key lacks a right there) the pages of whoever is signed in take its part, as far as they can.
 */
import type { Account } from '#shared/domain/account.ts';
import { capabilityFor } from '#shared/domain/change-capability.ts';
import type { EngineDatabase } from '../db/database.ts';
import { goesByPages, obstacleBy } from '../hq/capabilities.ts';
import type { Channel } from '../hq/capabilities.ts';
import { approvedRequest } from '../outbox/approved-request.ts';
import { needsPages } from './actions/pages-channel.ts';
import type { Routed } from './actions/pages-channel.ts';
import { connectionFacts } from './connection-facts.ts';
import type { ConnectionKnowledge } from './connection-facts.ts';
import type { SyncRun } from './sync-run.ts';

export type Where = {
  db: EngineDatabase;
  account: Account;
  /** HQ's pages are at hand. */
  signedIn: boolean;
  /** What is known of the connection, both channels taken as there: read once, as it costs a look at all web users. */
  known(): ConnectionKnowledge;
};

/** As it is at this moment: for several changes at once, and not to be kept. */
export function whereIs(db: EngineDatabase, account: Account, signedIn: boolean): Where {
  let read: ConnectionKnowledge | null = null;
  const known = () => (read ??= connectionFacts(db, account, { api: true, signedIn: true }));
  return { db, account, signedIn, known };
}

export function whereOf({ db, account, gateway }: Pick<SyncRun, 'db' | 'account' | 'gateway'>): Where {
  return whereIs(db, account, gateway.pages !== null);
}

export function channelOf(where: Where, change: Routed): Channel {
  if (needsPages(change)) return 'pages';
  return takesRestsPart(where, change) ? 'pages' : 'api';
}

/** Whether the pages do what REST does elsewhere: of a removal, look at the person. */
export function takesRestsPart({ signedIn, known }: Where, change: Routed): boolean {
  // The pages have no part in the other actions and edits of workers, nor in an edit of a web user.
  if (!signedIn || change.entity === 'mobile-worker' || (change.kind === 'update' && change.entity === 'web-user'))
    return false;
  const { facts } = known();
  if (change.entity === 'web-user' && change.kind === 'delete')
    return obstacleBy(facts, 'edit-web-user', 'api') !== null;
  return goesByPages(facts, capabilityFor({ ...change, approves: approvedRequest(change) !== null }));
}
