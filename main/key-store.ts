/** The operating system's key store behind Electron's `safeStorage`, as far as it really protects. */

/** What this file needs of `safeStorage`: Electron 25 has the first three only; the async ones replace them from 46 on. */
export type SafeStorageLike = {
  isEncryptionAvailable(): boolean;
  encryptString(text: string): Buffer;
  decryptString(encrypted: Buffer): string;
  getSelectedStorageBackend?(): string;
  isAsyncEncryptionAvailable?(): Promise<boolean>;
  encryptStringAsync?(text: string): Promise<Buffer>;
  decryptStringAsync?(encrypted: Buffer): Promise<{ result: string }>;
};

export type KeyStore = {
  /** `available`: what is encrypted now can be read by this person's account on this computer only. `name`: for the screen. */
  status(): Promise<{ available: boolean; name: string }>;
  /** @returns base64 */
  encrypt(text: string): Promise<string>;
  /** @throws when the key store no longer has the key */
  decrypt(encrypted: string): Promise<string>;
};

/** Linux backends that only pretend: a password built into Chromium, or none chosen yet. */
const pretended: ReadonlySet<string> = new Set(['basic_text', 'unknown']);

/** Chromium marks what it encrypted with the built-in password so; with a keyring's key it is `v11`. (Elsewhere `v10` is the real thing.) */
const builtInPasswordPrefix = 'v10';

const names: Readonly<Record<string, string>> = {
  darwin: 'macOS Keychain',
  win32: 'Windows Data Protection',
  gnome_libsecret: 'GNOME Keyring',
  kwallet: 'KWallet',
  kwallet5: 'KWallet',
  kwallet6: 'KWallet',
};

export function createKeyStore(storage: SafeStorageLike, platform: NodeJS.Platform): KeyStore {
  const encryptBuffer = async (text: string): Promise<Buffer> =>
    storage.encryptStringAsync ? storage.encryptStringAsync(text) : storage.encryptString(text);

  const isAvailable = async (): Promise<boolean> => {
    const backend = storage.getSelectedStorageBackend?.();
    if (platform === 'linux' && backend !== undefined && pretended.has(backend)) return false;
    const offered = storage.isAsyncEncryptionAvailable
      ? await storage.isAsyncEncryptionAvailable()
      : storage.isEncryptionAvailable();
    if (!offered || platform !== 'linux') return offered;
    const probe = await encryptBuffer('probe');
    return probe.subarray(0, builtInPasswordPrefix.length).toString('latin1') !== builtInPasswordPrefix;
  };

  return {
    async status() {
      const backend = platform === 'linux' ? storage.getSelectedStorageBackend?.() : platform;
      const name = names[backend ?? ''] ?? (platform === 'linux' ? 'Secret Service' : platform);
      try {
        return { available: await isAvailable(), name };
      } catch {
        // A key store that throws at a probe keeps nothing: to the person that is the same as none.
        return { available: false, name };
      }
    },
    async encrypt(text) {
      return (await encryptBuffer(text)).toString('base64');
    },
    async decrypt(encrypted) {
      const buffer = Buffer.from(encrypted, 'base64');
      return storage.decryptStringAsync
        ? (await storage.decryptStringAsync(buffer)).result
        : storage.decryptString(buffer);
    },
  };
}
