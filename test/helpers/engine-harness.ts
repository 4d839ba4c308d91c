import { randomUUID } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { createEngine } from '#engine/engine.ts';
import type { Engine } from '#engine/engine.ts';
import type { EngineDeps } from '#engine/deps.ts';
import type { SyncWhat } from '#engine/sync/sync-run.ts';
import type { SyncRunReport } from '#engine/sync/run-report.ts';
import type { SyncConfig } from '#engine/sync/sync-config.ts';
import type { FaultRule, PracticeHq, PracticeOptions } from '#practice/start-practice-hq.ts';
import type { SignInStep } from '#shared/domain/capability.ts';
import type { Account } from '#shared/domain/account.ts';
import type { EngineMethodName, MethodInput, MethodOutput } from '#shared/ipc/contract.ts';
import type { Result } from '#shared/ipc/result.ts';
import type { Json } from '#shared/domain/entities.ts';
import { startPractice } from '../engine/practice/practice-client.ts';
import type { Practice } from '../engine/practice/practice-client.ts';
import { tempFolder } from './temp-folder.ts';

/** Encrypts queued passwords in every test. */
export const secretKey = Buffer.alloc(32, 7).toString('base64');

/** The engine's time runs this many times as fast, so that tests do not wait for budgets, second looks and pauses in real time. */
export const speed = 20;

export type LogEntry = { method: string; path: string; status: number; applied: boolean; body: Json };

export type Harness = {
  practice: Practice;
  engine: Engine;
  folder: string;
  account: Account;
  /** Lines the engine logged. */
  logged: string[];
  /** What was to be kept of HQ's web session, as told one after the other. */
  cookies: (string | null)[];
  /** Signs the account in to the practice HQ's pages. */
  signIn(): Promise<SignInStep>;
  /** Clock of the engine, moved ahead of the real one. */
  ahead(ms: number): void;
  /** What the engine's clock shows. */
  now(): number;
  open(more?: {
    apiKey?: string | null;
    autoSync?: boolean;
    readOnly?: boolean;
    server?: string;
    /** HQ's web session as it was kept. */
    cookies?: string | null;
  }): Promise<Result<unknown>>;
  /** A contract method; throws where it fails. */
  call<Name extends EngineMethodName>(method: Name, params: MethodInput<Name>): Promise<MethodOutput<Name>>;
  /** One run; throws only when there is nothing to run. */
  sync(what?: SyncWhat): Promise<SyncRunReport>;
  /** Requests HQ saw since the last look, control calls and handshakes left out. */
  requests(more?: { handshakes: boolean }): Promise<LogEntry[]>;
  writes(): Promise<LogEntry[]>;
  fault(rule: FaultRule): Promise<void>;
  /** Another admin edits a worker at HQ. */
  editAtHq(entity: 'worker' | 'web-user', username: string, set: Record<string, unknown>, more?: object): Promise<void>;
  /** A worker or web user as HQ has it; null when there is none. */
  atHq(entity: 'worker' | 'web-user' | 'group', username: string): Promise<Record<string, Json> | null>;
};

export type HarnessOptions = {
  practice?: PracticeOptions;
  sync?: Partial<SyncConfig>;
  failpoint?: (name: string) => void;
};

/** An engine on a fresh folder and a practice HQ over real HTTP, both ended with the test. */
export async function startHarness(options: HarnessOptions = {}): Promise<Harness> {
  const practice = await startPractice({ size: 30, seed: 3, throttle: false, ...options.practice });
  const folder = tempFolder();
  const logged: string[] = [];
  let offset = 0;
  const deps = harnessDeps(options, logged, () => offset);
  const engine = createEngine(deps);
  onTestFinished(async () => {
    await engine.shutdown();
    await practice.hq.close();
  });
  const account = accountOf(practice.hq);
  const cookies: (string | null)[] = [];
  engine.on('account.cookies', (told) => cookies.push(told.cookies));
  let seen = 0;
  const requests = async ({ handshakes } = { handshakes: false }) => {
    const entries = (await practice.control(`log?since=${seen}`)) as (LogEntry & { seq: number })[];
    seen = entries.at(-1)?.seq ?? seen;
    const shown = entries.filter(({ path }) => !path.includes('__practice__'));
    return handshakes ? shown : shown.filter(({ path }) => !/\/api\/(identity|user_domains)\//.test(path));
  };
  return {
    practice,
    engine,
    folder,
    account,
    logged,
    cookies,
    signIn: async () => {
      const { password } = practice.hq.signIn;
      return unwrap(await engine.call('account.signIn', { password })) as SignInStep;
    },
    ahead: (ms) => {
      offset += ms;
    },
    now: deps.now,
    open: ({
      apiKey = practice.hq.apiKey,
      autoSync = false,
      readOnly = false,
      server = account.server,
      cookies,
    } = {}) =>
      engine.call('account.open', {
        folder,
        account: { ...account, server },
        secrets: { apiKey, secretKey, cookies: cookies ?? null },
        autoSync,
        readOnly,
      }),
    call: async <Name extends EngineMethodName>(method: Name, params: MethodInput<Name>) =>
      unwrap(await engine.call(method, params)) as MethodOutput<Name>,
    sync: async (what = 'sync') => unwrap(await engine.runSync(what)),
    requests,
    writes: async () => (await requests()).filter(({ method }) => method !== 'GET'),
    fault: async (rule) => {
      await practice.control('faults', { json: rule });
    },
    editAtHq: async (entity, username, set, more = {}) => {
      await practice.control('edit', { json: { entity, username, set, ...more } });
    },
    atHq: async (entity, username) => {
      try {
        const path = `state?entity=${entity}&username=${encodeURIComponent(username)}`;
        return (await practice.control(path)) as Record<string, Json>;
      } catch (error) {
        if (String(error).includes('404')) return null;
        throw error;
      }
    },
  };
}

/** Dependencies of an engine whose time runs faster. @param offset ms its clock is ahead by */
export function harnessDeps(options: HarnessOptions, logged: string[], offset: () => number): EngineDeps {
  const start = Date.now();
  return {
    now: () => start + (Date.now() - start) * speed + offset(),
    random: () => 0.5,
    uuid: () => randomUUID(),
    setTimer: (callback, ms) => {
      const timer = setTimeout(callback, ms / speed);
      return { cancel: () => clearTimeout(timer) };
    },
    log: (level, message) => logged.push(`${level} ${message}`),
    version: '0.0.0-test',
    ...(options.sync ? { sync: options.sync } : {}),
    ...(options.failpoint ? { failpoint: options.failpoint } : {}),
  };
}

export function accountOf(hq: PracticeHq): Account {
  return { id: 'test', kind: 'practice', server: hq.url, project: hq.project, username: hq.username };
}

export function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.data;
  throw new Error(JSON.stringify(result.error));
}
