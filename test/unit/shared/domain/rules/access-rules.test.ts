import { describe, expect, it } from 'vitest';
import { accessProblem, roleProblem } from '#shared/domain/rules/access-rules.ts';

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

describe('roleProblem', () => {
  it('keeps one’s own role, whatever it would become', () => {
    expect(roleProblem({ ...other, self: true }, true)).toMatch(/own role/);
    expect(roleProblem({ ...other, self: true, otherActiveAdmins: 5 }, false)).toMatch(/own role/);
  });

  it('keeps the last active admin one', () => {
    expect(roleProblem({ ...other, activeAdmin: true }, false)).toMatch(/last active admin/);
    expect(roleProblem({ ...other, activeAdmin: true }, true)).toBeNull();
    expect(roleProblem({ ...other, activeAdmin: true, otherActiveAdmins: 1 }, false)).toBeNull();
    expect(roleProblem(other, false)).toBeNull();
  });
});
