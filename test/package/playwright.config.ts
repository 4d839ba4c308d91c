import { defineConfig } from '@playwright/test';
import path from 'node:path';

const results = path.resolve(import.meta.dirname, '../../test-results');

/** The smoke test of the packaged app (`npm run package` makes it). */
export default defineConfig({
  testDir: import.meta.dirname,
  testMatch: '**/*.spec.ts',
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 30_000 },
  outputDir: path.join(results, 'package'),
  reporter: [['list'], ['json', { outputFile: path.join(results, 'package.json') }]],
});
