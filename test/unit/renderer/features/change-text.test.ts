import { expect, it } from 'vitest';
import { changeReasonSchema } from '#shared/domain/change.ts';
import { furtherWords, stateText } from '../../../../renderer/features/changes/change-text.ts';

it('furtherWords leaves out what our own sentence quotes already, and nothing else', () => {
  const reason = changeReasonSchema.parse({
    code: 'validation',
    message: "HQ refused this: 'programme' cannot be set directly",
    hqMessages: ["'programme' cannot be set directly", 'Team is required.'],
    at: 0,
  });
  expect(furtherWords(reason)).toEqual(['Team is required.']);
});

it('stateText says "refused by HQ" only where HQ answered', () => {
  const reason = { code: 'validation', message: 'no', at: 0 };
  const state = 'rejected';
  expect(stateText({ state, reason: changeReasonSchema.parse({ ...reason, status: 400 }) })).toBe('Refused by HQ');
  expect(stateText({ state, reason: changeReasonSchema.parse({ ...reason, status: null }) })).toBe('Needs you');
  expect(stateText({ state: 'queued', reason: null })).toBe('Waiting to be sent');
});
