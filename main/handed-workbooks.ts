/** Workbooks that the system hands to Roster: named when it is started, also a second time, or opened with it. */
import path from 'node:path';
import type { OfferedFile } from '#shared/ipc/bulk-methods.ts';
import type { OfferedFiles } from './offered-files.ts';

/** Also what is no workbook for HQ: why not is said once it is read. */
const sheetFile = /\.(?:xlsx|xlsm|xls|ods|csv)$/i;

/**
 * @param argv as a process gets it: the program first, switches anywhere
 * @param folder that names are relative to: the starter's
 * @returns the last one; Roster opens one at a time
 */
export function workbookIn(argv: readonly string[], folder: string): string | null {
  const named = argv.slice(1).filter((word) => !word.startsWith('-') && sheetFile.test(word));
  const last = named.at(-1);
  return last === undefined ? null : path.resolve(folder, last);
}

export type HandedDeps = {
  files: OfferedFiles;
  /** The window shows an open account, so it can take a file at once. */
  isReady: () => boolean;
  tell: (file: OfferedFile) => void;
};

/** Keeps the last one until the window asks for it: it may come long before there is an account to open it with. */
export class HandedWorkbooks {
  readonly #deps: HandedDeps;
  #waiting: string | null = null;

  constructor(deps: HandedDeps) {
    this.#deps = deps;
  }

  hand(file: string): void {
    const { files, isReady, tell } = this.#deps;
    if (isReady()) tell(files.offer(file));
    else this.#waiting = file;
  }

  take(): OfferedFile | null {
    const file = this.#waiting;
    this.#waiting = null;
    return file === null ? null : this.#deps.files.offer(file);
  }
}
