/**
 * Which account is open, and the ways into and out of it.
 *
 * - `none`: the welcome screen.
 * - `opening`: the account's file is being opened (and the practice HQ started).
 * - `open`: lists, edits and sync work; with `needsKey` sync waits for a key.
 * - `failed`: the file would not open, or was found damaged while it was open and is closed again; `error` says why. Everything on
 *   disk is as it was; `repair` and `open` lead on.
 */
import type { Account, Connection, ConnectionReport } from '#shared/domain/account.ts';
import type { SignInStep } from '#shared/domain/capability.ts';
import type { KeepSecrets, KnownAccount, MethodParams, Session } from '#shared/ipc/contract.ts';
import {
  hostContract,
  type HostEventPayload,
  type HostMethodName,
  type HostOutput,
  type HostInput,
  type SystemProxy,
} from '#shared/ipc/engine-host.ts';
import { AppFailure, type AppError, type ErrorCode, type Result } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { accountId, practiceAccountId, type AccountStore } from './accounts.ts';
import type { EngineRequestFn } from './engine-host/engine-host.ts';
import type { PracticeHost, PracticeReady } from './engine-host/practice-host.ts';
import type { AccountKeys, SecretStore } from './secrets.ts';

/** Opening may back up and migrate a large file on a slow disk. */
const openTimeoutMs = 10 * 60_000;

/** A few requests to HQ, each with its own timeout in the engine. */
const testTimeoutMs = 120_000;

/** A step of a sign-in is a few pages, each with its own timeout in the engine, and may wait for its turn in HQ's budget. */
const signInTimeoutMs = 5 * 60_000;

/** A key cannot be tried just now: it is taken as given, and sync finds out later. */
const cannotTell: ReadonlySet<ErrorCode> = new Set(['offline', 'throttled', 'server', 'not-hq', 'tls']);

export type SessionDeps = {
  engine: EngineRequestFn;
  /** Starts an engine again that had given up. */
  restartEngine: () => void;
  practice: Pick<PracticeHost, 'start' | 'stop'>;
  accounts: AccountStore;
  secrets: SecretStore;
  lastAccountId: { get: () => string | null; set: (id: string | null) => void };
  /** The operating system's proxy for a server. */
  proxyFor: (server: string) => Promise<SystemProxy>;
  now: () => number;
  log: (level: 'error', message: string) => void;
  changed: (session: Session) => void;
  /** An engine that had ended has the account open again: what it had done and not told has to be read again. */
  reopened: () => void;
};

/** What is open, or would be: kept for the ways on after a failure and for opening again after an engine's crash. */
type Target = { account: Account; secrets: AccountKeys; keeps: KeepSecrets | null; keepThem: boolean };

const closed: Session = { state: 'none', account: null, needsKey: false, keeps: null, error: null };

