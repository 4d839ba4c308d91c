/** Workbooks that somebody chose or dropped: main keeps where they are, the window gets an id and the name. */
import path from 'node:path';
import type { OfferedFile } from '#shared/ipc/bulk-methods.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';

/** One is looked at, and perhaps another was chosen in its place. */
const mostKept = 8;

export class OfferedFiles {
  readonly #newId: () => string;
  readonly #paths = new Map<string, string>();

  constructor(newId: () => string) {
    this.#newId = newId;
  }

  offer(file: string): OfferedFile {
    const fileId = this.#newId();
    this.#paths.set(fileId, file);
    for (const old of [...this.#paths.keys()].slice(0, -mostKept)) this.#paths.delete(old);
    return { fileId, name: path.basename(file) };
  }

  /** @throws AppFailure `not-found` */
  path(fileId: string): string {
    const file = this.#paths.get(fileId);
    if (file === undefined) throw new AppFailure('not-found', t('main.bulk.file-gone'));
    return file;
  }
}
