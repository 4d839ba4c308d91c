/** Roster's main process, from the first line to the open window. What must happen before Electron is ready happens here. */
import { app, dialog, protocol } from 'electron';
import { t } from '#shared/messages/translate.ts';
import { ensureWritable, userDataOverride } from './app-paths.ts';
import { bundleScheme } from './bundle-protocol.ts';
import { listenForWorkbooks } from './listen-for-workbooks.ts';
import { RosterApp } from './roster-app.ts';

function start(): void {
  const userData = userDataOverride(process.env);
  if (userData !== null) app.setPath('userData', userData);
  ensureWritable(app.getPath('userData'));
  // Before anything opens a file: two Rosters on one data folder would fight over it. The lock lies in that folder.
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  // Root has no sandbox on Linux and starts with --no-sandbox (containers, tests); both together would hang.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  protocol.registerSchemesAsPrivileged([
    {
      scheme: bundleScheme,
      privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
    },
  ]);
  const roster = new RosterApp(app);
  listenForWorkbooks(app, {
    argv: process.argv,
    folder: process.cwd(),
    hand: (files) => {
      roster.handed.hand(files);
    },
    focus: () => {
      roster.focusWindow();
    },
  });
  app.on('activate', () => {
    roster.focusWindow();
  });
  app.on('window-all-closed', () => {
    // On macOS an app stays in the dock without a window.
    if (process.platform !== 'darwin') app.quit();
  });
  quitInOrder(roster);
  app
    .whenReady()
    .then(() => {
      roster.open();
    })
    .catch(giveUp);
}

/** Windows are closed by now; the engine and the practice HQ get their time before the process ends. */
function quitInOrder(roster: RosterApp): void {
  let state: 'running' | 'stopping' | 'stopped' = 'running';
  app.on('will-quit', (event) => {
    if (state === 'stopped') return;
    event.preventDefault();
    if (state === 'stopping') return;
    state = 'stopping';
    void roster.stop().finally(() => {
      state = 'stopped';
      app.quit();
    });
  });
}

/** Says why on the terminal and, as soon as there can be one, in a box; then ends. */
function giveUp(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${t('main.error.start')}: ${message}\n`);
  void app.whenReady().then(() => {
    dialog.showErrorBox(t('main.error.start'), message);
    app.exit(1);
  });
}

try {
  start();
} catch (error) {
  giveUp(error);
}
