import { expect, it } from 'vitest';
import type { ChangeReason } from '#shared/domain/change.ts';
import { changeStateText } from '../../../../main/cli/change-state-text.ts';

const reason = (status: number | null): ChangeReason => ({
  code: 'validation',
  message: '',
  hqMessages: [],
  fields: {},
  status,
  at: 0,
});

it('says that HQ refused a change only where HQ answered', () => {
  expect(changeStateText({ state: 'rejected', reason: reason(400) })).toBe('Refused by HQ');
  expect(changeStateText({ state: 'rejected', reason: reason(null) })).toBe('Needs you');
  expect(changeStateText({ state: 'queued', reason: null })).toBe('Waiting to be sent');
});
