// The last step of .ci/run: proves from the reports that every suite really ran and passed, and counts all tests.
// `npm test` says so too; this check does not trust its exit code. Last line: `N passed, N failed`.
import { existsSync } from 'node:fs';
import { readJson } from './read-json.mjs';
import { countPlaywright, countVitest, hasSucceeded, summarize } from './test-report.mjs';
import { steps } from './test-steps.mjs';

const results = [steps.unit, steps.engine, steps.fault, steps.e2e, steps.package].map(({ name, report }) => {
  if (report === undefined || !existsSync(report.file)) return { name, ok: false, counts: { passed: 0, failed: 0 } };
  const counts = report.kind === 'vitest' ? countVitest(readJson(report.file)) : countPlaywright(readJson(report.file));
  return { name, ok: true, counts };
});

console.log(summarize(results, []));
process.exitCode = results.every(hasSucceeded) ? 0 : 1;
