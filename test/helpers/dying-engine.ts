import { expect } from 'vitest';
import type { Result } from '#shared/ipc/result.ts';
import type { SyncRunReport } from '#engine/sync/run-report.ts';
import { accountOf, secretKey } from './engine-harness.ts';
import { forkEngine } from './fork-engine.ts';
import type { ForkedEngine } from './fork-engine.ts';
import type { startActions } from './action-harness.ts';

export type DyingEngine = {
  child: ForkedEngine;
  /** What is left of the child's work is done by an engine that lives, which begins with one run. @throws unless the child was killed */
  survive(): Promise<SyncRunReport>;
  /** As `survive`, without a run. */
  reopen(): Promise<Result<unknown>>;
};

/**
 * Closes the harness' account and opens it in a process of its own, signed in as the harness is, that is killed there.
 *
 * @param point where it kills itself; without one the engine as shipped, which the test kills
 */
export async function dyingEngine(
  harness: Awaited<ReturnType<typeof startActions>>,
  point?: string,
): Promise<DyingEngine> {
  const { engine, practice, folder, cookies } = harness;
  await engine.call('account.close', {});
  await harness.requests();
  const child = await forkEngine(point);
  const kept = cookies.at(-1) ?? null;
  const secrets = { apiKey: practice.hq.apiKey, secretKey, cookies: kept };
  const opened = await child.call('account.open', {
    folder,
    account: accountOf(practice.hq),
    secrets,
    autoSync: false,
  });
  expect(opened).toMatchObject({ ok: true });
  const reopen = async () => {
    expect(await child.ended).toBe('SIGKILL');
    return harness.open({ cookies: kept });
  };
  return {
    child,
    reopen,
    survive: async () => {
      await reopen();
      // Past every wait of a change that was tried before.
      harness.ahead(600_000);
      return harness.sync();
    },
  };
}
