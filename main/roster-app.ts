/** Main's only composition point: makes the parts and ties them together. */
import {
  dialog,
  Menu,
  nativeTheme,
  protocol,
  safeStorage,
  session,
  shell,
  type App,
  type BrowserWindow,
} from 'electron';
import ElectronStore from 'electron-store';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { events, type EventName, type EventPayload, type Session, type Settings } from '#shared/ipc/contract.ts';
import { hostEvents } from '#shared/ipc/engine-host.ts';
import { ok, type Result } from '#shared/ipc/result.ts';
import { setLanguage, t } from '#shared/messages/translate.ts';
import { AccountStore } from './accounts.ts';
import { bundlePaths, dataPaths } from './app-paths.ts';
import { bundleScheme, bundleUrl, createBundleHandler } from './bundle-protocol.ts';
import { createBulkHandlers } from './bulk-window.ts';
import { askWhatToOpen } from './dialogs.ts';
import { EngineHost } from './engine-host/engine-host.ts';
import { forkChild } from './engine-host/fork-child.ts';
import { hostKind } from './engine-host/host-kind.ts';
import { PracticeHost } from './engine-host/practice-host.ts';
import { systemTimers } from './engine-host/timers.ts';
import { createDownloadHandlers } from './download-people.ts';
import { everythingShown } from './everything-shown.ts';
import { failed } from './failed.ts';
import { exportHistory } from './export-history.ts';
import type { ExportDeps } from './export-history.ts';
import { saving } from './saving.ts';
import { createRouter, type MainHandlers } from './ipc/router.ts';
import { trustedOrigins } from './ipc/trusted-senders.ts';
import { listenToDrops, listenToWindow, tellWindow } from './ipc/window-channel.ts';
import { createKeyStore, type KeyStore } from './key-store.ts';
import { createLog, type Log } from './log.ts';
import { menuTemplate, type MenuActions } from './menu.ts';
import { HandedWorkbooks } from './handed-workbooks.ts';
import { OfferedFiles } from './offered-files.ts';
import { practiceInBrowser } from './practice-in-browser.ts';
import { Redactor } from './redact.ts';
import { SecretStore } from './secrets.ts';
import { lockDownContents, lockDownSession } from './security/lock-down.ts';
import { SessionKeeper } from './session.ts';
import { SettingsKeeper } from './settings.ts';
import { systemProxy } from './system-proxy.ts';
import { openWindow } from './window.ts';

const now = () => Date.now();

export class RosterApp {
  readonly #app: App;
  readonly #paths: ReturnType<typeof bundlePaths>;
  readonly #origins: string[];
  readonly #devServer: string | undefined;
  readonly #log: Log;
  readonly #keyStore: KeyStore;
  readonly #settings: SettingsKeeper;
  readonly #engine: EngineHost;
  readonly #practice: PracticeHost;
  readonly #session: SessionKeeper;
  readonly #files = new OfferedFiles(randomUUID);
  readonly handed = new HandedWorkbooks({
    files: this.#files,
    isReady: () => this.#session.get().state === 'open' && this.#window?.webContents.isLoading() === false,
    tell: (file) => {
      this.#emit('bulk.dropped', file);
    },
    setTimer: (run, ms) => setTimeout(run, ms),
  });
  #window: BrowserWindow | null = null;
  #workOffline = false;

