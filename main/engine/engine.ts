/**
 * The engine: the account's file, the mirror, the outbox and the sync loop behind the contract's methods. The only composition point;
 * it does not know what hosts it (a utility process, a forked Node, a test, the command line).
 */
import type { z } from 'zod';
import { contract } from '#shared/ipc/contract.ts';
import type { PlanProgress } from '#shared/domain/bulk-plan.ts';
import type { EngineMethodName, EventPayload, MethodOutput, MethodParams } from '#shared/ipc/contract.ts';
import { hostContract } from '#shared/ipc/engine-host.ts';
import type { HostEventPayload, HostHandlers, HostMethodName, HostParams } from '#shared/ipc/engine-host.ts';
import { AppFailure, fail, ok } from '#shared/ipc/result.ts';
import type { AppError, Result } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { exportHistory } from './bulk/export-history.ts';
import { createChangeNotifier } from './change-notifier.ts';
import { databaseFailure } from './db/database-failure.ts';
import { restoreBackup, salvage } from './db/repair.ts';
import type { EngineDeps } from './deps.ts';
import {
  handleChangesAnswer,
  handleChangesDiscard,
  handleChangesEdit,
  handleChangesGet,
  handleChangesList,
  handleChangesRetry,
  laneViews,
} from './handlers/changes.ts';
import { handleBulkCountAtHq, handleDismissDownload, handleDownloads } from './handlers/bulk-download.ts';
import { bulkHost } from './handlers/bulk-host.ts';
import { createRunningPlans } from './handlers/bulk-plan.ts';
import { handleChangesBatch, handleChangesDiscardBatch, handleChangesRetryBatch } from './handlers/batches.ts';
import {
  handleChangesResolve,
  handleChangesResolveSimilar,
  handleChangesUnresolve,
  handleChangesUnresolveMany,
} from './handlers/conflicts.ts';
import { handleConnectionGet } from './handlers/connection.ts';
import {
  handleInvitationsCreate,
  handlePeopleAct,
  handlePeopleCheck,
  handlePeopleEdit,
  handleWorkerCreate,
} from './handlers/edit.ts';
import { handleHistoryList, handleHistoryUndo } from './handlers/history.ts';
import {
  handleAccessRequestsApprove,
  handleAccessRequestsDelete,
  handleAccessRequestsList,
  handleAccessRequestsRead,
} from './handlers/access-requests.ts';
import { handleInvitationsRead } from './handlers/invitations.ts';
import { handleLookupsGet } from './handlers/lookups.ts';
import { handleChangeMany, handlePreviewMany, handleStopMany, handleUndoMany } from './handlers/many.ts';
import {
  handleInvitationsList,
  handleMobileWorkersList,
  handlePeopleGet,
  handleWebUsersList,
} from './handlers/people.ts';
import { handleSignIn, handleSignInBackup, handleSignInCode, handleSignOut } from './handlers/sign-in.ts';
import { handleSyncCancel, handleSyncRun, handleSyncStatus, handleWorkOffline } from './handlers/sync.ts';
import { createRunningJobs } from './bulk/running-jobs.ts';
import { testConnection } from './hq/connection-test.ts';
import { connect, openAccount } from './open-account.ts';
import type { OpenAccount } from './open-account.ts';
import type { RunOptions } from './sync/loop.ts';
import type { SyncWhat } from './sync/sync-run.ts';
import type { SyncRunReport } from './sync/run-report.ts';
import { handleAskUsername } from './handlers/ask-username.ts';
import { handleWebUsersRead } from './handlers/web-users.ts';
import { handleWorkerRules } from './handlers/worker-rules.ts';
import { defaultSyncConfig } from './sync/sync-config.ts';

type EngineEvents = {
  'sync.status': EventPayload<'sync.status'>;
  'data.changed': EventPayload<'data.changed'>;
  'account.failed': HostEventPayload<'account.failed'>;
  'account.cookies': HostEventPayload<'account.cookies'>;
  /** Of a plan under way, some two hundred times. */
  'bulk.progress': PlanProgress;
  /** Of an export of people. */
  'bulk.exporting': HostEventPayload<'bulk.exporting'>;
};
export type EngineEventName = keyof EngineEvents;

export type Engine = {
  /** Any engine-owned method of the contract, or a host method; input checked here, errors as values. */
  call(method: string, params: unknown): Promise<Result<unknown>>;
  /** @returns the function that ends the subscription */
  on<Name extends EngineEventName>(event: Name, listener: (payload: EngineEvents[Name]) => void): () => void;
  /** One run to its end. Fails only where there is nothing to run (no account, opened for looking only). */
  runSync(what: SyncWhat, options?: RunOptions): Promise<Result<SyncRunReport>>;
  /** Ends the loop (what is in flight gets a moment), closes the file. Idempotent. */
  shutdown(): Promise<void>;
};

