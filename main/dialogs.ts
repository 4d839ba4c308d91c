/** The system's file dialogs. A path a person chose stays in main: the window never names files. */
import { dialog, type BrowserWindow } from 'electron';
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
