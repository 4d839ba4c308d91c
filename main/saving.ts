import { shell, type App, type BrowserWindow } from 'electron';
import { askWhereToSave } from './dialogs.ts';
import type { EngineRequestFn } from './engine-host/engine-host.ts';
import type { ExportDeps } from './export-history.ts';

/** What saving a file takes: where, by whom it is written, and how it is shown. */
export function saving(app: App, window: BrowserWindow | null, engine: EngineRequestFn, now: () => number): ExportDeps {
  return {
    engine,
    ask: (question) => askWhereToSave(window, question),
    reveal: (file) => {
      shell.showItemInFolder(file);
    },
    folder: app.getPath('documents'),
    now,
  };
}
