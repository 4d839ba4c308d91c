import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { setTimeout as realWait } from 'node:timers/promises';
import { Jobs } from './bulk/jobs.ts';
import { Faults } from './faults.ts';
import { makeServer } from './http/server.ts';
import type { Hq } from './hq.ts';
import type { PracticeHq, PracticeOptions } from './options.ts';
import { Sessions } from './pages/sessions.ts';
import { RequestLog } from './request-log.ts';
import { API_USERNAME, SIGN_IN_PASSWORD, buildSample } from './sample/build-sample.ts';
import { seededRandom } from './seeded-random.ts';
import { readSettings, settingsReader } from './settings.ts';
import { Store } from './store.ts';
import { Throttle } from './throttle.ts';

export type { FaultKind, FaultRule, PracticeHq, PracticeOptions } from './options.ts';

/** The sample project's name in every URL. */
export const PRACTICE_PROJECT = 'practice-project';
/** Inside `stateDir`. */
const STATE_FILE = 'practice-hq.sqlite';
const DEFAULT_SIZE = 400;
const DEFAULT_SEED = 1;
const LOOPBACK = '127.0.0.1';

/**
 * Starts a practice HQ on 127.0.0.1 and resolves once it listens. With `stateDir` the project found there is used as it
 * is (seed and size then have no effect). Rejects if the port is taken, the folder cannot be written, or a fault rule is wrong.
 */
export async function startPracticeHq(options: PracticeOptions = {}): Promise<PracticeHq> {
  const clock = options.clock ?? ((): Date => new Date());
  const faults = new Faults(options.faults ?? []);
  const store = openStore(options.stateDir, clock);
  prepare(store, options, clock);
  const newToken = seededTokens(store);
  const settings = settingsReader(() => store.meta('settings'));
  const hq: Hq = {
    store,
    project: PRACTICE_PROJECT,
    settings,
    throttle: new Throttle(),
    sessions: new Sessions(store, newToken, () => settings().secureSessions),
    jobs: new Jobs(newToken),
    clock,
  };
  // The one thing the seed does not decide: only who started this server may steer it.
  const controlToken = randomBytes(16).toString('hex');
  const log = options.log ?? ((): void => undefined);
  const wait = options.wait ?? realWait;
  const server = makeServer({ hq, faults, requests: new RequestLog(), controlToken, log, wait });
  const port = await listen(server, options.port ?? 0).catch((error: unknown) => {
    store.close();
    throw error;
  });
  return {
    url: `http://${LOOPBACK}:${port}`,
    project: PRACTICE_PROJECT,
    username: API_USERNAME,
    apiKey: store.meta('api-key') ?? '',
    signIn: { username: API_USERNAME, password: SIGN_IN_PASSWORD },
    controlToken,
    close: () => shut(server, store),
  };
}

/**
 * Job ids, file names, session and CSRF tokens, dummy passwords: 32 hex digits each, the same on every run of one seed. Each start on a
 * kept state has its own, so that a cookie or a job of an earlier start is not taken for one of this.
 */
function seededTokens(store: Store): () => string {
  const starts = Number(store.meta('starts') ?? '0') + 1;
  store.setMeta('starts', String(starts));
  const digest = createHash('sha256')
    .update(`${store.meta('seed') ?? ''}/${starts}`)
    .digest();
  const random = seededRandom(digest.readUInt32BE());
  const digits = (): string =>
    random
      .below(2 ** 32)
      .toString(16)
      .padStart(8, '0');
  return () => digits() + digits() + digits() + digits();
}

function openStore(stateDir: string | undefined, clock: () => Date): Store {
  if (stateDir === undefined) return new Store(':memory:', clock);
  mkdirSync(stateDir, { recursive: true });
  return new Store(join(stateDir, STATE_FILE), clock);
}

/** Builds the sample where there is none; `throttle` holds for this start even on a kept state. */
function prepare(store: Store, options: PracticeOptions, clock: () => Date): void {
  if (store.meta('built') === undefined) {
    buildSample(store, {
      project: PRACTICE_PROJECT,
      seed: options.seed ?? DEFAULT_SEED,
      size: options.size ?? DEFAULT_SIZE,
      throttle: options.throttle ?? true,
      now: clock(),
    });
  } else if (options.throttle !== undefined) {
    const kept = readSettings(store.meta('settings'));
    store.setMeta('settings', JSON.stringify({ ...kept, throttle: options.throttle }));
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, () => {
      server.off('error', reject);
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('no port'));
      else resolve(address.port);
    });
  });
}

function shut(server: Server, store: Store): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      store.close();
      resolve();
    });
    server.closeAllConnections();
  });
}
