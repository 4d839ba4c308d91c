import { vi } from 'vitest';
import type { Session } from '#shared/ipc/contract.ts';
import { fail, ok, type Result } from '#shared/ipc/result.ts';
import { AccountStore, accountId } from '../../main/accounts.ts';
import { createKeyStore } from '../../main/key-store.ts';
import { SecretStore } from '../../main/secrets.ts';
import { SessionKeeper } from '../../main/session.ts';
import { FakeSafeStorage } from './fake-safe-storage.ts';
import { tempFolder } from './temp-folder.ts';

/** A connection whose key HQ takes. */
export const connection = {
  server: 'https://www.commcarehq.org',
  project: 'demo',
  username: 'ana@example.org',
  apiKey: 'good-key',
};
export const id = accountId(connection);
export const report = {
  account: { username: 'ana@example.org', name: 'Ana', email: 'ana@example.org' },
  project: { name: 'demo', title: 'Demo' },
  canRead: { mobileWorkers: true, webUsers: true, groups: true, locations: true },
};
export const practiceReady = {
  url: 'http://127.0.0.1:4000',
  project: 'practice-project',
  username: 'practice@example.org',
  apiKey: 'practice-key',
  signIn: { username: 'practice@example.org', password: 'p' },
};

export type Answers = Partial<
  Record<string, (params: Record<string, unknown>) => Result<unknown> | Promise<Result<unknown>>>
>;

/** An engine that answers as told and remembers what it was asked. */
function fakeEngine(answers: Answers) {
  const calls: { method: string; params: Record<string, unknown> }[] = [];
  const request = (method: string, params: unknown): Promise<Result<unknown>> => {
    const given = params as Record<string, unknown>;
    calls.push({ method, params: given });
    return Promise.resolve(answers[method]?.(given) ?? ok({}));
  };
  return { calls, request, methods: () => calls.map(({ method }) => method) };
}

/** A session keeper on a real folder, with an engine that answers as told. */
export function setUp() {
  const root = tempFolder();
  const answers: Answers = {
    'connection.test': ({ apiKey }) =>
      apiKey === 'good-key' ? ok(report) : fail('credential', 'HQ does not know this key.'),
  };
  const engine = fakeEngine(answers);
  const storage = new FakeSafeStorage();
  const accounts = new AccountStore(root, vi.fn());
  let last: string | null = null;
  const practice = { start: vi.fn(() => Promise.resolve(practiceReady)), stop: vi.fn(() => Promise.resolve()) };
  const restartEngine = vi.fn<() => void>();
  /** The app as after a new start: same disk. */
  const reopened = vi.fn<() => void>();
  const start = () => {
    const shown: Session[] = [];
    const keyStore = createKeyStore(storage, 'linux');
    const folder = (account: string) => accounts.folder(account);
    const keeper = new SessionKeeper({
      engine: engine.request,
      restartEngine,
      practice,
      accounts,
      secrets: new SecretStore({ folder, keyStore, log: vi.fn(), onSecret: vi.fn() }),
      lastAccountId: {
        get: () => last,
        set: (value) => {
          last = value;
        },
      },
      proxyFor: (server) =>
        Promise.resolve({ kind: 'proxy', url: `http://proxy-for.${new URL(server).hostname}:3128` }),
      now: () => 1234,
      log: vi.fn(),
      changed: (session) => shown.push(session),
      reopened,
    });
    return { keeper, shown, states: () => shown.map(({ state }) => state) };
  };
  return { root, answers, engine, storage, accounts, practice, restartEngine, reopened, start, last: () => last };
}
