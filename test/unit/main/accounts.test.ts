import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { Account } from '#shared/domain/account.ts';
import { accountId, AccountStore } from '../../../main/accounts.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

const connection = { server: 'https://www.commcarehq.org', project: 'demo', username: 'ana@example.org' };

function account(change: Partial<Account> = {}): Account {
  const merged = { ...connection, ...change };
  return { id: accountId(merged), kind: 'hq', ...merged };
}

describe('an account’s id', () => {
  it('is the same every time, and safe as a folder’s name', () => {
    expect(accountId(connection)).toBe(accountId({ ...connection }));
    expect(accountId(connection)).toMatch(/^[0-9a-f]{16}$/);
  });

  it('does not depend on how server and username are written', () => {
    expect(accountId({ ...connection, server: 'https://WWW.commcarehq.org', username: 'Ana@Example.org' })).toBe(
      accountId(connection),
    );
  });

  it.each([{ server: 'https://eu.commcarehq.org' }, { project: 'demo2' }, { username: 'bob@example.org' }])(
    'differs with %o',
    (change) => {
      expect(accountId({ ...connection, ...change })).not.toBe(accountId(connection));
    },
  );
});

describe('the accounts on this computer', () => {
  it('are none at first', async () => {
    const store = new AccountStore(path.join(tempFolder(), 'accounts'), vi.fn());
    expect(await store.list()).toEqual([]);
    expect(await store.get('practice')).toBeNull();
  });

  it('are listed, the last opened first, without secrets or anything else', async () => {
    const store = new AccountStore(path.join(tempFolder(), 'accounts'), vi.fn());
    const old = account({ project: 'old' });
    const young = account({ project: 'young' });
    const practice: Account = { ...connection, id: 'practice', kind: 'practice' };
    await store.save(old, 1000);
    await store.save({ ...young, apiKey: 'x' } as Account, 3000);
    await store.save(practice, null);
    expect((await store.list()).map(({ id }) => id)).toEqual([young.id, old.id, 'practice']);
    const text = await readFile(path.join(store.folder(young.id), 'account.json'), 'utf8');
    expect(JSON.parse(text)).toEqual({ ...young, lastOpenedAt: 3000 });
  });

  it('leave out a folder that is not one, and say so in the log', async () => {
    const root = tempFolder();
    const log = vi.fn();
    const store = new AccountStore(root, log);
    await mkdir(path.join(root, '0123456789abcdef'));
    await writeFile(path.join(root, '0123456789abcdef', 'account.json'), '{"id": "0123');
    await mkdir(path.join(root, 'something else'));
    await store.save(account(), 5);
    expect((await store.list()).map(({ id }) => id)).toEqual([account().id]);
    expect(log).toHaveBeenCalledOnce();
  });

  it('cannot be named in a way that leads elsewhere', async () => {
    const store = new AccountStore(tempFolder(), vi.fn());
    expect(await store.get('../../etc')).toBeNull();
    expect(() => store.folder('../x')).toThrow(RangeError);
  });

  it('are for the person’s own eyes', async () => {
    const store = new AccountStore(path.join(tempFolder(), 'accounts'), vi.fn());
    await store.save(account(), 1);
    const { mode } = await stat(path.join(store.folder(account().id), 'account.json'));
    // Windows has no such bits; there the profile folder is the person's own.
    expect(mode & 0o777).toBe(process.platform === 'win32' ? 0o666 : 0o600);
  });
});
