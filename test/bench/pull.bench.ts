/**
 * What several listing pages under way at once are worth: `node test/bench/pull.bench.ts [workers] [ms HQ needs for a page]`. Whole first
 * pulls of the same project from a practice HQ in a process of its own; the ratio says more than the times.
 */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { createEngine } from '#engine/engine.ts';

const workers = Number(process.argv[2] ?? 20_000);
const pageMs = Number(process.argv[3] ?? 800);
const folder = mkdtempSync(join(tmpdir(), 'roster bench '));

const readySchema = z.looseObject({
  type: z.literal('ready'),
  url: z.string(),
  project: z.string(),
  username: z.string(),
  apiKey: z.string(),
});
type Ready = z.infer<typeof readySchema>;

const options = {
  size: workers,
  throttle: false,
  faults: [{ match: { path: 're:offset=' }, kind: 'delay', times: 1_000_000, ms: pageMs }],
};
const practice = fork(fileURLToPath(import.meta.resolve('#practice/entry.ts')), [JSON.stringify(options)]);
try {
  const hq = await new Promise<Ready>((resolve, reject) => {
    practice.once('message', (message) => resolve(readySchema.parse(message)));
    practice.once('exit', () => reject(new Error('the practice HQ did not start')));
  });
  console.log(`${workers} workers, ${pageMs} ms a page`);
  const alone = await pull(hq, 1);
  for (const pagesAtOnce of [2, 3, 4]) {
    const took = await pull(hq, pagesAtOnce);
    console.log(
      `${pagesAtOnce} at once: ${seconds(took)}, ${(alone / took).toFixed(2)} times as fast as one after the other`,
    );
  }
  console.log(`one after the other: ${seconds(alone)}`);
} finally {
  practice.kill();
  rmSync(folder, { recursive: true, force: true });
}

/** @returns ms of a whole first pull into a new file */
async function pull(hq: Ready, pagesAtOnce: number): Promise<number> {
  const engine = createEngine({
    now: () => Date.now(),
    random: () => 0.5,
    uuid: () => crypto.randomUUID(),
    setTimer: (callback, ms) => {
      const timer = setTimeout(callback, ms);
      return { cancel: () => clearTimeout(timer) };
    },
    log: (level, message) => (level === 'error' ? console.log(`  (${message})`) : undefined),
    version: 'bench',
    sync: { pagesAtOnce },
  });
  await engine.call('account.open', {
    folder: join(folder, String(pagesAtOnce)),
    account: { id: 'bench', kind: 'practice', server: hq.url, project: hq.project, username: hq.username },
    secrets: { apiKey: hq.apiKey, secretKey: Buffer.alloc(32, 7).toString('base64') },
    autoSync: false,
  });
  const started = performance.now();
  const report = await engine.runSync('pull');
  const took = performance.now() - started;
  if (!report.ok || !report.data.done) throw new Error(JSON.stringify(report));
  await engine.shutdown();
  return took;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
