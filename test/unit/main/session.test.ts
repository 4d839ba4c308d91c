import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { AppFailure, fail, ok, type Result } from '#shared/ipc/result.ts';
import { connection, id, practiceReady, report, setUp } from '../../helpers/session-set-up.ts';

describe('a file found damaged while it is open', () => {
  const error = { code: 'database-corrupt' as const, message: 'The file is damaged.' };

  it('ends in the failed state, from which a repair leads on', async () => {
    const { start, engine, accounts, answers } = setUp();
    answers['account.repair'] = () => ok({ keptChanges: 1 });
    const { keeper } = start();
    await keeper.connect(connection);
    expect(await keeper.accountFailed({ accountId: id, error })).toMatchObject({ state: 'failed', error });
    expect(await keeper.repair({ how: 'salvage' })).toMatchObject({ state: 'open', error: null });
    expect(engine.methods().slice(2)).toEqual(['account.repair', 'account.open']);
    expect(engine.calls[2]?.params).toEqual({ folder: accounts.folder(id), how: 'salvage' });
  });

  it('does not touch another account that is open by now', async () => {
    const { keeper } = setUp().start();
    await keeper.connect(connection);
    expect(await keeper.accountFailed({ accountId: 'another', error })).toMatchObject({ state: 'open' });
  });
});

describe('connecting', () => {
  it('tests, keeps the key, opens the account and remembers it', async () => {
    const { start, engine, accounts, last } = setUp();
    const { keeper, states } = start();
    const session = await keeper.connect(connection);
    expect(session).toMatchObject({
      state: 'open',
      needsKey: false,
      keeps: 'key-store',
      account: { id, kind: 'hq', project: 'demo' },
    });
    expect(states()).toEqual(['opening', 'open']);
    expect(engine.methods()).toEqual(['connection.test', 'account.open']);
    const proxy = { kind: 'proxy', url: 'http://proxy-for.www.commcarehq.org:3128' };
    expect(engine.calls.map(({ params }) => params['proxy'])).toEqual([proxy, proxy]);
    expect(engine.calls[1]?.params).toMatchObject({ folder: accounts.folder(id), secrets: { apiKey: 'good-key' } });
    expect(last()).toBe(id);
    expect(JSON.stringify(session)).not.toContain('good-key');
    expect(await keeper.accounts()).toMatchObject([{ id, lastOpenedAt: 1234, keeps: 'key-store' }]);
  });

  it('with a wrong key changes nothing: what was open stays open, the old key stays kept', async () => {
    const { start } = setUp();
    const { keeper } = start();
    await keeper.connect(connection);
    await expect(keeper.connect({ ...connection, apiKey: 'wrong' })).rejects.toMatchObject({
      error: { code: 'credential' },
    });
    expect(keeper.get().state).toBe('open');
    const again = start();
    expect(await again.keeper.openLast()).toMatchObject({ state: 'open', needsKey: false });
  });

  it('asks what to do without a key store before anything is written', async () => {
    const { start, storage, engine, accounts } = setUp();
    storage.available = false;
    const { keeper } = start();
    await expect(keeper.connect(connection)).rejects.toMatchObject({ error: { code: 'no-key-store' } });
    expect(keeper.get().state).toBe('none');
    expect(await accounts.list()).toEqual([]);
    expect(engine.methods()).toEqual(['connection.test']);
    expect(await keeper.connect({ ...connection, keep: 'memory' })).toMatchObject({ state: 'open', keeps: 'memory' });
  });

  it('opens the practice project without a question, and keeps its secrets only once the person has said so', async () => {
    const { root, start, storage } = setUp();
    storage.available = false;
    const { keeper } = start();
    expect(await keeper.practice({})).toMatchObject({ state: 'open', keeps: null });
    const file = path.join(root, 'practice', 'secrets.json');
    expect(existsSync(file)).toBe(false);
    expect(await keeper.keep({ keep: 'unencrypted' })).toMatchObject({ state: 'open', keeps: 'unencrypted' });
    expect(existsSync(file)).toBe(true);
    expect(await start().keeper.openLast()).toMatchObject({ state: 'open', keeps: 'unencrypted' });
  });

  it('has nothing to keep while no account is open', async () => {
    await expect(setUp().start().keeper.keep({ keep: 'memory' })).rejects.toMatchObject({
      error: { code: 'no-account' },
    });
  });

  it('keeps the account’s secret key when the API key changes', async () => {
    const { start, answers, engine } = setUp();
    await start().keeper.connect(connection);
    answers['connection.test'] = () => ok(report);
    await start().keeper.connect({ ...connection, apiKey: 'new-key' });
    const opened = engine.calls
      .filter(({ method }) => method === 'account.open')
      .map(({ params }) => params['secrets']);
    expect(opened).toMatchObject([{ apiKey: 'good-key' }, { apiKey: 'new-key' }]);
    const [first, second] = opened as { secretKey: string }[];
    expect(second?.secretKey).toBe(first?.secretKey);
  });
});

