/** One open account: its file, its connection, its loop. Opening seals what the last session left in flight; closing loses nothing. */
import { z } from 'zod';
import type { Account } from '#shared/domain/account.ts';
import { accountSchema } from '#shared/domain/account.ts';
import type { SyncStatus } from '#shared/domain/sync-status.ts';
import type { Secrets, SystemProxy } from '#shared/ipc/engine-host.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import type { AppError } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { loseInterrupted } from './bulk/commit/end-upload.ts';
import { createUploadWatch } from './bulk/commit/upload-watch.ts';
import type { UploadWatch } from './bulk/commit/upload-watch.ts';
import { createDownloadWatch } from './bulk/download/download-watch.ts';
import type { DownloadWatch, DownloadWatchOptions } from './bulk/download/download-watch.ts';
import { dropAsidePlans } from './bulk/plan/plan-store.ts';
import type { EngineContext } from './context.ts';
import { openDatabase } from './db/open-database.ts';
import type { EngineDatabase } from './db/database.ts';
import type { EngineDeps } from './deps.ts';
import type { HqGateway } from './hq/gateway.ts';
import { createHqSession } from './hq/hq-session.ts';
import type { HqSession } from './hq/hq-session.ts';
import type { Failure } from './hq/outcome.ts';
import { hqFailure } from './hq/outcome-error.ts';
import { createRestGateway } from './hq/rest/rest-gateway.ts';
import type { RestGatewayOptions } from './hq/rest/rest-gateway.ts';
import { createThrottle } from './hq/throttle.ts';
import type { Throttle } from './hq/throttle.ts';
import { countActiveWorkers } from './mirror/count-active-workers.ts';
import { finishRepair, rebuildVisible } from './mirror/visible.ts';
import type { RecordContext } from './outbox/record-context.ts';
import { indexOldHistory } from './outbox/history-search.ts';
import { sealInterrupted } from './outbox/transitions.ts';
import { createPlanWatch, refreshConnection } from './sync/learn-connection.ts';
import { whereIs } from './sync/channel-of.ts';
import { rightsNow } from './sync/missing-right.ts';
import { createRightsWatch } from './sync/rights-watch.ts';
import { createSyncLoop } from './sync/loop.ts';
import type { SyncLoop } from './sync/loop.ts';
import { requestDeletions } from './sync/request-deletions.ts';
import { waysBack } from './sync/ways-back.ts';
import { readMeta, writeMeta } from './sync/meta.ts';
import { defaultSyncConfig } from './sync/sync-config.ts';
import type { ChangedTopic } from './sync/sync-run.ts';

export type OpenAccountOptions = {
  folder: string;
  account: Account;
  secrets: Secrets;
  /** Runs begin by themselves. */
  autoSync: boolean;
  /** Only looked at, without the lock: another Roster has it. */
  readOnly: boolean;
  /** A hold that waits for the person stays. */
  keepHold: boolean;
  /** The operating system's, for the account's server. */
  proxy: SystemProxy;
  onStatus: (status: SyncStatus) => void;
  onChanged: (topics: readonly ChangedTopic[]) => void;
  /** How far a file is that HQ makes. */
  onDownloading: DownloadWatchOptions['tell'];
  /** What is to be kept of HQ's web session, as good as a password; null when nothing is any more. */
  onCookies: (cookies: string | null) => void;
  /** The file turned out to be damaged while it was open. */
  onCorrupt: (error: AppError) => void;
};

export type OpenAccount = {
  context: EngineContext;
  record: RecordContext;
  loop: SyncLoop;
  /** HQ's web session, beside REST. */
  session: HqSession;
  /** After a sign-in: finds out what it may do, and lets a run begin that uses it. Waited for only where no run begins by itself. */
  signedIn: () => Promise<void>;
  /** REST; null without a key. */
  gateway: HqGateway | null;
  /** There is a key for REST. */
  hasKey: boolean;
  readOnly: boolean;
  /** Results of workbooks that HQ's importer has. */
  uploads: UploadWatch;
  /** Files of people that HQ makes. */
  downloads: DownloadWatch;
  /** Windows are to read these again. */
  notify: (topics: readonly ChangedTopic[]) => void;
  close(): Promise<void>;
};

