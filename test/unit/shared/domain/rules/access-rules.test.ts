import { describe, expect, it } from 'vitest';
import { accessProblem } from '#shared/domain/rules/access-rules.ts';

const other = { self: false, activeAdmin: false, otherActiveAdmins: 0 };

describe('accessProblem', () => {
  it('keeps people from losing their own access', () => {
    expect(accessProblem('deactivate', { ...other, self: true })).toMatch(/yourself/);
    expect(accessProblem('remove', { ...other, self: true })).toMatch(/yourself/);
  });

  it('keeps the last active admin', () => {
    expect(accessProblem('remove', { ...other, activeAdmin: true })).toMatch(/last active admin/);
    expect(accessProblem('deactivate', { ...other, activeAdmin: true, otherActiveAdmins: 1 })).toBeNull();
  });

  it('has nothing against what takes no access away', () => {
    expect(accessProblem('reactivate', { self: true, activeAdmin: true, otherActiveAdmins: 0 })).toBeNull();
    expect(accessProblem('deactivate', other)).toBeNull();
  });
});
