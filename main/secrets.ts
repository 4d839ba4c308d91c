/**
 * The secrets of each account: `<account's folder>/secrets.json` (mode 0600) holds what the person agreed to, and nothing where they
 * chose to keep the key only until Roster closes. Never logged, never sent to the window.
 */
import { randomBytes } from 'node:crypto';
import { readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { keepSecretsSchema, type KeepSecrets } from '#shared/ipc/contract.ts';
import { secretsSchema, type Secrets } from '#shared/ipc/engine-host.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { fileFailure } from './file-failure.ts';
import type { KeyStore } from './key-store.ts';
import { writeFileAtomically } from './write-file-atomically.ts';

/** AES-256 key for the passwords of queued new workers. */
const secretKeyBytes = 32;

/** `payload`: the secrets as JSON, in base64 when the key store encrypted them. */
const fileSchema = z.object({ keeps: keepSecretsSchema.exclude(['memory']), payload: z.string() });

/** What an account's secrets begin with; the session's cookies come and go beside them. */
export type AccountKeys = Omit<Secrets, 'cookies'>;

/** What is known of an account's secrets: `keeps` null = nothing is kept (any more, or yet). */
export type HeldSecrets = { secrets: Secrets; keeps: KeepSecrets | null };

export type SecretStoreDeps = {
  /** Absolute path of the account's folder. */
  folder: (id: string) => string;
  keyStore: KeyStore;
  log: (level: 'warn', message: string) => void;
  /** Told every secret that is read or made, for the log's redaction. */
  onSecret: (value: string) => void;
};

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

export class SecretStore {
  readonly #deps: SecretStoreDeps;
  /** What this process knows, also of accounts whose secrets are on no disk. */
  readonly #held = new Map<string, HeldSecrets>();
  /** One write after the other: the last word must be the one on the disk. */
  #writing: Promise<unknown> = Promise.resolve();

  constructor(deps: SecretStoreDeps) {
    this.#deps = deps;
  }

  /**
   * The account's secrets. Where none are kept, or the key store no longer opens them: no API key and a new secret key, which
   * stays the same as long as the app runs.
   */
  async read(id: string): Promise<HeldSecrets> {
    const held = this.#held.get(id) ?? (await this.#readFile(id)) ?? { secrets: this.#newSecrets(), keeps: null };
    this.#remember(id, held);
    return held;
  }

  /** How the account's secrets are kept on disk, without opening them. */
  async keeps(id: string): Promise<KeepSecrets | null> {
    const held = this.#held.get(id);
    if (held !== undefined) return held.keeps;
    return (await this.#load(id))?.keeps ?? null;
  }

  /**
   * Says how secrets of this account are to be kept: as the person says; else in the key store; else as they said before.
   * @throws AppFailure `no-key-store` when there is none and they have not said
   */
  async decide(id: string, keep: KeepSecrets | undefined): Promise<KeepSecrets> {
    if (keep === 'memory' || keep === 'unencrypted') return keep;
    const { available, name } = await this.#deps.keyStore.status();
    if (available) return 'key-store';
    const before = keep === undefined ? await this.keeps(id) : null;
    if (before === 'unencrypted' || before === 'memory') return before;
    throw new AppFailure('no-key-store', t('main.error.no-key-store', { name }));
  }

  /**
   * Keeps the secrets as decided, with the session's cookies that are known; a file that is no longer wanted goes.
   * @throws AppFailure `read-only`
   */
  async keep(id: string, keys: AccountKeys, keeps: KeepSecrets): Promise<void> {
    const known = this.#held.get(id) ?? (await this.#readFile(id));
    this.#remember(id, { secrets: { ...keys, cookies: known?.secrets.cookies ?? null }, keeps });
    await this.#write(id);
  }

  /**
   * The session's cookies are these now (null: forgotten), kept like the key; where nothing has been decided about it, as long as the
   * app runs. @throws AppFailure `read-only`
   */
  async setCookies(id: string, cookies: string | null): Promise<void> {
    const held = await this.read(id);
    if (held.secrets.cookies === cookies) return;
    this.#remember(id, { ...held, secrets: { ...held.secrets, cookies } });
    if (held.keeps !== null) await this.#write(id);
  }

  /** Writes what is known at that moment. */
  #write(id: string): Promise<void> {
    const written = this.#writing.then(() => this.#writeFile(id));
    this.#writing = written.catch(() => undefined);
    return written;
  }

  async #writeFile(id: string): Promise<void> {
    const file = this.#file(id);
    const { secrets, keeps } = this.#held.get(id) ?? (await this.read(id));
    try {
      await this.#setUnreadableAside(id);
      if (keeps === 'memory' || keeps === null) {
        await rm(file, { force: true });
        return;
      }
      const plain = JSON.stringify(secrets);
      const payload = keeps === 'key-store' ? await this.#deps.keyStore.encrypt(plain) : plain;
      await writeFileAtomically(file, JSON.stringify({ keeps, payload }));
    } catch (error) {
      throw fileFailure(error, path.dirname(file));
    }
  }

  #file(id: string): string {
    return path.join(this.#deps.folder(id), 'secrets.json');
  }

  #newSecrets(): Secrets {
    return { apiKey: null, secretKey: randomBytes(secretKeyBytes).toString('base64'), cookies: null };
  }

  #remember(id: string, held: HeldSecrets): void {
    if (held.secrets.apiKey !== null) this.#deps.onSecret(held.secrets.apiKey);
    this.#deps.onSecret(held.secrets.secretKey);
    // Opaque to us; what is long enough to be a session's value or token is taken for one.
    for (const value of held.secrets.cookies?.match(/[\w-]{16,}/g) ?? []) this.#deps.onSecret(value);
    this.#held.set(id, held);
  }

  /** The file as it lies there, or null: none, or not one of ours. */
  async #load(id: string): Promise<z.infer<typeof fileSchema> | null> {
    try {
      return fileSchema.parse(JSON.parse(await readFile(this.#file(id), 'utf8')));
    } catch (error) {
      // Not the error itself: its text could quote the file.
      if (!isMissing(error)) this.#deps.log('warn', `secrets.json of ${id} cannot be read`);
      return null;
    }
  }

  async #readFile(id: string): Promise<HeldSecrets | null> {
    const stored = await this.#load(id);
    if (stored === null) return null;
    try {
      const plain = stored.keeps === 'key-store' ? await this.#deps.keyStore.decrypt(stored.payload) : stored.payload;
      return { secrets: secretsSchema.parse(JSON.parse(plain)), keeps: stored.keeps };
    } catch {
      // Another keyring, another user, a copied profile: the person is asked for the key again; the file stays.
      this.#deps.log('warn', `the secrets of ${id} cannot be decrypted here`);
      return null;
    }
  }

  /** A file that cannot be opened today may open again with the right keyring: it is renamed, not overwritten. */
  async #setUnreadableAside(id: string): Promise<void> {
    const file = this.#file(id);
    const present = await readFile(file).then(
      () => true,
      (error: unknown) => !isMissing(error),
    );
    if (!present || (await this.#readFile(id)) !== null) return;
    await rename(file, path.join(path.dirname(file), 'secrets.unreadable.json'));
  }
}
