/** The account's folder of the command line: which account it is, and its secrets, each a file of its own. */
import { randomBytes, randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { accountSchema } from '#shared/domain/account.ts';
import type { Account } from '#shared/domain/account.ts';
import type { Secrets } from '#shared/ipc/engine-host.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';

const accountFile = 'account.json';
/** Holds the API key, and the session on HQ's pages, in the clear, readable by its owner only: a command line has nobody to ask for a key store's word. */
const credentialsFile = 'credentials.json';

const credentialsSchema = z.object({
  apiKey: z.string().min(1),
  secretKey: z.string().min(1),
  /** Not there before anybody has signed in. */
  cookies: z.string().nullable().default(null),
});
/** Bytes of the key that encrypts queued passwords (AES-256). */
const secretKeyBytes = 32;

/** Where an account lives unless `--data` says otherwise: the system's own place for a program's data. */
export function defaultDataFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  const home = homedir();
  if (platform === 'win32') return path.join(env['APPDATA'] ?? path.join(home, 'AppData', 'Roaming'), 'Roster', 'cli');
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support', 'Roster', 'cli');
  return path.join(env['XDG_DATA_HOME'] ?? path.join(home, '.local', 'share'), 'roster', 'cli');
}

/** @throws AppFailure `no-account` when there is none, `internal` when a file is damaged */
export function readAccount(folder: string): { account: Account; secrets: Secrets } {
  const account = readJson(folder, accountFile, accountSchema);
  if (!account) throw new AppFailure('no-account', t('cli.no-account', { folder }));
  const credentials = readJson(folder, credentialsFile, credentialsSchema);
  if (!credentials) throw new AppFailure('no-account', t('cli.no-credentials', { folder }));
  return { account, secrets: credentials };
}

/** The account a folder already holds, null for a new folder. */
export function existingAccount(folder: string): Account | null {
  return readJson(folder, accountFile, accountSchema);
}

/** The secrets for a (new) key: what encrypts queued passwords stays the same as long as the folder lives; a session stays too. */
export function secretsFor(folder: string, apiKey: string): Secrets {
  const kept = readJson(folder, credentialsFile, credentialsSchema);
  const secretKey = kept?.secretKey ?? randomBytes(secretKeyBytes).toString('base64');
  return { apiKey, secretKey, cookies: kept?.cookies ?? null };
}

/** What is to be kept of the session on HQ's pages is this now, null: nothing. @throws AppFailure `read-only` */
export function writeCookies(folder: string, cookies: string | null): void {
  const kept = readJson(folder, credentialsFile, credentialsSchema);
  if (kept !== null && kept.cookies !== cookies)
    guarded(folder, () => replaceFile(folder, credentialsFile, { ...kept, cookies }));
}

/** @throws AppFailure `read-only` */
export function makeFolder(folder: string): void {
  guarded(folder, () => mkdirSync(folder, { recursive: true, mode: 0o700 }));
}

/** Writes both files whole or not at all, the credentials readable by their owner only. */
export function writeAccount(folder: string, account: Account, secrets: Secrets): void {
  guarded(folder, () => {
    replaceFile(folder, credentialsFile, secrets);
    replaceFile(folder, accountFile, account);
  });
}

function replaceFile(folder: string, name: string, content: unknown): void {
  const temporary = path.join(folder, `${name}.${randomUUID()}.part`);
  writeFileSync(temporary, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600, flush: true });
  // The mode of a new file is cut by the umask, never widened; chmod makes it exact.
  chmodSync(temporary, 0o600);
  renameSync(temporary, path.join(folder, name));
}

function readJson<Value>(folder: string, name: string, schema: z.ZodType<Value>): Value | null {
  const file = path.join(folder, name);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return null;
    throw new AppFailure('internal', t('cli.unreadable-file', { file, reason: String(codeOf(error)) }));
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    // Whatever is wrong inside, the way on is the same; its content may be secret and is not quoted.
    throw new AppFailure('internal', t('cli.damaged-file', { file }));
  }
}

function guarded(folder: string, write: () => unknown): void {
  try {
    write();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppFailure('read-only', t('cli.read-only', { folder, reason }), { code: codeOf(error) });
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
