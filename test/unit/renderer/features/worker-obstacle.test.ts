import { describe, expect, it } from 'vitest';
import type { CapabilityState } from '#shared/domain/capability.ts';
import { personalIdText } from '../../../../renderer/features/mobile-workers/personal-id-text.ts';
import type { WorkerFacts } from '../../../../renderer/features/mobile-workers/worker-facts.ts';
import { linkActions, workerObstacle } from '../../../../renderer/features/mobile-workers/worker-obstacle.ts';

const worker: WorkerFacts = {
  status: 'active',
  personalId: 'inactive',
  atHq: true,
  email: 'ana@example.org',
  unconfirmed: false,
};
const able = { forbidden: () => null };
const why = (action: Parameters<typeof workerObstacle>[0], part: Partial<WorkerFacts> = {}, reachable = true) =>
  workerObstacle(action, { ...worker, ...part }, able, reachable)?.why ?? null;

describe('what can be done to a worker', () => {
  it('is everything that nothing speaks against', () => {
    for (const action of [
      'deactivate',
      'reactivate',
      'remove',
      'link',
      'set-password',
      'email-password-reset',
    ] as const)
      expect(why(action)).toBeNull();
  });

  it('is no password while PersonalID is Active, be it set here or by mail', () => {
    for (const action of ['set-password', 'email-password-reset'] as const) {
      expect(why(action, { personalId: 'active' })).toContain('PersonalID is Active');
      expect(why(action, { personalId: 'unknown' })).toBeNull();
      expect(why(action, { atHq: false })).toContain('HQ does not have this worker yet');
    }
    expect(why('email-password-reset', { email: '' })).toContain('email address');
    expect(why('email-password-reset', { status: 'deactivated' })).toContain('inactive');
    expect(why('set-password', { status: 'deactivated', email: '' })).toBeNull();
  });

  it('is no reactivation of somebody whose account waits for their own confirmation', () => {
    expect(why('reactivate', { status: 'deactivated', unconfirmed: true })).toContain('own confirmation');
    expect(why('remove', { status: 'deactivated', unconfirmed: true })).toBeNull();
  });

  it('is no deletion while HQ cannot be reached, except of somebody who is only here', () => {
    expect(why('remove', {}, false)).toContain('cannot be taken back');
    expect(why('remove', { atHq: false }, false)).toBeNull();
    expect(why('deactivate', {}, false)).toBeNull();
  });

  it('is nothing the account may not do', () => {
    const state: CapabilityState = { can: false, obstacle: 'no-permission', why: 'No right.', how: '' };
    expect(workerObstacle('unlink', worker, { forbidden: () => state }, true)).toBe(state);
  });
});

describe('the buttons of PersonalID', () => {
  it('are those HQ has: one for a link, none without; also of somebody deactivated', () => {
    expect(linkActions({ personalId: 'active', atHq: true })).toEqual(['unlink']);
    expect(linkActions({ personalId: 'inactive', atHq: true })).toEqual(['link']);
    expect(linkActions({ personalId: 'not-linked', atHq: true })).toEqual([]);
    expect(linkActions({ personalId: 'unknown', atHq: true })).toEqual(['link', 'unlink']);
  });

  it('are a link alone of somebody HQ does not have yet, or its taking back', () => {
    expect(linkActions({ personalId: 'unknown', atHq: false })).toEqual(['link']);
    expect(linkActions({ personalId: 'active', atHq: false })).toEqual(['unlink']);
  });

  it('tell that a state is not at HQ yet', () => {
    expect(personalIdText('inactive', ['unlink'])).toBe('Inactive (waiting to sync)');
    expect(personalIdText('inactive', ['deactivate'])).toBe('Inactive');
    expect(personalIdText('not-linked', [])).toBe('Not Linked');
  });
});
