/** The accounts on this computer: a folder each (`<userData>/accounts/<id>/`) with `account.json` beside the database (design D10). */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { accountSchema, type Account } from '#shared/domain/account.ts';
import { fileFailure } from './file-failure.ts';
import { writeFileAtomically } from './write-file-atomically.ts';

/** The practice project's account: one on each computer, whatever port its HQ has today. */
export const practiceAccountId = 'practice';

/** Half of SHA-256's hex digits are plenty against an accident, and keep paths short (Windows). */
const idLength = 16;

const storedAccountSchema = accountSchema.extend({ lastOpenedAt: z.number().nullable() });
export type StoredAccount = z.infer<typeof storedAccountSchema>;

/** An id made by `accountId`, or the practice account's: safe as a folder name. */
const idPattern = /^(practice|[0-9a-f]{16})$/;

/**
 * The account's id, the same on every start and every computer.
 * @param server the server's origin, as the connection schema leaves it
 */
export function accountId({ server, project, username }: Pick<Account, 'server' | 'project' | 'username'>): string {
  // Joined by a character that none of them can contain.
  const text = [server.toLowerCase(), project, username.toLowerCase()].join('\n');
  return createHash('sha256').update(text).digest('hex').slice(0, idLength);
}

export class AccountStore {
  readonly #root: string;
  readonly #log: (message: string) => void;

  /** @param root absolute path of the folder that holds the accounts' folders */
  constructor(root: string, log: (message: string) => void) {
    this.#root = root;
    this.#log = log;
  }

  /** The account's folder (it may not exist yet). @throws RangeError for an id that could lead elsewhere */
  folder(id: string): string {
    if (!idPattern.test(id)) throw new RangeError('not an account id');
    return path.join(this.#root, id);
  }

  /** The account, or null when there is none with this id or its file cannot be read. */
  async get(id: string): Promise<StoredAccount | null> {
    if (!idPattern.test(id)) return null;
    try {
      const text = await readFile(path.join(this.folder(id), 'account.json'), 'utf8');
      const account = storedAccountSchema.parse(JSON.parse(text));
      return account.id === id ? account : null;
    } catch (error) {
      const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      if (!missing)
        this.#log(`account.json of ${id} cannot be read: ${error instanceof Error ? error.name : 'unknown'}`);
      return null;
    }
  }

  /** All accounts, the last opened first. */
  async list(): Promise<StoredAccount[]> {
    const names = await readdir(this.#root).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
      throw error;
    });
    const accounts = await Promise.all(names.map((name) => this.get(name)));
    return accounts.filter((account) => account !== null).sort((a, b) => (b.lastOpenedAt ?? 0) - (a.lastOpenedAt ?? 0));
  }

  /** @param lastOpenedAt milliseconds since 1970 @throws AppFailure `read-only` */
  async save(account: Account, lastOpenedAt: number | null): Promise<void> {
    const folder = this.folder(account.id);
    const { id, kind, server, project, username } = account;
    const stored: StoredAccount = { id, kind, server, project, username, lastOpenedAt };
    try {
      await writeFileAtomically(path.join(folder, 'account.json'), `${JSON.stringify(stored, null, 2)}\n`);
    } catch (error) {
      throw fileFailure(error, folder);
    }
  }
}
