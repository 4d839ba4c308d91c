import { describe, expect, it } from 'vitest';
import { countPlaywright, countVitest, hasSucceeded, summarize } from '../../../scripts/test-report.mjs';

describe('the summary of npm test', () => {
  it('ends with the plain count of all tests', () => {
    const steps = [
      { name: 'lint', ok: true, seconds: 1 },
      { name: 'unit', ok: true, seconds: 2, counts: countVitest({ numPassedTests: 7, numFailedTests: 0 }) },
      {
        name: 'e2e',
        ok: true,
        seconds: 3,
        counts: countPlaywright({ stats: { expected: 2, unexpected: 0, flaky: 0, skipped: 0 } }),
      },
    ];
    expect(summarize(steps, []).split('\n').at(-1)).toBe('9 passed, 0 failed');
  });

  it('never says "0 failed" of a run that failed without a failed test', () => {
    const summary = summarize([{ name: 'lint', ok: false, seconds: 1 }], ['types']);
    expect(summary.split('\n').at(-1)).toBe('0 passed, 1 failed');
    expect(summary).toContain('FAILED lint');
    expect(summary).toContain('not run types');
  });

  it('counts flaky and skipped window tests as failed', () => {
    expect(countPlaywright({ stats: { expected: 1, unexpected: 1, flaky: 1, skipped: 1 } })).toEqual({
      passed: 1,
      failed: 3,
    });
  });

  it('takes a suite in which nothing ran for failed, whatever its exit code', () => {
    const nothing = { name: 'e2e', ok: true, seconds: 0, counts: { passed: 0, failed: 0 } };
    expect(hasSucceeded(nothing)).toBe(false);
    expect(summarize([nothing], []).split('\n').at(-1)).toBe('0 passed, 1 failed');
  });
});
