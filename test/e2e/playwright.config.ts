import { defineConfig } from '@playwright/test';
import path from 'node:path';

const results = path.resolve(import.meta.dirname, '../../test-results');

/** The real Electron on one virtual display: one window at a time, so one worker. */
export default defineConfig({
  testDir: import.meta.dirname,
  testMatch: '**/*.spec.ts',
  workers: 1,
  // A retry would hide a flaw: what fails now and then, fails.
  retries: 0,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  outputDir: path.join(results, 'e2e'),
  use: { trace: { mode: 'retain-on-failure', screenshots: false }, screenshot: 'only-on-failure' },
  reporter: [['list'], ['json', { outputFile: path.join(results, 'e2e.json') }]],
});
