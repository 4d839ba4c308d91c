import { describe, expect, it } from 'vitest';
import { fail, ok } from '#shared/ipc/result.ts';
import { connection, id, practiceReady, setUp } from '../../helpers/session-set-up.ts';

describe("signing in to HQ's pages", () => {
  const cookies = '{"cookies":[]}';
  /** What the engine was told of the session when it last opened the account. */
  const openedWith = (calls: { method: string; params: Record<string, unknown> }[]) =>
    calls.filter(({ method }) => method === 'account.open').at(-1)?.params['secrets'];

  it('is for an open account only', async () => {
    const { keeper } = setUp().start();
    for (const call of [
      () => keeper.signIn({ password: 'pw' }),
      () => keeper.signInCode({ code: '1' }),
      () => keeper.signInBackup(),
    ])
      await expect(call()).rejects.toMatchObject({ error: { code: 'no-account' } });
    await expect(keeper.signOut()).rejects.toMatchObject({ error: { code: 'no-account' } });
  });

  it("goes through the engine's steps", async () => {
    const { start, answers, engine } = setUp();
    answers['account.signIn'] = () => ok({ step: 'token', backup: true, messages: [] });
    answers['account.signInBackup'] = () => ok({ step: 'backup', messages: ['Use a backup code'] });
    answers['account.signInCode'] = () => ok({ step: 'done' });
    const { keeper } = start();
    await keeper.connect(connection);
    expect(await keeper.signIn({ password: 'pw' })).toEqual({ step: 'token', backup: true, messages: [] });
    expect(await keeper.signInBackup()).toEqual({ step: 'backup', messages: ['Use a backup code'] });
    expect(await keeper.signInCode({ code: 'abc' })).toEqual({ step: 'done' });
    expect(engine.calls.slice(2)).toEqual([
      { method: 'account.signIn', params: { password: 'pw' } },
      { method: 'account.signInBackup', params: {} },
      { method: 'account.signInCode', params: { code: 'abc' } },
    ]);
    answers['account.signIn'] = () => fail('offline', 'No network.');
    await expect(keeper.signIn({ password: 'pw' })).rejects.toMatchObject({ error: { code: 'offline' } });
  });

  it('does not stand before another way in', async () => {
    const { start, answers } = setUp();
    answers['account.signIn'] = () => new Promise(() => undefined);
    const { keeper } = start();
    await keeper.connect(connection);
    void keeper.signIn({ password: 'pw' });
    expect(await keeper.practice({})).toMatchObject({ state: 'open', account: { kind: 'practice' } });
  });

  it('opens the session again at the next start, after a crash and with a new key', async () => {
    const { start, engine } = setUp();
    const { keeper } = start();
    await keeper.connect(connection);
    expect(openedWith(engine.calls)).toMatchObject({ cookies: null });
    await keeper.cookiesChanged({ accountId: id, cookies });
    await keeper.reopen(engine.request);
    expect(openedWith(engine.calls)).toMatchObject({ apiKey: 'good-key', cookies });
    await keeper.connect(connection);
    expect(openedWith(engine.calls)).toMatchObject({ cookies });
    await keeper.keep({ keep: 'unencrypted' });
    const later = start();
    await later.keeper.openLast();
    expect(openedWith(engine.calls)).toMatchObject({ cookies });
    expect(JSON.stringify([...later.shown, later.keeper.get()])).not.toContain('cookies');
  });

  it('keeps what is told while the account is being closed, and nothing of a session that is over', async () => {
    const { start, engine, answers } = setUp();
    const { keeper } = start();
    await keeper.connect(connection);
    answers['account.close'] = () => {
      void keeper.cookiesChanged({ accountId: id, cookies });
      return ok({});
    };
    await keeper.close();
    await keeper.open({ id });
    expect(openedWith(engine.calls)).toMatchObject({ cookies });
    await keeper.cookiesChanged({ accountId: id, cookies: null });
    await start().keeper.openLast();
    expect(openedWith(engine.calls)).toMatchObject({ cookies: null });
  });

  it('is kept for the practice project too, until somebody decides where there is no key store', async () => {
    const { start, engine, storage } = setUp();
    storage.available = false;
    const { keeper } = start();
    await keeper.practice({});
    await keeper.cookiesChanged({ accountId: 'practice', cookies });
    await keeper.practiceMoved({ ...practiceReady, url: 'http://127.0.0.1:4001' });
    expect(openedWith(engine.calls)).toMatchObject({ cookies });
    await start().keeper.practice({});
    expect(openedWith(engine.calls)).toMatchObject({ cookies: null });
  });

  it('is forgotten by signing out, also where the engine cannot be told', async () => {
    const { start, engine, answers } = setUp();
    const { keeper } = start();
    await keeper.connect(connection);
    await keeper.cookiesChanged({ accountId: id, cookies });
    answers['account.signOut'] = () => fail('engine-restarted', 'The engine was restarted.');
    await expect(keeper.signOut()).rejects.toMatchObject({ error: { code: 'engine-restarted' } });
    await start().keeper.openLast();
    expect(openedWith(engine.calls)).toMatchObject({ cookies: null });
    delete answers['account.signOut'];
    expect(await keeper.signOut()).toEqual({});
  });
});
