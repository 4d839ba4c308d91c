// The steps of `npm test`, each a list of programs to run one after another, and the report its tests leave behind.
import path from 'node:path';
import { electronViteCli } from './build.mjs';
import { projectRoot } from './project-root.mjs';

/** @param {string} file below node_modules @returns {string} */
const tool = (file) => path.join(projectRoot, 'node_modules', file);

/** @param {string} name @returns {string} absolute path of a report */
const report = (name) => path.join(projectRoot, 'test-results', name);

/** The source folders that have import rules. */
const sourceFolders = ['shared', 'main', 'preload', 'renderer', 'scripts'];

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {string[][]} commands arguments for Node: script, then its arguments
 * @property {boolean} [atOnce] whether they run side by side, and all to their end, instead of one after another until one fails
 * @property {{ file: string, kind: 'vitest' | 'playwright' }} [report]
 * @property {boolean} [needsElectron] whether an Electron and a display must be ready
 * @property {Record<string, string>} [env] variables for its programs; what the caller has set wins
 * @property {string} [needs] a file that must be there, as proof that what is to be tested exists
 */

/** What `npm test` draws chance from: the same for everybody, so that a red run is of the change at hand. Other seeds are for runs by hand. */
const standardSeed = '7';

/** @param {'unit' | 'engine'} project @returns {Step} */
function vitestStep(project) {
  const file = report(`${project}.json`);
  const config = ['--config', 'test/vitest.config.ts', '--project', project];
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  return {
    name: project,
    commands: [[tool('vitest/vitest.mjs'), 'run', ...config, ...reporters]],
    report: { file, kind: 'vitest' },
    env: { ROSTER_SEED: standardSeed },
  };
}

/** @param {'e2e' | 'package'} name @param {string} needs @returns {Step} */
function playwrightStep(name, needs) {
  return {
    name,
    commands: [[tool('@playwright/test/cli.js'), 'test', '--config', `test/${name}/playwright.config.ts`]],
    report: { file: report(`${name}.json`), kind: 'playwright' },
    needsElectron: true,
    needs: path.join(projectRoot, needs),
  };
}

/** @type {Record<'lint' | 'types' | 'unit' | 'engine' | 'fault' | 'build' | 'e2e' | 'package', Step>} */
export const steps = {
  lint: {
    name: 'lint',
    // Each has one core's work, and all they find is of use.
    atOnce: true,
    commands: [
      [tool('eslint/bin/eslint.js'), '--max-warnings', '0', '--cache', '--cache-location', 'out/eslint-cache', '.'],
      [tool('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'],
      [tool('dependency-cruiser/bin/dependency-cruiser.mjs'), '--config', '.dependency-cruiser.cjs', ...sourceFolders],
    ],
  },
  types: { name: 'types', commands: [[tool('typescript/bin/tsc'), '-b']] },
  unit: vitestStep('unit'),
  engine: vitestStep('engine'),
  // Writes its runs in the form of vitest's report: a run is a test.
  fault: {
    name: 'fault',
    // (`--seed` of the caller wins.)
    commands: [[path.join(projectRoot, 'test/fault/run.ts'), '--seed', standardSeed]],
    report: { file: report('fault.json'), kind: 'vitest' },
  },
  build: { name: 'build', commands: [[electronViteCli, 'build', '--logLevel', 'warn']] },
  e2e: playwrightStep('e2e', 'out/main/index.cjs'),
  package: playwrightStep('package', 'dist/packaged-app.json'),
};

/** What `npm test` runs, quick checks first. The package test needs `npm run package` and has its own command. */
export const allSteps = /** @type {const} */ (['lint', 'types', 'unit', 'engine', 'fault', 'build', 'e2e']);

/**
 * Picks the steps for the words on the command line.
 * @param {string | undefined} word a step's name, or nothing for all
 * @returns {Step[]}
 * @throws {Error} when there is no such step
 */
export function chooseSteps(word) {
  if (word === undefined) return allSteps.map((name) => steps[name]);
  const step = Object.values(steps).find(({ name }) => name === word);
  if (step === undefined)
    throw new Error(`There is no test step "${word}". There are: ${Object.keys(steps).join(', ')}.`);
  // An e2e test of an old build would prove nothing.
  return word === 'e2e' ? [steps.build, step] : [step];
}
