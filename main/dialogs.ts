/** The system's file dialogs. A path a person chose stays in main: the window never names files. */
import { dialog, type BrowserWindow, type OpenDialogOptions } from 'electron';
import { existsSync } from 'node:fs';
import { t } from '#shared/messages/translate.ts';
import { withExtension } from './with-extension.ts';

export type SaveQuestion = {
  /** What is saved, as the dialog's title. */
  title: string;
  /** Folder and name to begin with. */
  suggestion: string;
  format: 'xlsx' | 'csv';
};

export type OpenQuestion = {
  /** What is opened, as the dialog's title. */
  title: string;
  /** Where to begin. */
  folder: string;
};

/** Asks which workbook to open; null when the person cancelled. Other files can be chosen too: what is wrong with one is said when it is read. */
export async function askWhatToOpen(window: BrowserWindow | null, question: OpenQuestion): Promise<string | null> {
  const options: OpenDialogOptions = {
    title: question.title,
    defaultPath: question.folder,
    properties: ['openFile'],
    filters: [
      { name: t('main.file.xlsx'), extensions: ['xlsx'] },
      { name: t('main.file.all'), extensions: ['*'] },
    ],
  };
  const answer = window ? await dialog.showOpenDialog(window, options) : await dialog.showOpenDialog(options);
  return answer.canceled ? null : (answer.filePaths[0] ?? null);
}

/** Asks where to save; null when the person cancelled. The system asks by itself before an older file is replaced. */
export async function askWhereToSave(window: BrowserWindow | null, question: SaveQuestion): Promise<string | null> {
  const { title, suggestion, format } = question;
  const options = {
    title,
    defaultPath: suggestion,
    filters: [{ name: t(`main.file.${format}`), extensions: [format] }],
  };
  const answer = window ? await dialog.showSaveDialog(window, options) : await dialog.showSaveDialog(options);
  // Cancelled is also told by an empty path, whatever the platform.
  return answer.canceled || !answer.filePath ? null : withExtension(answer.filePath, format, existsSync);
}