  constructor(app: App) {
    this.#app = app;
    const data = dataPaths(app.getPath('userData'));
    this.#paths = bundlePaths(app.getAppPath());
    this.#devServer = app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL'];
    this.#origins = trustedOrigins(this.#devServer, app.isPackaged);
    const redactor = new Redactor();
    this.#log = createLog(data.logs, redactor, !app.isPackaged);
    this.#keyStore = createKeyStore(safeStorage, process.platform);
    const preferences = new ElectronStore({ name: 'preferences', clearInvalidConfig: true });
    this.#settings = new SettingsKeeper(preferences, app.getPath('userData'), (settings) => {
      this.#onSettings(settings);
    });
    this.#engine = this.#makeEngineHost();
    this.#practice = this.#makePracticeHost(data.practice);
    this.#session = this.#makeSession(data.accounts, redactor);
  }

  /** Once Electron is ready: engine, page, window, and the account that was open last. */
  open(): void {
    process.on('unhandledRejection', (error) => {
      this.#log('error', 'unhandled rejection', error);
    });
    this.#log('info', `Roster ${this.#app.getVersion()} on Electron ${process.versions.electron}, ${process.platform}`);
    const settings = this.#settings.get();
    nativeTheme.themeSource = settings.theme;
    void setLanguage(settings.language);
    this.#engine.start();
    protocol.handle(bundleScheme, createBundleHandler(this.#paths.renderer));
    const { defaultSession } = session;
    lockDownSession(defaultSession, this.#origins);
    lockDownContents(this.#app, this.#origins, () => this.#session.serverOrigin());
    this.#listen();
    this.#updateMenu();
    // Before the window asks: it should see "opening", not a welcome screen that flashes by.
    this.#session.openLast().catch((error: unknown) => {
      this.#log('error', 'the last account could not be opened', error);
    });
    this.#openWindow();
  }

  /** Brings the window to the front, opening it again where it was closed (macOS). */
  focusWindow(): void {
    if (!this.#app.isReady()) return;
    if (this.#window === null) this.#openWindow();
    if (this.#window?.isMinimized()) this.#window.restore();
    this.#window?.focus();
  }

  /** Ends the engine (at most 3 s for what it has under way), then the practice HQ it may still be talking to. */
  async stop(): Promise<void> {
    await this.#engine.stop();
    await this.#practice.stop();
  }

  /** @param folder where the accounts' folders lie */
  #makeSession(folder: string, redactor: Redactor): SessionKeeper {
    const accounts = new AccountStore(folder, (message) => {
      this.#log('warn', message);
    });
    const secrets = new SecretStore({
      folder: (id) => accounts.folder(id),
      keyStore: this.#keyStore,
      log: this.#log,
      onSecret: (value) => {
        redactor.addSecret(value);
      },
    });
    return new SessionKeeper({
      engine: this.#engine.request,
      restartEngine: () => {
        this.#engine.restart();
      },
      practice: this.#practice,
      accounts,
      secrets,
      lastAccountId: {
        get: () => this.#settings.get().lastAccountId,
        set: (lastAccountId) => {
          this.#settings.set({ lastAccountId });
        },
      },
      // Once Electron is ready, which it is before the first account opens.
      proxyFor: (server) => systemProxy(session.defaultSession, server, this.#log),
      now,
      log: this.#log,
      changed: (current) => {
        this.#onSession(current);
      },
      reopened: () => {
        this.#emit('data.changed', { entities: everythingShown });
      },
    });
  }

  #makeEngineHost(): EngineHost {
    return new EngineHost({
      fork: () => forkChild(this.#paths.engine, [], 'Roster engine'),
      now,
      timers: systemTimers,
      log: this.#log,
      onEvent: (name, payload) => {
        this.#onEngineEvent(name, payload);
      },
      reopen: (request) => this.#session.reopen(request),
      onFailed: (error) => {
        this.#log('error', error.message);
        this.#session.engineFailed(error);
      },
    });
  }

  #makePracticeHost(stateDir: string): PracticeHost {
    return new PracticeHost({
      fork: (options) => forkChild(this.#paths.practice, [options], 'Roster practice HQ'),
      stateDir,
      now,
      timers: systemTimers,
      log: this.#log,
      onMoved: (ready) => {
        this.#session.practiceMoved(ready).catch((error: unknown) => {
          this.#log('error', 'the practice project was not opened at its new address', error);
        });
      },
    });
  }

  #openWindow(): void {
    const window = openWindow({
      url: this.#devServer ?? bundleUrl,
      preload: this.#paths.preload,
      devTools: !this.#app.isPackaged,
      place: {
        get: () => this.#settings.getWindowPlace(),
        set: (place) => {
          this.#settings.setWindowPlace(place);
        },
      },
      log: this.#log,
    });
    window.once('closed', () => {
      if (this.#window === window) this.#window = null;
    });
    this.#window = window;
  }

  #listen(): void {
    const route = createRouter({
      origins: this.#origins,
      handlers: this.#handlers(),
      engine: this.#engine.request,
      checkOutput: !this.#app.isPackaged,
      log: this.#log,
    });
    listenToWindow(() => this.#window, route);
    const take = (files: readonly string[]) => {
      this.handed.hand(files);
    };
    listenToDrops(() => this.#window, this.#origins, take);
  }

  #handlers(): MainHandlers {
    return {
      'app.info': async () => ({
        version: this.#app.getVersion(),
        platform: process.platform,
        engineHost: hostKind(process.versions['napi']),
        keyStore: await this.#keyStore.status(),
      }),
      'settings.get': () => this.#settings.get(),
      'settings.set': (change) => this.#settings.set(change),
      'session.get': () => this.#session.get(),
      'session.accounts': () => this.#session.accounts(),
      'session.test': (connection) => this.#session.test(connection),
      'session.connect': (params) => this.#session.connect(params),
      'session.practice': (params) => this.#session.practice(params),
      'session.keep': (params) => this.#session.keep(params),
      'session.open': (params) => this.#session.open(params),
      'session.close': () => this.#session.close(),
      'session.repair': (params) => this.#session.repair(params),
      'session.signIn': (params) => this.#session.signIn(params),
      'session.signInCode': (params) => this.#session.signInCode(params),
      'session.signInBackup': () => this.#session.signInBackup(),
      'session.signOut': () => this.#session.signOut(),
      'history.export': (params) => exportHistory(this.#saving(), params),
      ...createDownloadHandlers(() => this.#saving()),
      ...createBulkHandlers({
        saving: () => this.#saving(),
        files: this.#files,
        askWhatToOpen: (question) => askWhatToOpen(this.#window, question),
        sampleFolder: dataPaths(this.#app.getPath('userData')).samples,
        takeHanded: () => this.handed.take(),
      }),
    };
  }

  #saving(): ExportDeps {
    return saving(this.#app, this.#window, this.#engine.request, now);
  }

  #emit<Name extends EventName>(name: Name, payload: EventPayload<Name>): void {
    tellWindow(this.#window, name, payload);
  }

  /** Hands the engine's events on, checked: the screens take them as they come. */
  #onEngineEvent(name: string, payload: unknown): void {
    if (name === 'sync.status') this.#onSyncStatus(payload);
    else if (name === 'data.changed' || name === 'bulk.progress') this.#passOn(name, name, payload);
    else if (name === 'bulk.exporting') this.#passOn(name, 'people.downloading', payload);
    else if (name === 'account.failed') this.#onAccountFailed(payload);
    else if (name === 'account.cookies') this.#onCookies(payload);
    else this.#log('warn', `the engine sent the unknown event "${name}"`);
  }

  /** @param as what the window knows it by */
  #passOn(name: string, as: 'data.changed' | 'bulk.progress' | 'people.downloading', payload: unknown): void {
    const told = events[as].safeParse(payload);
    if (told.success) this.#emit(as, told.data);
    else this.#log('error', `the engine sent ${name} of an unknown form`, told.error.issues);
  }

  #onAccountFailed(payload: unknown): void {
    const failure = hostEvents['account.failed'].safeParse(payload);
    if (!failure.success) {
      this.#log('error', 'the engine sent a failure of an unknown form', failure.error.issues);
      return;
    }
    this.#session.accountFailed(failure.data).catch((error: unknown) => {
      this.#log('error', 'the failed account was not shown as failed', error);
    });
  }

  #onCookies(payload: unknown): void {
    const told = hostEvents['account.cookies'].safeParse(payload);
    if (!told.success) {
      // Not the issues: they could quote what is secret.
      this.#log('error', 'the engine sent a session of an unknown form');
      return;
    }
    this.#session.cookiesChanged(told.data).catch((error: unknown) => {
      this.#log('error', "the session with HQ's pages was not kept", error);
    });
  }

  #onSyncStatus(payload: unknown): void {
    const status = events['sync.status'].safeParse(payload);
    if (!status.success) {
      this.#log('error', 'the engine sent a sync status of an unknown form', status.error.issues);
      return;
    }
    this.#emit('sync.status', status.data);
    if (status.data.workOffline === this.#workOffline) return;
    this.#workOffline = status.data.workOffline;
    this.#updateMenu();
  }

  #onSettings(settings: Settings): void {
    nativeTheme.themeSource = settings.theme;
    void setLanguage(settings.language);
    this.#updateMenu();
    this.#emit('settings.changed', settings);
  }

  #onSession(current: Session): void {
    if (current.error) this.#log('warn', `account not open: ${current.error.code}: ${current.error.message}`);
    this.#updateMenu();
    this.#emit('session.changed', current);
  }

  #updateMenu(): void {
    const { platform } = process;
    const current = this.#session.get();
    const accountOpen = current.state === 'open';
    const state = {
      platform,
      isPackaged: this.#app.isPackaged,
      theme: this.#settings.get().theme,
      accountOpen,
      practiceOpen: accountOpen && current.account?.kind === 'practice',
      workOffline: this.#workOffline,
    };
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(state, this.#menuActions())));
  }

  #menuActions(): MenuActions {
    return {
      syncNow: () => {
        void this.#fromMenu(this.#engine.request('sync.run', { what: 'sync' }));
      },
      setWorkOffline: (on) => {
        void this.#fromMenu(this.#engine.request('sync.workOffline', { on }));
      },
      closeAccount: () => {
        void this.#fromMenu(this.#session.close().then(ok, failed));
      },
      showPractice: () => {
        void this.#fromMenu(practiceInBrowser(this.#practice.ready).then(ok, failed));
      },
      setTheme: (theme) => {
        void this.#fromMenu(
          Promise.resolve({ theme })
            .then((change) => this.#settings.set(change))
            .then(ok, failed),
        );
      },
      showLog: () => {
        shell.showItemInFolder(path.join(dataPaths(this.#app.getPath('userData')).logs, 'roster.log'));
      },
    };
  }

  /** A menu entry has no place of its own for a failure: a message box tells it, and the menu's marks are set right again. */
  async #fromMenu(outcome: Promise<Result<unknown>>): Promise<void> {
    const result = await outcome;
    if (result.ok) return;
    this.#log('warn', `menu: ${result.error.code}: ${result.error.message}`);
    this.#updateMenu();
    await dialog.showMessageBox({ type: 'error', message: t('main.menu-action-failed'), detail: result.error.message });
  }
}
