/** Workbooks that the system hands to Roster: named when it is started, also a second time, opened with it, or dropped on its window. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HandedFile } from '#shared/ipc/bulk-methods.ts';
import type { OfferedFiles } from './offered-files.ts';

/** Also what is no workbook for HQ: why not is said once it is read. */
const sheetFile = /\.(?:xlsx|xlsm|xls|ods|csv)$/i;

/** Milliseconds in which files are taken for one choice: macOS hands over several that were opened together one by one. */
const gatherMs = 200;

/**
 * @param argv as a process gets it: the program first, switches anywhere
 * @param folder that names are relative to: the starter's
 * @returns all of them as they were named; Roster opens one at a time
 */
export function workbooksIn(argv: readonly string[], folder: string): string[] {
  return argv.slice(1).flatMap((word) => {
    const name = word.startsWith('-') ? null : fileName(word);
    return name !== null && sheetFile.test(name) ? [path.resolve(folder, name)] : [];
  });
}

/** Desktops on Linux name a file that is opened with Roster as `file:///…`. Null: one of another computer. */
function fileName(word: string): string | null {
  if (!/^file:\/\//i.test(word)) return word;
  try {
    return fileURLToPath(word);
  } catch {
    return null;
  }
}

export type HandedDeps = {
  files: OfferedFiles;
  /** The window shows an open account, so it can take a file at once. */
  isReady: () => boolean;
  tell: (file: HandedFile) => void;
  setTimer: (run: () => void, ms: number) => void;
};

/**
 * Of what is handed over together the first is opened, and the others are named. Kept until the window asks for it: it may come long before there
 * is an account to open it with; then the newest choice counts, and what was waiting before is named with the others.
 */
export class HandedWorkbooks {
  readonly #deps: HandedDeps;
  #gathered: string[] = [];
  #waiting: readonly string[] = [];

  constructor(deps: HandedDeps) {
    this.#deps = deps;
  }

  hand(files: readonly string[]): void {
    if (files.length === 0) return;
    if (this.#gathered.length === 0) this.#deps.setTimer(() => this.#settle(), gatherMs);
    this.#gathered.push(...files);
  }

  #settle(): void {
    const files = this.#gathered;
    this.#gathered = [];
    if (!this.#deps.isReady()) {
      this.#waiting = distinct([...files, ...this.#waiting]);
      return;
    }
    const handed = this.#offer(distinct(files));
    if (handed) this.#deps.tell(handed);
  }

  /** What waits, once. */
  take(): HandedFile | null {
    const files = this.#waiting;
    this.#waiting = [];
    return this.#offer(files);
  }

  #offer([first, ...others]: readonly string[]): HandedFile | null {
    if (first === undefined) return null;
    return { ...this.#deps.files.offer(first), others: others.map((file) => path.basename(file)) };
  }
}

function distinct(files: readonly string[]): string[] {
  return [...new Set(files)];
}
