import { describe, expect, it } from 'vitest';
import {
  afterAction,
  guardMoved,
  guardValues,
  movedGuards,
  statusAfter,
  withGuards,
  withoutGuards,
} from '#shared/merge/guards.ts';

const rights = { edit_web_users: true, view_reports: ['a', 'b'] };

function truth(role = 'Reader', status: 'active' | 'deactivated' | 'unknown' = 'active', permissions: object = rights) {
  return withGuards({ role, profile: '' }, { status, permissions: permissions as typeof rights });
}

describe('guardValues', () => {
  it('are the role, what it allows and the active state', () => {
    expect(guardValues('web-user', truth())).toEqual({
      '*role*': 'Reader',
      '*status*': 'active',
      '*permissions*': rights,
    });
  });

  it('leave out a state HQ does not tell, and a worker’s role', () => {
    expect(guardValues('web-user', truth('Reader', 'unknown'))).not.toHaveProperty('*status*');
    const worker = withGuards({ first_name: 'Ana' }, { status: 'deactivated', permissions: undefined });
    expect(guardValues('mobile-worker', worker)).toEqual({ '*status*': 'deactivated' });
  });

  it('are what the changes before it lead to', () => {
    const after = afterAction({ ...truth(), role: 'Editor' }, 'deactivate');
    expect(guardValues('web-user', after)).toEqual({ '*role*': 'Editor', '*status*': 'deactivated' });
    expect(guardMoved(guardValues('web-user', after), truth('Editor', 'deactivated', {}))).toBe(false);
    expect(afterAction(truth(), 'link')).toEqual(truth());
    expect(statusAfter('reactivate')).toBe('active');
  });

  it('are no fields', () => {
    expect(withoutGuards(truth())).toEqual({ role: 'Reader', profile: '' });
  });
});

describe('guardMoved', () => {
  const base = guardValues('web-user', truth());
  it.each([
    ['nothing moved', truth(), []],
    ['another role', truth('Editor'), ['*role*']],
    ['deactivated', truth('Reader', 'deactivated'), ['*status*']],
    ['both', truth('Editor', 'deactivated'), ['*role*', '*status*']],
    ['a state HQ does not tell', truth('Reader', 'unknown'), []],
    ['the same role with other rights', truth('Reader', 'active', { edit_web_users: false }), ['*permissions*']],
    ['the same rights in another order', truth('Reader', 'active', { ...rights, view_reports: ['b', 'a'] }), []],
    ['a right that only a newer HQ knows', truth('Reader', 'active', { ...rights, more: true }), []],
  ])('%s', (_what, now, moved) => {
    expect(movedGuards(base, now)).toEqual(moved);
    expect(guardMoved(base, now)).toBe(moved.length > 0);
  });

  it('sees a reactivation', () => {
    const deactivated = guardValues('web-user', truth('Reader', 'deactivated'));
    expect(guardMoved(deactivated, truth('Reader', 'deactivated'))).toBe(false);
    expect(guardMoved(deactivated, truth())).toBe(true);
  });

  it('takes a change of an older Roster as written for somebody active', () => {
    const older = { role: 'Reader' };
    expect(guardMoved(older, truth())).toBe(false);
    expect(guardMoved(older, truth('Reader', 'deactivated'))).toBe(true);
    expect(guardMoved(older, truth('Editor'))).toBe(true);
    expect(guardMoved({}, truth('Editor'))).toBe(false);
  });
});
