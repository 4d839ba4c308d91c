import { describe, expect, it } from 'vitest';
import { failureToError } from '#engine/hq/outcome-error.ts';

const where = { server: 'https://hq.example.org', project: 'demo', username: 'ana@example.org' };

describe('a failure in words', () => {
  it("gives HQ's own reason where there is one", () => {
    const message = 'Votre abonnement actuel ne comprend pas ceci';
    const error = failureToError({ kind: 'permission', status: 401, message }, where);
    expect(error).toMatchObject({ code: 'permission', details: { hqMessages: [message] } });
    expect(error.message).toContain(message);
    const hidden = failureToError({ kind: 'permission', status: 401, message: 'not authorized' }, where);
    expect(hidden.message).not.toContain('not authorized');
  });

  it('tells a budget of ours that is used up from a pause that HQ asks for', () => {
    const hq = failureToError({ kind: 'throttled', status: 429, retryAfterMs: null }, where);
    const texts = (['hour', 'day'] as const).map(
      (budget) => failureToError({ kind: 'throttled', status: 429, retryAfterMs: 60_000, budget }, where).message,
    );
    expect(new Set([hq.message, ...texts]).size).toBe(3);
    expect(texts.join(' ')).not.toContain('HQ asks');
  });
});
