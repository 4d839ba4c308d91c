import { expect, it } from 'vitest';
import { changeReasonSchema } from '#shared/domain/change.ts';
import { furtherWords } from '../../../../renderer/features/changes/change-text.ts';

it('furtherWords leaves out what our own sentence quotes already, and nothing else', () => {
  const reason = changeReasonSchema.parse({
    code: 'validation',
    message: "HQ refused this: 'programme' cannot be set directly",
    hqMessages: ["'programme' cannot be set directly", 'Team is required.'],
    at: 0,
  });
  expect(furtherWords(reason)).toEqual(['Team is required.']);
});
