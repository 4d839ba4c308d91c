import { describe, expect, it } from 'vitest';
import { createKeyStore, type SafeStorageLike } from '../../../main/key-store.ts';
import { FakeSafeStorage } from '../../helpers/fake-safe-storage.ts';

describe('whether there is a key store', () => {
  it.each([
    ['a keyring', 'linux', 'v11', true, true],
    ['none', 'linux', 'v11', false, false],
    ['Chromium’s built-in password', 'linux', 'v10', true, false],
    ['the Keychain, whose mark is v10', 'darwin', 'v10', true, true],
    ['Windows', 'win32', 'v10', true, true],
  ] as const)('with %s', async (_, platform, prefix, offered, expected) => {
    const storage = new FakeSafeStorage();
    storage.prefix = prefix;
    storage.available = offered;
    expect((await createKeyStore(storage, platform).status()).available).toBe(expected);
  });

  it.each([
    ['basic_text', false, 'Secret Service'],
    ['unknown', false, 'Secret Service'],
    ['gnome_libsecret', true, 'GNOME Keyring'],
    ['kwallet6', true, 'KWallet'],
  ])('with the backend %s of a newer Electron', async (backend, available, name) => {
    const storage: SafeStorageLike = Object.assign(new FakeSafeStorage(), { getSelectedStorageBackend: () => backend });
    expect(await createKeyStore(storage, 'linux').status()).toEqual({ available, name });
  });

  it('with one that fails when it is tried', async () => {
    const storage = new FakeSafeStorage();
    storage.encryptString = () => {
      throw new Error('no bus');
    };
    expect((await createKeyStore(storage, 'linux').status()).available).toBe(false);
  });
});

it('gives back what it was given', async () => {
  const store = createKeyStore(new FakeSafeStorage(), 'linux');
  const encrypted = await store.encrypt('clé ключ');
  expect(encrypted).not.toContain('clé');
  expect(await store.decrypt(encrypted)).toBe('clé ключ');
});

it('prefers the asynchronous methods where Electron has them', async () => {
  const storage: SafeStorageLike = Object.assign(new FakeSafeStorage(), {
    isAsyncEncryptionAvailable: () => Promise.resolve(true),
    encryptStringAsync: (text: string) => Promise.resolve(Buffer.from(`v11async:${text}`)),
    decryptStringAsync: (encrypted: Buffer) =>
      Promise.resolve({ result: encrypted.toString().replace('v11async:', '') }),
  });
  const store = createKeyStore(storage, 'linux');
  expect((await store.status()).available).toBe(true);
  const encrypted = await store.encrypt('k');
  expect(Buffer.from(encrypted, 'base64').toString()).toBe('v11async:k');
  expect(await store.decrypt(encrypted)).toBe('k');
});
