/** Hears of workbooks from the system: named where Roster is started, also a second time, or opened with it. */
import { workbooksIn } from './handed-workbooks.ts';

/** What of Electron's app is listened to. */
export type OpeningApp = {
  on(
    event: 'second-instance',
    listener: (event: { preventDefault(): void }, argv: string[], folder: string) => void,
  ): unknown;
  on(event: 'open-file', listener: (event: { preventDefault(): void }, file: string) => void): unknown;
};

type Listening = {
  /** How this process was started, and where. */
  argv: readonly string[];
  folder: string;
  hand: (files: readonly string[]) => void;
  /** Brings the window to the front, if there can be one yet. */
  focus: () => void;
};

/** Call it before Electron is ready: macOS may name a file before that. */
export function listenForWorkbooks(app: OpeningApp, { argv, folder, hand, focus }: Listening): void {
  app.on('second-instance', (_event, words, startedIn) => {
    focus();
    hand(workbooksIn(words, startedIn));
  });
  // macOS: opened with Roster, or dropped on its icon; one event for each file.
  app.on('open-file', (event, file) => {
    event.preventDefault();
    focus();
    hand([file]);
  });
  hand(workbooksIn(argv, folder));
}
