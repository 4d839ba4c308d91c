/** The one window: its place, its page, and what happens when its process crashes. */
import { BrowserWindow, dialog, nativeTheme, screen } from 'electron';
import { t } from '#shared/messages/translate.ts';
import { CrashBudget } from './engine-host/crash-budget.ts';
import type { Log } from './log.ts';
import { webPreferences } from './security/web-preferences.ts';
import type { WindowPlace } from './settings.ts';
import { smallestWindow, windowPlace } from './window-place.ts';

/** What shows before the page has painted: the screens' own backgrounds (white and Mantine's darkest grey). */
const background = { light: '#ffffff', dark: '#242424' } as const;

/** Moving and resizing come in bursts; the last place counts. */
const savePlaceAfterMs = 500;

/** A page that crashes three times in a minute crashes at every load. */
const pageCrashes = { crashes: 3, withinMs: 60_000 } as const;

export type WindowOptions = {
  /** Address of the page. */
  url: string;
  /** Absolute path of the preload bundle. */
  preload: string;
  devTools: boolean;
  place: { get(): WindowPlace | null; set(place: WindowPlace): void };
  log: Log;
};

function backgroundColor(): string {
  return nativeTheme.shouldUseDarkColors ? background.dark : background.light;
}

function rememberPlace(window: BrowserWindow, { place, log }: WindowOptions): void {
  const save = () => {
    if (window.isDestroyed() || window.isMinimized()) return;
    try {
      place.set({ ...window.getNormalBounds(), maximized: window.isMaximized() });
    } catch (error) {
      log('warn', 'the window place was not saved', error);
    }
  };
  let timer: NodeJS.Timeout | undefined;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(save, savePlaceAfterMs);
  };
  window.on('resize', later);
  window.on('move', later);
  window.on('close', () => {
    clearTimeout(timer);
    save();
  });
}

/** Loads a crashed page again and says so; a page that keeps crashing is left to the person. */
function reviveAfterCrash(window: BrowserWindow, log: Log): void {
  const budget = new CrashBudget(() => Date.now(), pageCrashes);
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    log('error', `the window's page ended: ${reason} (${String(exitCode)})`);
    if (budget.spend()) {
      window.webContents.reload();
      const detail = t('main.window.crashed.detail', { reason });
      void dialog.showMessageBox(window, {
        type: 'warning',
        message: t('main.window.crashed'),
        detail,
        buttons: [t('main.window.ok')],
      });
      return;
    }
    const message = t('main.window.crashed-often', { reason });
    const buttons = [t('main.window.reload'), t('main.window.quit')];
    void dialog.showMessageBox(window, { type: 'error', message, buttons, cancelId: 1 }).then(({ response }) => {
      if (window.isDestroyed()) return;
      if (response === 0) window.webContents.reload();
      else window.close();
    });
  });
}

/** Opens the window and starts loading its page; it shows with the first paint. */
export function openWindow(options: WindowOptions): BrowserWindow {
  const areas = screen.getAllDisplays().map(({ workArea }) => workArea);
  const { maximized, ...bounds } = windowPlace(options.place.get(), areas);
  const window = new BrowserWindow({
    ...bounds,
    minWidth: smallestWindow.width,
    minHeight: smallestWindow.height,
    title: t('app.name'),
    show: false,
    backgroundColor: backgroundColor(),
    webPreferences: webPreferences(options.preload, options.devTools),
  });
  if (maximized) window.maximize();
  window.once('ready-to-show', () => {
    window.show();
  });
  const recolor = () => {
    window.setBackgroundColor(backgroundColor());
  };
  nativeTheme.on('updated', recolor);
  window.once('closed', () => {
    nativeTheme.off('updated', recolor);
  });
  rememberPlace(window, options);
  reviveAfterCrash(window, options.log);
  window.webContents.on('did-fail-load', (_event, code, description, url, isMainFrame) => {
    // -3 is ERR_ABORTED: a load that was refused or overtaken, not a page that is missing.
    if (!isMainFrame || code === -3) return;
    options.log('error', `${url} did not load: ${description} (${String(code)})`);
    dialog.showErrorBox(t('main.window.no-page'), description);
  });
  void window.loadURL(options.url).catch((error: unknown) => {
    options.log('warn', 'loading the page ended early', error);
  });
  return window;
}