describe('starting again', () => {
  it('shows the welcome screen when nothing was open', async () => {
    const { start, engine } = setUp();
    const { keeper } = start();
    expect(await keeper.openLast()).toMatchObject({ state: 'none', account: null });
    expect(engine.calls).toEqual([]);
  });

  it('opens the last account; without its key it can be worked on and says so', async () => {
    const { start, engine } = setUp();
    await start().keeper.connect({ ...connection, keep: 'memory' });
    const { keeper } = start();
    expect(await keeper.openLast()).toMatchObject({ state: 'open', needsKey: true, keeps: null, account: { id } });
    expect(engine.calls.at(-1)).toMatchObject({ method: 'account.open', params: { secrets: { apiKey: null } } });
    expect(await keeper.open({ id, apiKey: 'good-key' })).toMatchObject({ state: 'open', needsKey: false });
  });

  it('starts the practice HQ first, wherever it is today', async () => {
    const { start, practice, engine } = setUp();
    await start().keeper.practice({ size: 30 });
    expect(practice.start).toHaveBeenCalledWith(30);
    practice.start.mockResolvedValue({ ...practiceReady, url: 'http://127.0.0.1:5000', apiKey: 'other-key' });
    expect(await start().keeper.openLast()).toMatchObject({
      state: 'open',
      account: { id: 'practice', kind: 'practice' },
    });
    expect(engine.calls.at(-1)?.params).toMatchObject({
      account: { server: 'http://127.0.0.1:5000' },
      secrets: { apiKey: 'other-key' },
    });
  });

  it('shows why the practice HQ does not start, and tries again when asked', async () => {
    const { start, practice } = setUp();
    await start().keeper.practice({});
    practice.start.mockRejectedValueOnce(new AppFailure('internal', 'no port'));
    const { keeper } = start();
    expect(await keeper.openLast()).toMatchObject({
      state: 'failed',
      error: { message: 'no port' },
      account: { id: 'practice' },
    });
    expect(await keeper.repair({ how: 'retry' })).toMatchObject({ state: 'open' });
  });
});

describe('a key given for a known account', () => {
  it('that is wrong is refused and nothing changes', async () => {
    const { start } = setUp();
    await start().keeper.connect(connection);
    const { keeper } = start();
    await keeper.openLast();
    await expect(keeper.open({ id, apiKey: 'wrong' })).rejects.toMatchObject({ error: { code: 'credential' } });
    expect(keeper.get()).toMatchObject({ state: 'open', needsKey: false });
  });

  it('is taken as given while HQ cannot be asked', async () => {
    const { start, answers } = setUp();
    const { keeper } = start();
    await keeper.connect({ ...connection, keep: 'memory' });
    answers['connection.test'] = () => fail('offline', 'no network');
    expect(await keeper.open({ id, apiKey: 'later-key' })).toMatchObject({ state: 'open', needsKey: false });
  });

  it('of no account is not found', async () => {
    const { start } = setUp();
    await expect(start().keeper.open({ id: '../..' })).rejects.toMatchObject({ error: { code: 'not-found' } });
  });
});

describe('a file that will not open', () => {
  it.each(['database-corrupt', 'database-newer', 'read-only', 'busy'] as const)(
    '(%s) shows why and leads on',
    async (code) => {
      const { start, answers, last } = setUp();
      const { keeper } = start();
      answers['account.open'] = () => fail(code, 'why');
      expect(await keeper.connect(connection)).toMatchObject({ state: 'failed', error: { code }, account: { id } });
      expect(last()).toBeNull();
      delete answers['account.open'];
      expect(await keeper.repair({ how: 'retry' })).toMatchObject({ state: 'open', error: null });
      expect(last()).toBe(id);
    },
  );

  it('is repaired, then opened', async () => {
    const { start, answers, engine, accounts } = setUp();
    const { keeper } = start();
    answers['account.open'] = () => fail('database-corrupt', 'damaged');
    await keeper.connect(connection);
    answers['account.repair'] = () => {
      delete answers['account.open'];
      return ok({ keptChanges: 3 });
    };
    expect(await keeper.repair({ how: 'salvage' })).toMatchObject({ state: 'open' });
    expect(engine.calls.find(({ method }) => method === 'account.repair')?.params).toEqual({
      folder: accounts.folder(id),
      how: 'salvage',
    });
  });

  it('stays as it is when the repair fails', async () => {
    const { start, answers } = setUp();
    const { keeper } = start();
    answers['account.open'] = () => fail('database-corrupt', 'damaged');
    await keeper.connect(connection);
    answers['account.repair'] = () => fail('not-found', 'There is no backup.');
    await expect(keeper.repair({ how: 'restore-backup' })).rejects.toMatchObject({ error: { code: 'not-found' } });
    expect(keeper.get()).toMatchObject({ state: 'failed', error: { code: 'database-corrupt' } });
  });

  it('is the only thing that can be repaired', async () => {
    const { start } = setUp();
    await expect(start().keeper.repair({ how: 'retry' })).rejects.toMatchObject({ error: { code: 'wrong-state' } });
  });
});