type Handlers = {
  [Name in EngineMethodName]: (
    account: OpenAccount,
    params: MethodParams<Name>,
  ) => MethodOutput<Name> | Promise<MethodOutput<Name>>;
};

const handlers: Handlers = {
  'connection.get': handleConnectionGet,
  'sync.status': handleSyncStatus,
  'sync.run': handleSyncRun,
  'sync.cancel': handleSyncCancel,
  'sync.workOffline': handleWorkOffline,
  'mobileWorkers.list': ({ context }, params) => handleMobileWorkersList(context, params),
  'webUsers.list': ({ context }, params) => handleWebUsersList(context, params),
  'invitations.list': ({ context }, params) => handleInvitationsList(context, params),
  'people.get': ({ context, record }, params) =>
    handlePeopleGet(context, params, (localId) => laneViews(record, params.entity, localId)),
  'people.countDownload': handleBulkCountAtHq,
  'people.downloads': handleDownloads,
  'people.dismissDownload': handleDismissDownload,
  'lookups.get': ({ context }) => handleLookupsGet(context),
  'people.check': handlePeopleCheck,
  'people.edit': handlePeopleEdit,
  'mobileWorkers.askUsername': handleAskUsername,
  'mobileWorkers.rules': handleWorkerRules,
  'mobileWorkers.create': handleWorkerCreate,
  'people.act': handlePeopleAct,
  'webUsers.read': handleWebUsersRead,
  'invitations.create': handleInvitationsCreate,
  'invitations.read': handleInvitationsRead,
  'accessRequests.list': handleAccessRequestsList,
  'accessRequests.read': handleAccessRequestsRead,
  'accessRequests.approve': handleAccessRequestsApprove,
  'accessRequests.delete': handleAccessRequestsDelete,
  'people.previewMany': handlePreviewMany,
  'people.changeMany': handleChangeMany,
  'people.undoMany': handleUndoMany,
  'people.stopMany': handleStopMany,
  'changes.list': handleChangesList,
  'changes.get': handleChangesGet,
  'changes.retry': handleChangesRetry,
  'changes.edit': handleChangesEdit,
  'changes.discard': handleChangesDiscard,
  'changes.batch': handleChangesBatch,
  'changes.retryBatch': handleChangesRetryBatch,
  'changes.discardBatch': handleChangesDiscardBatch,
  'changes.resolve': handleChangesResolve,
  'changes.resolveSimilar': handleChangesResolveSimilar,
  'changes.unresolve': handleChangesUnresolve,
  'changes.unresolveMany': handleChangesUnresolveMany,
  'changes.answer': handleChangesAnswer,
  'history.list': handleHistoryList,
  'history.undo': handleHistoryUndo,
};

