import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { createKeyStore } from '../../../main/key-store.ts';
import { SecretStore } from '../../../main/secrets.ts';
import { FakeSafeStorage } from '../../helpers/fake-safe-storage.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

const secrets = { apiKey: 'f'.repeat(40), secretKey: Buffer.alloc(32, 7).toString('base64') };

/** `restart` gives a store as after a new start of the app: same disk, same key store, empty memory. */
function setUp() {
  const root = tempFolder();
  const storage = new FakeSafeStorage();
  const log = vi.fn();
  const onSecret = vi.fn();
  const folder = (id: string) => path.join(root, id);
  const restart = () => new SecretStore({ folder, keyStore: createKeyStore(storage, 'linux'), log, onSecret });
  return { root, storage, log, onSecret, restart, file: path.join(root, 'a', 'secrets.json'), store: restart() };
}

describe('how secrets are kept', () => {
  it('in the key store where there is one, encrypted in a private file', async () => {
    const { store, restart, file } = setUp();
    expect(await store.decide('a', undefined)).toBe('key-store');
    await store.keep('a', secrets, 'key-store');
    const text = await readFile(file, 'utf8');
    expect(text).not.toContain(secrets.apiKey);
    expect(text).not.toContain(secrets.secretKey);
    expect((await stat(file)).mode & 0o777).toBe(process.platform === 'win32' ? 0o666 : 0o600);
    expect(await restart().read('a')).toEqual({ secrets: { ...secrets, cookies: null }, keeps: 'key-store' });
    expect(await restart().keeps('a')).toBe('key-store');
  });

  it('not at all without a key store and a word of the person', async () => {
    const { store, storage } = setUp();
    storage.available = false;
    await expect(store.decide('a', undefined)).rejects.toMatchObject({ error: { code: 'no-key-store' } });
    await expect(store.decide('a', 'key-store')).rejects.toMatchObject({ error: { code: 'no-key-store' } });
  });

  it('unencrypted after their word, which holds from then on', async () => {
    const { store, storage, restart } = setUp();
    storage.available = false;
    expect(await store.decide('a', 'unencrypted')).toBe('unencrypted');
    await store.keep('a', secrets, 'unencrypted');
    const later = restart();
    expect(await later.read('a')).toEqual({ secrets: { ...secrets, cookies: null }, keeps: 'unencrypted' });
    expect(await later.decide('a', undefined)).toBe('unencrypted');
  });

  it('only until the app ends, when they say so; what was on the disk goes', async () => {
    const { root, store, restart } = setUp();
    await store.keep('a', secrets, 'key-store');
    await store.keep('a', secrets, 'memory');
    expect(await store.read('a')).toEqual({ secrets: { ...secrets, cookies: null }, keeps: 'memory' });
    expect(await readdir(path.join(root, 'a'))).toEqual([]);
    const later = await restart().read('a');
    expect(later.keeps).toBeNull();
    expect(later.secrets.apiKey).toBeNull();
    expect(later.secrets.secretKey).not.toBe(secrets.secretKey);
  });
});

describe("the session's cookies", () => {
  const cookies = JSON.stringify({ cookies: [{ name: 'sessionid', value: 'abcdefghij0123456789' }], expiresAt: null });

  it('are kept like the key, stay when a new key comes, and go when they are forgotten', async () => {
    const { store, restart, file } = setUp();
    await store.keep('a', secrets, 'key-store');
    await store.setCookies('a', cookies);
    expect(await readFile(file, 'utf8')).not.toContain('sessionid');
    expect((await restart().read('a')).secrets).toEqual({ ...secrets, cookies });
    const later = restart();
    await later.keep('a', { ...secrets, apiKey: 'another-key' }, 'unencrypted');
    expect((await restart().read('a')).secrets).toEqual({ ...secrets, apiKey: 'another-key', cookies });
    await later.setCookies('a', null);
    expect(await readFile(file, 'utf8')).not.toContain('sessionid');
    expect((await restart().read('a')).secrets.cookies).toBeNull();
  });

  it.each(['memory', null] as const)('stay off the disk where the key does (%s)', async (keeps) => {
    const { root, store, restart } = setUp();
    if (keeps === null) await store.read('a');
    else await store.keep('a', secrets, keeps);
    await store.setCookies('a', cookies);
    expect((await store.read('a')).secrets.cookies).toBe(cookies);
    expect((await restart().read('a')).secrets.cookies).toBeNull();
    expect(await readdir(root)).toEqual(keeps === null ? [] : expect.any(Array));
    expect(await readdir(path.join(root, 'a')).catch(() => [])).toEqual([]);
  });

  it('told one after the other end as the last', async () => {
    const { store, restart } = setUp();
    await store.keep('a', secrets, 'key-store');
    await Promise.all(['1', '2', '3', null, '5'].map((one) => store.setCookies('a', one)));
    expect((await restart().read('a')).secrets.cookies).toBe('5');
  });

  it('are kept out of the log', async () => {
    const { store, onSecret } = setUp();
    await store.setCookies('a', cookies);
    expect(onSecret.mock.calls.flat()).toContain('abcdefghij0123456789');
  });
});

describe('an account without kept secrets', () => {
  it('has no API key and a secret key that stays the same while the app runs', async () => {
    const { store } = setUp();
    const first = await store.read('a');
    expect(first.secrets.apiKey).toBeNull();
    expect(Buffer.from(first.secrets.secretKey, 'base64')).toHaveLength(32);
    expect(await store.read('a')).toEqual(first);
    expect((await store.read('b')).secrets.secretKey).not.toBe(first.secrets.secretKey);
  });
});

describe('a file that cannot be opened', () => {
  it('with another keyring asks for the key again and stays where it is', async () => {
    const { store, storage, restart, file, log } = setUp();
    await store.keep('a', secrets, 'key-store');
    storage.locked = true;
    expect((await restart().read('a')).secrets.apiKey).toBeNull();
    expect(log).toHaveBeenCalledOnce();
    storage.locked = false;
    expect(await restart().read('a')).toEqual({ secrets: { ...secrets, cookies: null }, keeps: 'key-store' });
    expect(await readFile(file, 'utf8')).toContain('key-store');
  });

  it('is set aside, not overwritten, when a new key is kept', async () => {
    const { root, store, storage, restart } = setUp();
    await store.keep('a', secrets, 'key-store');
    storage.locked = true;
    await restart().keep('a', { ...secrets, apiKey: 'new' }, 'unencrypted');
    expect((await readdir(path.join(root, 'a'))).sort()).toEqual(['secrets.json', 'secrets.unreadable.json']);
  });

  it('because it is broken counts as none, and its text stays out of the log', async () => {
    const { store, restart, file, log } = setUp();
    await store.keep('a', secrets, 'unencrypted');
    await writeFile(file, `{"keeps":"unencrypted","payload":"${secrets.apiKey}`);
    expect((await restart().read('a')).keeps).toBeNull();
    expect(JSON.stringify(log.mock.calls)).not.toContain(secrets.apiKey);
  });
});

it('tells every secret it handles to the log’s redaction', async () => {
  const { store, restart, onSecret } = setUp();
  await store.keep('a', secrets, 'key-store');
  await restart().read('a');
  const told = onSecret.mock.calls.map(([value]) => value as string);
  expect(told).toEqual([secrets.apiKey, secrets.secretKey, secrets.apiKey, secrets.secretKey]);
});