describe('the engine’s crash', () => {
  it('is followed by opening what was open, and the window is told to read it again', async () => {
    const { start, engine, reopened } = setUp();
    const { keeper, states } = start();
    await keeper.connect(connection);
    expect(reopened).not.toHaveBeenCalled();
    await keeper.reopen(engine.request);
    // The window reads again what the engine had done and not told.
    expect(reopened).toHaveBeenCalledOnce();
    expect(engine.methods()).toEqual(['connection.test', 'account.open', 'account.open']);
    expect(states()).toEqual(['opening', 'open']);
  });

  it('shows it when the file does not open any more', async () => {
    const { start, engine, answers } = setUp();
    const { keeper } = start();
    await keeper.connect(connection);
    answers['account.open'] = () => fail('database-corrupt', 'damaged');
    await keeper.reopen(engine.request);
    expect(keeper.get()).toMatchObject({ state: 'failed', account: { id }, error: { code: 'database-corrupt' } });
  });

  it('while opening is tried once more', async () => {
    const { start, answers } = setUp();
    let tries = 0;
    answers['account.open'] = () => (++tries === 1 ? fail('engine-restarted', 'again') : ok({}));
    expect(await start().keeper.connect(connection)).toMatchObject({ state: 'open' });
    expect(tries).toBe(2);
  });

  it('for good shows in the session, and a retry starts the engine', async () => {
    const { start, restartEngine, engine } = setUp();
    const { keeper } = start();
    keeper.engineFailed({ code: 'internal', message: 'it keeps stopping' });
    expect(keeper.get()).toMatchObject({ state: 'failed', error: { message: 'it keeps stopping' } });
    expect(await keeper.repair({ how: 'retry' })).toMatchObject({ state: 'none', error: null });
    expect(restartEngine).toHaveBeenCalledOnce();
    expect(engine.methods()).toEqual(['account.close']);
  });
});

describe('changing and closing', () => {
  it('closes one account before the next is opened, and stops the practice HQ', async () => {
    const { start, engine, practice } = setUp();
    const { keeper } = start();
    await keeper.practice({});
    await keeper.connect(connection);
    expect(engine.methods()).toEqual(['account.open', 'connection.test', 'account.close', 'account.open']);
    expect(practice.stop).toHaveBeenCalledOnce();
  });

  it('goes back to the welcome screen and stays there at the next start', async () => {
    const { start, last, accounts } = setUp();
    const { keeper } = start();
    await keeper.connect(connection);
    expect(await keeper.close()).toMatchObject({ state: 'none', account: null });
    expect(last()).toBeNull();
    expect(await accounts.list()).toHaveLength(1);
  });

  it('does one thing after the other', async () => {
    const { keeper, states } = setUp().start();
    await keeper.connect(connection);
    await Promise.all([keeper.practice({}), keeper.open({ id }), keeper.close()]);
    expect(states()).toEqual(['opening', 'open', 'opening', 'open', 'opening', 'open', 'none']);
  });

  it('lets a person who waits for a silent server go another way, and never opens it behind their back', async () => {
    const { start, answers, engine } = setUp();
    let answer: (result: Result<unknown>) => void = () => undefined;
    const silent = new Promise<Result<unknown>>((resolve) => {
      answer = resolve;
    });
    answers['connection.test'] = () => silent;
    const { keeper } = start();
    const connecting = keeper.connect(connection);
    expect(await keeper.practice({})).toMatchObject({ state: 'open', account: { kind: 'practice' } });
    answer(ok(report));
    await expect(connecting).rejects.toMatchObject({ error: { code: 'cancelled' } });
    expect(keeper.get()).toMatchObject({ state: 'open', account: { kind: 'practice' } });
    expect(engine.methods()).toEqual(['connection.test', 'account.open']);
  });
});

it('follows the practice HQ to a new address', async () => {
  const { start, engine } = setUp();
  const { keeper } = start();
  await keeper.practice({});
  await keeper.practiceMoved({ ...practiceReady, url: 'http://127.0.0.1:4001' });
  expect(keeper.get().account?.server).toBe('http://127.0.0.1:4001');
  expect(engine.methods()).toEqual(['account.open', 'account.close', 'account.open']);
});

it('never writes a key into account.json', async () => {
  const { start, root } = setUp();
  await start().keeper.connect({ ...connection, keep: 'unencrypted' });
  expect(await readFile(path.join(root, id, 'account.json'), 'utf8')).not.toContain('good-key');
});