export function createEngine(deps: EngineDeps): Engine {
  const listeners: { [Name in EngineEventName]: Set<(payload: EngineEvents[Name]) => void> } = {
    'sync.status': new Set(),
    'data.changed': new Set(),
    'account.failed': new Set(),
    'account.cookies': new Set(),
    'bulk.progress': new Set(),
    'bulk.exporting': new Set(),
  };
  let open: OpenAccount | null = null;
  let closing: Promise<void> = Promise.resolve();
  const jobs = createRunningJobs();
  /** Why the account that was open last is not any more; asked of nobody once another is opened. */
  let damage: AppError | null = null;
  const plans = createRunningPlans();
  const notifier = createChangeNotifier(deps, deps.sync?.eventMs ?? defaultSyncConfig.eventMs, (payload) => {
    for (const listener of listeners['data.changed']) listener(payload);
  });

  async function closeAccount(): Promise<void> {
    const account = open;
    open = null;
    damage = null;
    plans.cancelAll();
    // In turn: a file that is being given up must be closed before it is repaired or opened again.
    const closed = closing.then(() => jobs.end()).then(() => account?.close());
    closing = closed.catch(() => undefined);
    await closed;
  }

  /** The open account's file is damaged: it is closed, so that it can be repaired, and whoever hosts us is told. */
  async function giveUp(damaged: OpenAccount, error: AppError): Promise<void> {
    if (open !== damaged) return;
    const closed = closeAccount();
    damage = error;
    await closed;
    const accountId = damaged.context.account.id;
    for (const listener of listeners['account.failed']) listener({ accountId, error });
  }

  const host: HostHandlers = {
    'connection.test': async ({ apiKey, proxy, ...where }) => {
      const gateway = connect(deps, where, apiKey, { proxy });
      try {
        return unwrap(await testConnection(gateway, where));
      } finally {
        await gateway.close();
      }
    },
    'account.open': async (params) => {
      await closeAccount();
      const opened: OpenAccount = openAccount(deps, {
        ...params,
        onStatus: (status) => {
          for (const listener of listeners['sync.status']) listener(status);
        },
        onChanged: (topics) => notifier.changed(topics),
        onDownloading: tellJob,
        onCookies: (cookies) => {
          const accountId = params.account.id;
          for (const listener of listeners['account.cookies']) listener({ accountId, cookies });
        },
        onCorrupt: (error) => void giveUp(opened, error),
      });
      open = opened;
      return { account: opened.context.account };
    },
    'account.signIn': (params) => handleSignIn(account('account.signIn', true), params),
    'account.signInCode': (params) => handleSignInCode(account('account.signInCode', true), params),
    'account.signInBackup': () => handleSignInBackup(account('account.signInBackup', true)),
    'account.signOut': async () => handleSignOut(account('account.signOut', true)),
    'history.export': async (params) => exportHistory(account('history.export', false).context, params),
    ...bulkHost({ account, plans, jobs, tellPlan, tellExport }),
    'account.close': async () => {
      await closeAccount();
      return {};
    },
    'account.repair': async ({ folder, how }) => {
      await closeAccount();
      try {
        const { keptChanges } = how === 'restore-backup' ? restoreBackup(folder, deps) : salvage(folder, deps);
        return { keptChanges };
      } catch (error) {
        throw databaseFailure(error, folder);
      }
    },
    shutdown: async () => {
      await shutdown();
      return {};
    },
  };

  function tellPlan(progress: PlanProgress): void {
    for (const listener of listeners['bulk.progress']) listener(progress);
  }

  function tellJob(told: HostEventPayload<'bulk.exporting'>): void {
    for (const listener of listeners['bulk.exporting']) listener(told);
  }

  function tellExport(jobId: string): (share: number) => void {
    return (share) => tellJob({ jobId, share, percent: null });
  }

  function account(method: string, writes: boolean): OpenAccount {
    if (!open && damage) throw new AppFailure(damage.code, damage.message, damage.details);
    if (!open) throw new AppFailure('no-account', t('sync.no-account'));
    if (writes && open.readOnly) throw new AppFailure('read-only', t('sync.read-only'));
    deps.failpoint?.(`call:${method}`);
    return open;
  }

  async function dispatch(method: string, params: unknown): Promise<unknown> {
    if (isHostMethod(method)) return callHost(host, method, params);
    if (!isEngineMethod(method)) throw new AppFailure('invalid-input', t('sync.unknown-method', { method }));
    return callEngine(account(method, contract[method].kind === 'command'), method, params);
  }

  async function shutdown(): Promise<void> {
    await closeAccount();
    notifier.stop();
  }

  /** Whatever fails in the account's file, wherever it is met, is told as that. */
  function answer<T>(what: string, work: () => T | Promise<T>): Promise<Result<T>> {
    const database = open?.context.db;
    return asResult(deps, what, work, (error) => database?.failure(error) ?? error);
  }

  return {
    call: (method, params) => answer(method, () => dispatch(method, params)),
    on: (event, listener) => {
      listeners[event].add(listener);
      return () => listeners[event].delete(listener);
    },
    runSync: (what, options = {}) => answer(`run ${what}`, () => account('sync.run', true).loop.run(what, options)),
    shutdown,
  };
}

function isHostMethod(method: string): method is HostMethodName {
  return Object.hasOwn(hostContract, method);
}

function isEngineMethod(method: string): method is EngineMethodName {
  return Object.hasOwn(handlers, method);
}

async function callHost<Name extends HostMethodName>(host: HostHandlers, method: Name, params: unknown) {
  const input = parseInput(method, hostContract[method].input, params) as HostParams<Name>;
  return host[method](input);
}

async function callEngine<Name extends EngineMethodName>(account: OpenAccount, method: Name, params: unknown) {
  const input = parseInput(method, contract[method].input, params) as MethodParams<Name>;
  return handlers[method](account, input);
}

function parseInput(method: string, schema: z.ZodType, params: unknown): unknown {
  const parsed = schema.safeParse(params ?? {});
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  const problem = issues.map(({ path, message }) => `${path}: ${message}`).join('; ');
  throw new AppFailure('invalid-input', t('sync.invalid-input', { method, problem }), { issues });
}

function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.data;
  throw new AppFailure(result.error.code, result.error.message, result.error.details);
}

/** A known failure becomes its value; anything else is a fault of ours: logged with its trace, told without it. */
async function asResult<T>(
  deps: EngineDeps,
  what: string,
  work: () => T | Promise<T>,
  translate: (error: unknown) => unknown,
): Promise<Result<T>> {
  try {
    return ok(await work());
  } catch (thrown) {
    const error = translate(thrown);
    if (error instanceof AppFailure) {
      const { code, message, details } = error.error;
      return fail(code, message, details);
    }
    deps.log('error', `${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return fail('internal', t('sync.internal'));
  }
}