/** @throws AppFailure of openDatabase; `wrong-state` when the folder belongs to another account */
export function openAccount(deps: EngineDeps, options: OpenAccountOptions): OpenAccount {
  const { account, secrets, readOnly } = options;
  const db = openDatabase(options.folder, deps, { readOnly });
  let workers: number | null;
  try {
    bindAccount(db, account);
    if (!readOnly) settleLastSession(db, deps, secrets.apiKey !== null && !options.keepHold);
    workers = activeWorkers(db);
  } catch (error) {
    const failure = db.failure(error);
    db.close();
    throw failure;
  }
  db.onCorrupt(options.onCorrupt);
  // Also for looking only, where no run begins: without a gateway the status would say that the key is missing.
  const throttle = throttleFor(deps, db, { users: workers, onPause: () => loop.paused() });
  // What waits says which right is missing: with the connection, that changes too.
  const learner = { db, deps, account, changed: () => options.onChanged(['connection', 'changes']) };
  const planWatch = createPlanWatch(learner);
  const rightsWatch = createRightsWatch({
    ...learner,
    pages: () => session.pages(),
    log: (message) => deps.log('error', message),
  });
  let watches: readonly { wake(): void }[] = [];
  const session = createHqSession({
    deps,
    account,
    throttle,
    proxy: options.proxy,
    saved: secrets.cookies,
    onCookies: options.onCookies,
    wasOver: readMeta(db, 'sessionOver'),
    onOver: (over) => {
      if (!readOnly) writeMeta(db, 'sessionOver', over);
    },
    onState: () => {
      learner.changed();
      for (const watch of watches) watch.wake();
    },
    onOutcome: (asked, kind) => {
      planWatch.page(asked, kind);
      rightsWatch.page(asked, kind);
    },
  });
  const onOutcome: RestGatewayOptions['onOutcome'] = (resource, outcome) => {
    planWatch.rest(resource, outcome);
    rightsWatch.rest(resource, outcome);
  };
  const more = { throttle, proxy: options.proxy, pages: () => session.pages(), onOutcome };
  const gateway = secrets.apiKey === null ? null : connect(deps, account, secrets.apiKey, more);
  const auto = options.autoSync && !readOnly;
  const loop = createSyncLoop({
    db,
    deps,
    config: { ...defaultSyncConfig, ...deps.sync },
    account,
    secretKey: secrets.secretKey,
    gateway,
    pausedUntil: () => throttle.pausedUntil(),
    auto,
    rightsAsked: (signal) => rightsWatch.asked(signal),
    onConnected: (signal) => refreshConnection({ ...learner, session }, { signal }),
    onStatus: options.onStatus,
    onChanged: options.onChanged,
  });
  async function signedIn(): Promise<void> {
    const refreshed = refreshConnection({ ...learner, session }, { always: true });
    if (!options.autoSync) return refreshed;
    refreshed
      .then(() => loop.wake('sync'))
      .catch((error: unknown) => {
        deps.log(
          'error',
          `after a sign-in: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
        );
      });
  }

  const { username: author, project } = account;
  const record: RecordContext = {
    db,
    author,
    project,
    secretKey: secrets.secretKey,
    now: deps.now,
    usesPersonalId: () => readMeta(db, 'connection').personalId?.on ?? null,
    strongPasswords: () => readMeta(db, 'connection').strongPasswords,
    rights: () => rightsNow(whereIs(db, account, session.pages() !== null)),
  };
  const explain = (failure: Failure) => hqFailure(failure, account);
  const worksOffline = () => readMeta(db, 'workOffline');
  const pages = () => (worksOffline() ? null : session.pages());
  const uploads = createUploadWatch({
    record,
    deps,
    auto,
    pages,
    explain,
    changed: () => options.onChanged(['changes']),
    settled: () => loop.wake('pull'),
  });
  const downloads = createDownloadWatch({
    db,
    deps,
    account,
    auto,
    pages,
    worksOffline,
    explain,
    changed: () => options.onChanged(['downloads']),
    tell: options.onDownloading,
    learned: (kind) => options.onChanged([kind === 'web-users' ? 'web-user' : 'mobile-worker']),
  });
  watches = [uploads, downloads];
  for (const watch of watches) watch.wake();
  return {
    context: { db, deps, account },
    record,
    uploads,
    downloads,
    loop,
    session,
    signedIn,
    gateway,
    hasKey: gateway !== null,
    readOnly,
    notify: options.onChanged,
    close: async () => {
      rightsWatch.close();
      await uploads.close();
      await downloads.close();
      await loop.stop();
      await session.close();
      await gateway?.close();
      throttle.keepNow();
      db.close();
    },
  };
}

type ThrottleFacts = {
  /** Active workers of the project as far as known here: HQ's budget goes by them; null before the first pull. */
  users: number | null;
  onPause: () => void;
};

function throttleFor(deps: EngineDeps, db: EngineDatabase, { users, onPause }: ThrottleFacts): Throttle {
  const throttle = createThrottle(deps, {
    kept: readMeta(db, 'budget'),
    keep: (budget) => {
      // Whoever only looks asks nothing of HQ; and an answer may come after the file was closed.
      if (!db.readOnly && db.sql.open) writeMeta(db, 'budget', budget);
    },
    pause: readMeta(db, 'pause'),
    keepPause: (pause) => {
      if (db.readOnly || !db.sql.open) return;
      writeMeta(db, 'pause', pause);
      if (pause !== null) onPause();
    },
  });
  // Without a pull first (a push alone) the gateway would go on crawling as for the smallest project.
  if (users !== null) throttle.setUsers(users);
  return throttle;
}

/** REST of one project, with the pages of the same project where `more` has them. */
export function connect(
  deps: EngineDeps,
  where: { server: string; project: string; username: string },
  apiKey: string,
  more: Partial<Pick<RestGatewayOptions, 'throttle' | 'proxy' | 'pages' | 'onOutcome'>> = {},
): HqGateway {
  const { now, setTimer, log, version } = deps;
  const { server, project, username } = where;
  const { throttle = createThrottle(deps), ...others } = more;
  return createRestGateway({ server, project, username, apiKey, version, throttle, now, setTimer, log, ...others });
}

function activeWorkers(db: EngineDatabase): number | null {
  const n = countActiveWorkers(db);
  return n === 0 ? null : n;
}

const rowSchema = z.object({ value: z.string() });

/** A file belongs to one server, project and account for good; only the practice HQ may answer at another port each time. */
function bindAccount(db: EngineDatabase, account: Account): void {
  const row = db.statement("SELECT value FROM meta WHERE key = 'account'").get();
  if (row !== undefined) {
    const bound = accountSchema.parse(JSON.parse(rowSchema.parse(row).value));
    const sameServer = bound.server === account.server || (bound.kind === 'practice' && account.kind === 'practice');
    const same = (left: string, right: string) => left.toLowerCase() === right.toLowerCase();
    if (!sameServer || !same(bound.project, account.project) || !same(bound.username, account.username)) {
      const { server, project, username } = bound;
      throw new AppFailure('wrong-state', t('sync.other-account', { server, project, username }));
    }
  }
  if (db.readOnly) return;
  db.write('bind-account', () => {
    db.statement("INSERT OR REPLACE INTO meta (key, value) VALUES ('account', ?)").run(JSON.stringify(account));
  });
}

/** What was in flight may have reached HQ; a hold that waits for the person ends with a new start (one try is harmless). */
function settleLastSession(db: EngineDatabase, deps: EngineDeps, endHold: boolean): void {
  finishRepair(db);
  indexOldHistory(db);
  loseInterrupted({ db, now: deps.now });
  dropAsidePlans(db);
  db.write('start', () => {
    const lanes = z
      .array(z.object({ entity: z.enum(['mobile-worker', 'web-user', 'invitation']), local_id: z.string() }))
      .parse(db.statement("SELECT DISTINCT entity, local_id FROM changes WHERE state = 'sending'").all());
    const sealed = sealInterrupted(db);
    waysBack.seal(db);
    requestDeletions.seal(db);
    for (const { entity, local_id } of lanes) rebuildVisible(db, entity, [local_id]);
    if (sealed > 0) deps.log('info', `${sealed} changes were in flight when the last session ended`);
    if (endHold && readMeta(db, 'hold')?.until === null) writeMeta(db, 'hold', null);
  });
}
