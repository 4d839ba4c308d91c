// Counts tests in the JSON reports of vitest and Playwright, and writes the summary. Pure: no files, no processes.

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 */

/**
 * @typedef {object} StepResult
 * @property {string} name
 * @property {boolean} ok whether the step's program ended with exit code 0
 * @property {number} seconds
 * @property {Counts} [counts] for steps that run tests
 */

/**
 * @param {{ numPassedTests: number, numFailedTests: number }} report vitest's JSON report
 * @returns {Counts}
 */
export function countVitest(report) {
  return { passed: report.numPassedTests, failed: report.numFailedTests };
}

/**
 * @param {{ stats: { expected: number, unexpected: number, flaky: number, skipped: number } }} report Playwright's JSON report
 * @returns {Counts} a flaky test is a failed one, and so is one that was skipped: it did not show what it should
 */
export function countPlaywright({ stats }) {
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky + stats.skipped };
}

/**
 * Adds up the tests of all steps. A step that failed without a failed test (lint, types, a crash of the test runner) counts
 * as one failure, so that "0 failed" always means success.
 * @param {readonly StepResult[]} steps
 * @returns {Counts}
 */
export function totalCounts(steps) {
  return steps.reduce(
    (total, { ok, counts = { passed: 0, failed: 0 } }) => ({
      passed: total.passed + counts.passed,
      failed: total.failed + (ok ? counts.failed : Math.max(counts.failed, 1)),
    }),
    { passed: 0, failed: 0 },
  );
}

/**
 * Whether a step really did its work: its program succeeded and, where it runs tests, some ran and all passed.
 * @param {StepResult} step
 * @returns {boolean}
 */
export function hasSucceeded({ ok, counts }) {
  return ok && (counts === undefined || (counts.failed === 0 && counts.passed > 0));
}

/**
 * @param {readonly StepResult[]} steps those that ran, in order
 * @param {readonly string[]} notRun names of those that did not
 * @returns {string} the summary; its last line is `N passed, N failed`
 */
export function summarize(steps, notRun) {
  const lines = steps.map((step) => {
    const tests = step.counts === undefined ? '' : ` · ${step.counts.passed} passed, ${step.counts.failed} failed`;
    return `  ${hasSucceeded(step) ? 'ok    ' : 'FAILED'} ${step.name} (${step.seconds.toFixed(1)} s)${tests}`;
  });
  const { passed, failed } = totalCounts(steps.map((step) => ({ ...step, ok: hasSucceeded(step) })));
  return [
    '',
    'Summary',
    ...lines,
    ...notRun.map((name) => `  not run ${name}`),
    '',
    `${passed} passed, ${failed} failed`,
  ].join('\n');
}
