import { defineConfig } from '@playwright/test';
import path from 'node:path';
import { virtualDisplayVariable } from '../../scripts/start-display.mjs';

const results = path.resolve(import.meta.dirname, '../../test-results');

/**
 * The real Electron, one window on one display: two would take the keyboard from each other. Where displays are virtual, each worker
 * has its own (support/worker-display.ts). The tests mostly wait (for HQ's pace, for what fades in and out), so two make use of two
 * cores; a third was no faster there.
 */
const workers = process.env[virtualDisplayVariable] === undefined ? 1 : 2;

export default defineConfig({
  testDir: import.meta.dirname,
  testMatch: '**/*.spec.ts',
  workers,
  // A retry would hide a flaw: what fails now and then, fails.
  retries: 0,
  forbidOnly: true,
  // The longest go through ten screens in two looks each. Whatever is stuck fails at its own step long before.
  timeout: 240_000,
  expect: { timeout: 15_000 },
  outputDir: path.join(results, 'e2e'),
  // No traces: what records them makes Electron 25's page crash or stand still now and then once screens are large. A picture of the
  // failure and the page as a screen reader has it are kept.
  use: { trace: 'off', screenshot: 'only-on-failure' },
  reporter: [['list'], ['json', { outputFile: path.join(results, 'e2e.json') }]],
});
