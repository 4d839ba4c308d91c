import { join } from 'node:path';
import { expect, it } from 'vitest';
import { EnginePool } from './engine-process.ts';
import { runRoster } from './run-script.ts';
import type { Step } from './script.ts';

/** A run takes a second or two; a busy machine and engines that are not bundled take longer. */
const timeoutMs = 120_000;

it(
  'an engine that is killed while it opens the account again is started once more',
  { timeout: timeoutMs },
  async () => {
    const pool = new EnginePool(join(import.meta.dirname, 'engine-child.ts'));
    const steps: Step[] = [6, 12, 20].flatMap((count, index): Step[] => [
      { n: 3 * index, do: 'edit', who: 5, fields: [index] },
      { n: 3 * index + 1, do: 'kill-at-failpoint', count },
      { n: 3 * index + 2, do: 'restart' },
    ]);
    const { violations, kills } = await runRoster({ seed: 2026025, size: 4, steps }, pool);
    await pool.close();
    expect(violations).toEqual([]);
    expect(kills).toBeGreaterThan(0);
  },
);
