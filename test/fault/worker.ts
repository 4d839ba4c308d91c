/** One of the processes that share the runs (its argument: the engines' program): takes a job a message, answers with its verdict. */
import { z } from 'zod';
import { EnginePool } from './engine-process.ts';
import { nothingDone, runNaive, runRoster } from './run-script.ts';
import type { Verdict } from './run-script.ts';
import { scriptSchema } from './script.ts';
import type { Script } from './script.ts';
import { shrink } from './shrink.ts';

const jobSchema = z.object({ script: scriptSchema, naive: z.boolean(), shorten: z.boolean() });
export type Job = z.infer<typeof jobSchema>;
export type Done = { roster: Verdict; naive: Verdict | null; shortened: Script | null };

const [, , engineFile = ''] = process.argv;
const pool = new EnginePool(engineFile);

async function work({ script, naive, shorten }: Job): Promise<Done> {
  const roster = await roundOf(script);
  const failed = roster.violations.length > 0;
  return {
    roster,
    naive: naive ? await runNaive(script) : null,
    shortened: failed && shorten ? await shortened(script, roster) : null,
  };
}

/** What throws is a violation too: the account does not open, a list cannot be read. */
async function roundOf(script: Script): Promise<Verdict> {
  try {
    return await runRoster(script, pool);
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const violations = [{ kind: 'fault' as const, text }];
    return { ...nothingDone, violations };
  }
}

function shortened(script: Script, { violations }: Verdict): Promise<Script> {
  const kinds = new Set(violations.map(({ kind }) => kind));
  return shrink(script, async (shorter) => {
    const again = await roundOf(shorter);
    return again.violations.some(({ kind }) => kinds.has(kind));
  });
}

process.on('message', (message) => {
  void work(jobSchema.parse(message)).then((done) => process.send?.(done));
});
process.on('disconnect', () => void pool.close().finally(() => process.exit(0)));
