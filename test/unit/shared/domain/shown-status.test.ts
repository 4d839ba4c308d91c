import { describe, expect, it } from 'vitest';
import { accountConfirmation } from '#shared/domain/fields.ts';
import { isUnconfirmed, shownStatus } from '#shared/domain/shown-status.ts';

const worker = { entity: 'mobile-worker', serverId: 'w1', values: {}, readOnly: {} } as const;

describe('the word for an account', () => {
  it('parts who waits for the own confirmation from others who are deactivated', () => {
    expect(shownStatus({ status: 'deactivated', unconfirmed: true })).toBe('unconfirmed');
    expect(shownStatus({ status: 'deactivated', unconfirmed: false })).toBe('deactivated');
    expect(shownStatus({ status: 'active' })).toBe('active');
  });

  it('goes by HQ where HQ has the worker, and by what was asked for before', () => {
    expect(isUnconfirmed({ ...worker, readOnly: { is_account_confirmed: false } })).toBe(true);
    expect(isUnconfirmed({ ...worker, readOnly: { is_account_confirmed: true } })).toBe(false);
    expect(isUnconfirmed(worker)).toBe(false);
    const values = { [accountConfirmation]: 'mail-now' };
    expect(isUnconfirmed({ ...worker, serverId: null, values })).toBe(true);
    expect(isUnconfirmed({ ...worker, values })).toBe(false);
    expect(isUnconfirmed({ ...worker, entity: 'web-user', readOnly: { is_account_confirmed: false } })).toBe(false);
  });
});
