/**
 * `npm run test:fault -- --runs N --seed S`: plays N scripts, begun from seed S, and prints what was done and what broke. The exit code
 * is 0 only when nothing broke and the naive client broke things under the same scripts.
 */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { bundle } from './bundle.ts';
import type { Bundle } from './bundle.ts';
import { addTo, emptyTotals, isGood, printProgress, printTotals, reportOf } from './totals.ts';
import { nothingDone } from './run-script.ts';
import { makeScript, scriptSchema } from './script.ts';
import type { Script } from './script.ts';
import type { Done, Job } from './worker.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '50' },
    seed: { type: 'string' },
    steps: { type: 'string', default: '130' },
    workers: { type: 'string', default: String(availableParallelism()) },
    /** Plays a saved script instead, `runs` times. */
    script: { type: 'string' },
    /** Ends at the first run that fails, as it is: for trying the suite itself on an engine that was broken on purpose. */
    stop: { type: 'boolean', default: false },
    /** Where to write the result as a page of the documentation. */
    report: { type: 'string' },
  },
});

const runs = Number(values.runs);
const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000));
const results = join(import.meta.dirname, '../../test-results');
/** The naive client goes through every so manieth script: it is to fail often, not to be measured. */
const naiveEvery = 5;
/** Runs between two lines of progress. */
const tellEvery = 50;
/** Counter-examples are shortened for the first few only: whoever mends those runs the suite again. */
const shortenFirst = 2;
/** A run takes a second or two, shortening a minute: whatever takes this long hangs. */
const hangsMs = 300_000;

const totals = emptyTotals();
const started = performance.now();
let next = 0;
let shortenedSoFar = 0;

function scriptOf(index: number): Script {
  if (values.script === undefined) return makeScript(seed + index, Number(values.steps));
  return scriptSchema.parse(JSON.parse(readFileSync(values.script, 'utf8')));
}

function tellOf(index: number, script: Script, done: Done): void {
  addTo(totals, done, script.seed);
  const { violations } = done.roster;
  if (violations.length === 0) return;
  if (values.stop) next = runs;
  console.log(`\nseed ${script.seed}: ${violations.length} violations`);
  for (const { kind, text } of violations) console.log(`  ${kind}: ${text}`);
  const file = join(results, `fault-${script.seed}-${index}.json`);
  writeFileSync(file, `${JSON.stringify(done.shortened ?? script, null, 1)}\n`);
  const steps = (done.shortened ?? script).steps.length;
  console.log(`  play it again (${steps} steps): npm run test:fault -- --runs 5 --script ${file}`);
}

function startWorker({ worker, engine, env }: Bundle): ChildProcess {
  return fork(worker, [engine], { env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
}

/** One worker through its share of the runs. */
async function work(programs: Bundle): Promise<void> {
  let worker = startWorker(programs);
  while (next < runs) {
    const index = next;
    next += 1;
    const script = scriptOf(index);
    const shorten = !values.stop && shortenedSoFar < shortenFirst;
    const done = await ask(worker, { script, naive: index % naiveEvery === 0, shorten });
    if (done) {
      if (done.shortened) shortenedSoFar += 1;
      tellOf(index, script, done);
      await tellProgress();
      continue;
    }
    worker.kill('SIGKILL');
    worker = startWorker(programs);
    const text = 'the run hung or its process ended';
    const roster = { ...nothingDone };
    tellOf(index, script, {
      roster: { ...roster, violations: [{ kind: 'stuck', text }] },
      naive: null,
      shortened: null,
    });
  }
  worker.disconnect();
}

/** A long run that is broken off has said and written what was done until then. */
async function tellProgress(): Promise<void> {
  if (totals.runs % tellEvery !== 0 || totals.runs === runs) return;
  printProgress(totals, runs, secondsSoFar());
  await saveReport();
}

function secondsSoFar(): number {
  return (performance.now() - started) / 1000;
}

async function saveReport(): Promise<void> {
  if (values.report === undefined) return;
  const command = `npm run test:fault -- --runs ${runs} --seed ${seed} --steps ${values.steps}`;
  const options = { ...((await resolveConfig(values.report)) ?? {}), parser: 'markdown' };
  writeFileSync(
    values.report,
    await format(reportOf(totals, { command, seed, seconds: secondsSoFar(), runs }), options),
  );
}

/** @returns null when it hangs or dies */
function ask(worker: ChildProcess, job: Job): Promise<Done | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => end(null), hangsMs);
    const onExit = () => end(null);
    const onDone = (message: unknown) => end(message as Done);
    const end = (done: Done | null) => {
      clearTimeout(timer);
      worker.off('exit', onExit);
      worker.off('message', onDone);
      resolve(done);
    };
    worker.once('exit', onExit);
    worker.once('message', onDone);
    worker.send(job);
  });
}

mkdirSync(results, { recursive: true });
const programs = await bundle();
try {
  await Promise.all(Array.from({ length: Math.min(Number(values.workers), runs) }, () => work(programs)));
} finally {
  programs.remove();
}
printTotals(totals, { seed, seconds: secondsSoFar() });
await saveReport();
const wentWell = isGood(totals);
// In the form of vitest's report, so that the test command counts runs as tests (scripts/test-report.mjs).
const report = {
  numPassedTests: totals.runs - totals.failedRuns,
  numFailedTests: wentWell ? 0 : Math.max(1, totals.failedRuns),
};
writeFileSync(join(results, 'fault.json'), JSON.stringify(report));
process.exitCode = wentWell ? 0 : 1;
