// `npm test`: lint, types, unit, engine, fault, build, e2e; stops at the first step that fails, with that step's output above.
// `test.mjs STEP [ARGS…]` runs one step and hands further arguments to its (last) program: `npm run test:e2e -- first-start`.
// The last line is always `N passed, N failed`; the exit code is 0 only when every step succeeded.
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { prepareElectron } from './prepare-electron.mjs';
import { projectRoot } from './project-root.mjs';
import { readJson } from './read-json.mjs';
import { runCommand } from './run-command.mjs';
import { countPlaywright, countVitest, hasSucceeded, summarize } from './test-report.mjs';
import { chooseSteps } from './test-steps.mjs';

/**
 * @param {import('./test-steps.mjs').Step} step
 * @returns {import('./test-report.mjs').Counts | undefined} what its report says; nothing ran where there is none
 */
function readCounts({ report }) {
  if (report === undefined) return undefined;
  if (!existsSync(report.file)) return { passed: 0, failed: 0 };
  return report.kind === 'vitest' ? countVitest(readJson(report.file)) : countPlaywright(readJson(report.file));
}

/**
 * Runs a step's programs, in order until one fails or side by side.
 * @param {import('./test-steps.mjs').Step} step
 * @param {readonly string[]} args further arguments for its last program
 * @returns {Promise<boolean>} whether all succeeded
 */
async function runStep(step, args) {
  if (step.needs !== undefined && !existsSync(step.needs)) {
    console.error(
      `${path.relative(projectRoot, step.needs)} is not there: ${step.name === 'package' ? 'run "npm run package" first' : 'the build made no app'}.`,
    );
    return false;
  }
  if (step.report !== undefined) rmSync(step.report.file, { force: true });
  const prepared = step.needsElectron === true ? await prepareElectron() : undefined;
  try {
    const env = { ...step.env, ...(prepared?.env ?? process.env) };
    /** @param {string[]} command */
    const run = async (command) => {
      const extra = command === step.commands.at(-1) ? args : [];
      return (await runCommand(process.execPath, [...command, ...extra], { cwd: projectRoot, env })) === 0;
    };
    if (step.atOnce === true) return (await Promise.all(step.commands.map(run))).every(Boolean);
    for (const command of step.commands) if (!(await run(command))) return false;
    return true;
  } finally {
    prepared?.stop();
  }
}

/**
 * @param {string | undefined} word
 * @param {readonly string[]} args
 * @returns {Promise<boolean>} whether everything succeeded
 */
async function test(word, args) {
  const chosen = chooseSteps(word);
  mkdirSync(path.join(projectRoot, 'test-results'), { recursive: true });
  /** @type {import('./test-report.mjs').StepResult[]} */
  const results = [];
  for (const step of chosen) {
    console.log(`\n== ${step.name}`);
    const started = performance.now();
    const ok = await runStep(step, step === chosen.at(-1) ? args : []).catch((/** @type {unknown} */ error) => {
      console.error(error instanceof Error ? error.message : error);
      return false;
    });
    const result = { name: step.name, ok, seconds: (performance.now() - started) / 1000, counts: readCounts(step) };
    results.push(result);
    if (!hasSucceeded(result)) break;
  }
  const notRun = chosen.slice(results.length).map(({ name }) => name);
  console.log(summarize(results, notRun));
  return notRun.length === 0 && results.every(hasSucceeded);
}

const [word, ...args] = process.argv.slice(2);
try {
  process.exitCode = (await test(word, args)) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
