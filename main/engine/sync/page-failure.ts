/** What a failed read of HQ's pages means for a pull: the pages are a second channel, and nothing of theirs holds REST up. */
import type { Capability } from '#shared/domain/capability.ts';
import type { AppError } from '#shared/ipc/result.ts';
import { capabilityTable } from '../hq/capabilities.ts';
import type { ConnectionFacts, HqPermission } from '../hq/capabilities.ts';
import { hqPermissions } from '../hq/capabilities.ts';
import type { Failure } from '../hq/outcome.ts';
import type { PageList } from './page-lists.ts';
import { runError, stopFor } from './stop.ts';
import type { Stop, SyncRun } from './sync-run.ts';

export type PageListEnd =
  | { kind: 'stop'; stop: Stop }
  /** The list is noted with the reason. `channel`: so are the others, without being asked for. `problem`: it is told as the run's too. */
  | { kind: 'unavailable'; error: AppError; channel: boolean; problem: boolean };

export function pageListEnd(run: SyncRun, list: PageList, failure: Failure): PageListEnd {
  const error = runError(run, failure);
  switch (failure.kind) {
    case 'not-sent':
      // Nothing of HQ can be reached any more.
      return { kind: 'stop', stop: stopFor(run, failure) };
    case 'throttled':
      return { kind: 'stop', stop: stopFor(run, failure) };
    case 'no-answer':
      if (failure.cause === 'cancelled') return { kind: 'stop', stop: { kind: 'cancelled' } };
      // REST has just answered: the pages take HQ too long, and each of them would.
      return { kind: 'unavailable', error, channel: true, problem: true };
    case 'session-over':
      return { kind: 'unavailable', error: needsSignIn(list), channel: true, problem: false };
    case 'permission':
    case 'plan':
      return { kind: 'unavailable', error: lacksPermission(list) ?? error, channel: false, problem: false };
    case 'refused':
    case 'credential':
    case 'login':
    case 'cut-off':
    case 'not-hq':
    case 'gone':
    case 'server-error':
    case 'bad-reply':
      return { kind: 'unavailable', error, channel: false, problem: true };
  }
}

/** Why this list waits for a sign-in, in the words of the table of capabilities. */
export function needsSignIn(list: Pick<PageList, 'capability' | 'insteadOf'>): AppError {
  const facts = list.insteadOf === null ? signedIn : besideRest;
  return capabilityError(list.capability, { ...facts, signedIn: false }) ?? { code: 'permission', message: '' };
}

function lacksPermission({ capability, insteadOf }: PageList): AppError | null {
  const facts = insteadOf === null ? { ...signedIn, ...withoutRights } : besideRest;
  return capabilityError(capability, facts);
}

/** Nothing known that would stand in the way. */
const signedIn: ConnectionFacts = {
  api: false,
  signedIn: true,
  isAdmin: 'unknown',
  permissions: {},
  keyRights: {},
  flags: { personalId: 'unknown', tableau: 'unknown' },
  plan: {
    api: 'unknown',
    locations: 'unknown',
    bulkUsers: 'unknown',
    profiles: 'unknown',
    accountConfirmation: 'unknown',
  },
};

const withoutRights: Pick<ConnectionFacts, 'isAdmin' | 'permissions'> = {
  isAdmin: 'no',
  permissions: Object.fromEntries(hqPermissions.map((name): [HqPermission, 'no'] => [name, 'no'])),
};

/** REST has refused the list that this one stands in for. */
const besideRest: ConnectionFacts = { ...signedIn, ...withoutRights, api: true };

function capabilityError(capability: Capability, facts: ConnectionFacts): AppError | null {
  const { can, obstacle, why, how } = capabilityTable(facts)[capability];
  return can ? null : { code: 'permission', message: `${why} ${how}`, details: { capability, obstacle } };
}
