import { describe, expect, it, vi } from 'vitest';
import type { Session, Settings } from '#shared/ipc/contract.ts';
import { AppFailure, fail, ok, type Result } from '#shared/ipc/result.ts';
import { createBulkHandlers } from '../../../../main/bulk-window.ts';
import { OfferedFiles } from '../../../../main/offered-files.ts';
import { createRouter, type MainHandlers, type RouterDeps } from '../../../../main/ipc/router.ts';

const trusted = { ownWindow: true, frame: { url: 'app://bundle/index.html', isTop: true } };
const session: Session = { state: 'none', account: null, needsKey: false, keeps: null, error: null };
const settings: Settings = { theme: 'system', language: 'en', lastAccountId: null, lists: {} };

const handlers: MainHandlers = {
  'app.info': () => ({
    version: '1',
    platform: 'linux',
    engineHost: 'node',
    keyStore: { available: false, name: 'x' },
  }),
  'settings.get': () => settings,
  'settings.set': (change) => ({ ...settings, ...change }),
  'session.get': () => session,
  'session.accounts': () => [],
  'session.test': () => {
    throw new AppFailure('credential', 'HQ does not know this key.', { status: 401 });
  },
  'session.connect': () => session,
  'session.practice': () => session,
  'session.keep': () => session,
  'session.open': () => {
    throw new Error('disk on fire, key=SECRET');
  },
  'session.close': () => session,
  'session.repair': () => session,
  'session.signIn': () => ({ step: 'done' }),
  'session.signInCode': () => ({ step: 'done' }),
  'session.signInBackup': () => ({ step: 'backup', messages: [] }),
  'session.signOut': () => ({}),
  ...createBulkHandlers({
    saving: () => ({
      engine: () => Promise.resolve(fail('internal', 'Nobody is asked.')),
      ask: () => Promise.resolve(null),
      reveal: () => undefined,
      folder: 'documents',
      now: () => 0,
    }),
    files: new OfferedFiles(() => 'file-0001'),
    askWhatToOpen: () => Promise.resolve(null),
    sampleFolder: 'samples',
    takeHanded: () => null,
  }),
  'history.export': () => ({ path: null, entries: 0 }),
  'people.download': () => ({ path: null, rows: 0 }),
  'people.retryDownload': () => ({ path: null, rows: 0 }),
  'people.showDownload': () => ({}),
  'people.cancelDownload': () => ({ found: false }),
};

function setUp(change: Partial<RouterDeps> = {}) {
  const engine = vi.fn((): Promise<Result<unknown>> => Promise.resolve(ok({ discarded: 'c' })));
  const log = vi.fn();
  const route = createRouter({ origins: ['app://bundle'], handlers, engine, checkOutput: true, log, ...change });
  return { route, engine, log };
}

describe('what the router refuses', () => {
  it('a sender that is not our page, before it looks at anything else', async () => {
    const { route, engine } = setUp();
    const stranger = { ownWindow: true, frame: { url: 'https://example.org/', isTop: true } };
    expect(await route(stranger, 'changes.discard', { id: 'change-0001' })).toMatchObject({
      ok: false,
      error: { code: 'permission' },
    });
    expect(engine).not.toHaveBeenCalled();
  });

  it.each(['nope', 'toString', '__proto__', 'account.open', 'shutdown', 7, null, undefined])(
    'the method %s, which the contract does not have',
    async (method) => {
      const { route, engine } = setUp();
      expect(await route(trusted, method, {})).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
      expect(engine).not.toHaveBeenCalled();
    },
  );

  it('input that does not fit, naming the field and never the value', async () => {
    const { route } = setUp();
    const input = {
      server: 'https://www.commcarehq.org',
      project: 'demo',
      username: 'a@b.org',
      apiKey: 'S'.repeat(200),
    };
    const result = await route(trusted, 'session.test', input);
    expect(result).toMatchObject({
      ok: false,
      error: { code: 'invalid-input', details: { fields: { apiKey: ['api-key'] } } },
    });
    expect(JSON.stringify(result)).not.toContain('SSSS');
  });

  it('input with fields nobody knows', async () => {
    const { route } = setUp();
    expect(await route(trusted, 'changes.discard', { id: 'change-0001', force: true })).toMatchObject({
      ok: false,
      error: { code: 'invalid-input' },
    });
  });
});

describe('what the router answers', () => {
  it('main’s own methods by their handlers, with an absent input as none', async () => {
    expect(await setUp().route(trusted, 'session.get', undefined)).toEqual({ ok: true, data: session });
  });

  it('engine-owned methods by the engine, with defaults filled in', async () => {
    const { route, engine } = setUp({ checkOutput: false });
    expect(await route(trusted, 'sync.run', {})).toEqual({ ok: true, data: { discarded: 'c' } });
    expect(engine).toHaveBeenCalledWith('sync.run', { what: 'sync', acceptRemovals: false });
  });

  it('a failure as the value it is', async () => {
    const input = { server: 'www.commcarehq.org', project: 'demo', username: 'a@b.org', apiKey: 'k' };
    expect(await setUp().route(trusted, 'session.test', input)).toEqual({
      ok: false,
      error: { code: 'credential', message: 'HQ does not know this key.', details: { status: 401 } },
    });
  });

  it('a fault of ours without its text, which goes to the log', async () => {
    const { route, log } = setUp();
    const result = await route(trusted, 'session.open', { id: 'practice' });
    expect(result).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(JSON.stringify(result)).not.toContain('disk on fire');
    expect(log).toHaveBeenCalledWith('error', expect.stringContaining('disk on fire'));
  });

  it('an answer outside the contract as a fault, while developing', async () => {
    const engine = () => Promise.resolve(ok({ wrong: true }));
    expect(await setUp({ engine }).route(trusted, 'changes.discard', { id: 'change-0001' })).toMatchObject({
      ok: false,
      error: { code: 'internal', details: { fields: { discarded: expect.any(Array) as unknown } } },
    });
  });
});