export class SessionKeeper {
  readonly #deps: SessionDeps;
  #session: Session = closed;
  #target: Target | null = null;
  /** The engine has (or may have) an account open. */
  #engineHolds = false;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(deps: SessionDeps) {
    this.#deps = deps;
  }

  get(): Session {
    return this.#session;
  }

  /** The server whose pages belong to the open account. */
  serverOrigin(): string | null {
    return this.#session.account?.server ?? null;
  }

  async accounts(): Promise<KnownAccount[]> {
    const { accounts, secrets } = this.#deps;
    return Promise.all((await accounts.list()).map(async (one) => ({ ...one, keeps: await secrets.keeps(one.id) })));
  }

  /** Tries a connection; whatever is open stays open. @throws AppFailure with the reason it failed */
  async test(connection: Connection): Promise<ConnectionReport> {
    const proxy = await this.#deps.proxyFor(connection.server);
    return this.#host(this.#deps.engine, 'connection.test', { ...connection, proxy }, testTimeoutMs);
  }

  /**
   * @throws AppFailure when the connection fails or `keep` has to be said; `cancelled` when the person went another way
   *   before HQ had answered. Nothing has changed then.
   */
  async connect({ keep, ...connection }: MethodParams<'session.connect'>): Promise<Session> {
    // Not in turn: a server that never answers must not stand before every other way in.
    const turn = this.#turn;
    await this.test(connection);
    if (turn !== this.#turn) throw new AppFailure('cancelled', t('hq.cancelled'));
    return this.#inTurn(async () => {
      const { server, project, username, apiKey } = connection;
      const id = accountId(connection);
      const { secrets } = this.#deps;
      const keeps = await secrets.decide(id, keep);
      const { secretKey } = (await secrets.read(id)).secrets;
      const account: Account = { id, kind: 'hq', server, project, username };
      return this.#open({ account, secrets: { apiKey, secretKey }, keeps, keepThem: true });
    });
  }

  /** Starts the practice HQ and opens its account. */
  practice({ size }: MethodParams<'session.practice'>): Promise<Session> {
    return this.#inTurn(async () => {
      const keeps = await this.#deps.secrets.decide(practiceAccountId, undefined).catch((error: unknown) => {
        // Nothing is kept yet; the question comes with the first password that would have to be.
        if (error instanceof AppFailure && error.error.code === 'no-key-store') return null;
        throw error;
      });
      return this.#openPractice(await this.#deps.practice.start(size), keeps);
    });
  }

  /**
   * Keeps the open account's secrets as the person says, from now on.
   * @throws AppFailure `no-account`, `read-only`
   */
  keep({ keep }: MethodParams<'session.keep'>): Promise<Session> {
    return this.#inTurn(async () => {
      const target = this.#target;
      if (target === null || this.#session.state !== 'open') throw new AppFailure('no-account', t('sync.no-account'));
      await this.#deps.secrets.keep(target.account.id, target.secrets, keep);
      this.#target = { ...target, keeps: keep };
      return this.#set({ ...this.#session, keeps: keep });
    });
  }

  /**
   * Opens a known account, with a new key if one is given.
   * @throws AppFailure `not-found`; or HQ's answer to the new key, in which case the old state stays
   */
  open({ id, apiKey }: MethodParams<'session.open'>): Promise<Session> {
    return this.#inTurn(() => this.#openKnown(id, apiKey));
  }

  /** At the app's start: opens the account that was open last; a failure shows in the session. */
  openLast(): Promise<Session> {
    return this.#inTurn(async () => {
      const id = this.#deps.lastAccountId.get();
      const account = id === null ? null : await this.#deps.accounts.get(id);
      if (account === null) return this.#session;
      this.#set({ ...closed, state: 'opening', account: withoutDate(account) });
      try {
        return await this.#openKnown(account.id, undefined);
      } catch (error) {
        return this.#set({ ...closed, state: 'failed', account: withoutDate(account), error: this.#errorOf(error) });
      }
    });
  }

  /** Back to the welcome screen; the files stay. */
  close(): Promise<Session> {
    return this.#inTurn(async () => {
      await this.#closeInEngine();
      await this.#deps.practice.stop();
      this.#target = null;
      this.#deps.lastAccountId.set(null);
      return this.#set(closed);
    });
  }

  /** The ways on after a failed open. @throws AppFailure `wrong-state`, or why the repair failed */
  repair({ how }: MethodParams<'session.repair'>): Promise<Session> {
    return this.#inTurn(async () => {
      if (this.#session.state !== 'failed') throw new AppFailure('wrong-state', t('main.error.nothing-to-repair'));
      this.#deps.restartEngine();
      const account = this.#target?.account ?? this.#session.account;
      if (account === null) return this.#set(await this.#withoutAccount());
      if (how !== 'retry') {
        const folder = this.#deps.accounts.folder(account.id);
        await this.#host(this.#deps.engine, 'account.repair', { folder, how }, openTimeoutMs);
      }
      if (account.kind === 'practice')
        return this.#openPractice(await this.#deps.practice.start(), this.#session.keeps);
      return this.#target === null ? this.#openKnown(account.id, undefined) : this.#open(this.#target);
    });
  }

  /**
   * Signs the open account in to HQ's pages, step by step. Not in turn: a server that never answers must not stand before every other
   * way in, and the engine gives the sign-in up when the account is closed.
   * @throws AppFailure `no-account`, or why HQ did not take the step
   */
  signIn({ password }: MethodParams<'session.signIn'>): Promise<SignInStep> {
    return this.#signInStep('account.signIn', { password });
  }

  signInCode({ code }: MethodParams<'session.signInCode'>): Promise<SignInStep> {
    return this.#signInStep('account.signInCode', { code });
  }

  signInBackup(): Promise<SignInStep> {
    return this.#signInStep('account.signInBackup', {});
  }

  /** Forgets the session of the open account, also where the engine cannot be told. @throws AppFailure `no-account`, `read-only` */
  async signOut(): Promise<Record<string, never>> {
    const { id } = this.#openAccount();
    await this.#deps.secrets.setCookies(id, null);
    return this.#host(this.#deps.engine, 'account.signOut', {}, signInTimeoutMs);
  }

  /** The engine tells what is to be kept of an account's session; also while that account is being closed. */
  async cookiesChanged({ accountId: id, cookies }: HostEventPayload<'account.cookies'>): Promise<void> {
    await this.#deps.secrets.setCookies(id, cookies);
  }

  /** The engine has been started again after a crash: opens what was open, before anybody's call gets through. */
  async reopen(request: EngineRequestFn): Promise<void> {
    // While something is being opened, that call finds out itself and tries again.
    if (this.#session.state !== 'open' || this.#target === null) return;
    const result = await this.#openInEngine(request, this.#target);
    if (result.ok) this.#deps.reopened();
    else this.#set({ ...this.#session, state: 'failed', error: result.error });
  }

  /** The engine has given up. */
  engineFailed(error: AppError): void {
    this.#engineHolds = false;
    this.#set({ ...this.#session, state: 'failed', error });
  }

  /** The engine found the open account's file damaged and has closed it: to the same ways on as when it would not open. */
  accountFailed({ accountId: failedId, error }: HostEventPayload<'account.failed'>): Promise<Session> {
    return this.#inTurn(async () => {
      if (this.#session.state !== 'open' || this.#session.account?.id !== failedId) return this.#session;
      this.#engineHolds = false;
      return this.#set({ ...this.#session, state: 'failed', error });
    });
  }

  /** The practice HQ came back at another address. */
  async practiceMoved(ready: PracticeReady): Promise<void> {
    await this.#inTurn(async () => {
      if (this.#session.account?.id !== practiceAccountId) return this.#session;
      return this.#openPractice(ready, this.#session.keeps);
    });
  }

  #openAccount(): Account {
    const { state, account } = this.#session;
    if (state !== 'open' || account === null) throw new AppFailure('no-account', t('sync.no-account'));
    return account;
  }

  async #signInStep<Name extends 'account.signIn' | 'account.signInCode' | 'account.signInBackup'>(
    name: Name,
    params: HostInput<Name>,
  ): Promise<SignInStep> {
    this.#openAccount();
    return this.#host(this.#deps.engine, name, params, signInTimeoutMs);
  }

  async #openKnown(id: string, apiKey: string | undefined): Promise<Session> {
    const { accounts, secrets, practice } = this.#deps;
    const stored = await accounts.get(id);
    if (stored === null) throw new AppFailure('not-found', t('main.error.no-account', { id }));
    const held = await secrets.read(id);
    if (stored.kind === 'practice') return this.#openPractice(await practice.start(), held.keeps);
    const account = withoutDate(stored);
    if (apiKey === undefined) return this.#open({ account, ...held, keepThem: false });
    const { server, project, username } = account;
    await this.test({ server, project, username, apiKey }).catch((error: unknown) => {
      if (!(error instanceof AppFailure) || !cannotTell.has(error.error.code)) throw error;
    });
    const keeps = await secrets.decide(id, undefined).catch((error: unknown): KeepSecrets => {
      // Nobody has agreed to keep it in the clear, so it is kept for as long as the app runs.
      if (error instanceof AppFailure && error.error.code === 'no-key-store') return 'memory';
      throw error;
    });
    return this.#open({ account, secrets: { apiKey, secretKey: held.secrets.secretKey }, keeps, keepThem: true });
  }

  async #openPractice(ready: PracticeReady, keeps: KeepSecrets | null): Promise<Session> {
    const { url, project, username, apiKey } = ready;
    const { secretKey } = (await this.#deps.secrets.read(practiceAccountId)).secrets;
    const account: Account = { id: practiceAccountId, kind: 'practice', server: url, project, username };
    // The practice HQ tells its key at each start; the secret key is what has to be kept.
    return this.#open({ account, secrets: { apiKey, secretKey }, keeps, keepThem: keeps !== null });
  }

  /** Opens the target; failures of disk and file end in the state `failed`, with the target kept for `repair`. */
  async #open(target: Target): Promise<Session> {
    const { account, secrets, keeps } = target;
    const { accounts, lastAccountId, now } = this.#deps;
    this.#target = target;
    const shown = { account, needsKey: secrets.apiKey === null, keeps };
    this.#set({ ...closed, ...shown, state: 'opening' });
    try {
      await this.#closeInEngine();
      if (account.kind !== 'practice') await this.#deps.practice.stop();
      if (target.keepThem && keeps !== null) await this.#deps.secrets.keep(account.id, secrets, keeps);
      await accounts.save(account, now());
      const opened = await this.#openInEngine(this.#deps.engine, target);
      if (!opened.ok) return this.#set({ ...closed, ...shown, state: 'failed', error: opened.error });
      lastAccountId.set(account.id);
    } catch (error) {
      return this.#set({ ...closed, ...shown, state: 'failed', error: this.#errorOf(error) });
    }
    return this.#set({ ...closed, ...shown, state: 'open' });
  }

  /** What to show when the engine, not an account, had failed: the welcome screen if it is up again. */
  async #withoutAccount(): Promise<Session> {
    const result = await this.#deps.engine('account.close', {}, openTimeoutMs);
    return result.ok ? closed : { ...closed, state: 'failed', error: result.error };
  }

  /** An expected failure as it is; anything else goes to the log and is shown as a fault of ours. */
  #errorOf(error: unknown): AppError {
    if (error instanceof AppFailure) return error.error;
    this.#deps.log('error', error instanceof Error ? (error.stack ?? error.message) : String(error));
    return { code: 'internal', message: t('main.error.internal') };
  }

  async #openInEngine(request: EngineRequestFn, { account, secrets: keys }: Target): Promise<Result<unknown>> {
    // Read each time: the session may have been renewed, or be over, since the account was opened.
    const { cookies } = (await this.#deps.secrets.read(account.id)).secrets;
    const folder = this.#deps.accounts.folder(account.id);
    // So too the proxy: the computer may be in another network by now.
    const proxy = await this.#deps.proxyFor(account.server);
    const params: HostInput<'account.open'> = { folder, account, secrets: { ...keys, cookies }, proxy };
    this.#engineHolds = true;
    const result = await request('account.open', params, openTimeoutMs);
    // The engine crashed meanwhile and is up again: opening is repeatable.
    const again = !result.ok && result.error.code === 'engine-restarted' && request === this.#deps.engine;
    const final = again ? await request('account.open', params, openTimeoutMs) : result;
    this.#engineHolds = final.ok;
    return final;
  }

  async #closeInEngine(): Promise<void> {
    if (!this.#engineHolds) return;
    this.#engineHolds = false;
    const result = await this.#deps.engine('account.close', {}, openTimeoutMs);
    // After a crash nothing is open any more, which is what was wanted.
    if (!result.ok && result.error.code !== 'engine-restarted') throw failureOf(result.error);
  }

  /** Calls a host method; its answer is checked, an error thrown. */
  async #host<Name extends HostMethodName>(
    request: EngineRequestFn,
    name: Name,
    params: HostInput<Name>,
    timeoutMs: number,
  ): Promise<HostOutput<Name>> {
    const result = await request(name, params, timeoutMs);
    if (!result.ok) throw failureOf(result.error);
    // TypeScript loses the tie between the name and its schema here; the schema of this very name has checked the data.
    return hostContract[name].output.parse(result.data) as HostOutput<Name>;
  }

  #set(session: Session): Session {
    this.#session = session;
    this.#deps.changed(session);
    return session;
  }

  /** One thing after the other: two quick clicks must not open two accounts at once. */
  #inTurn(action: () => Promise<Session>): Promise<Session> {
    const next = this.#turn.then(action, action);
    this.#turn = next.catch(() => undefined);
    return next;
  }
}

function failureOf({ code, message, details }: AppError): AppFailure {
  return new AppFailure(code, message, details);
}

function withoutDate({ id, kind, server, project, username }: Account): Account {
  return { id, kind, server, project, username };
}
