import { describe, expect, it } from 'vitest';
import { actionsOf } from '#shared/domain/action.ts';
import { capabilityFor } from '#shared/domain/change-capability.ts';
import type { Deed } from '#shared/domain/change-capability.ts';
import { personEntities } from '#shared/domain/entities.ts';
import { changeTitle } from '../../../../../renderer/features/changes/change-title.ts';
import { waitsForSignIn } from '../../../../../renderer/features/changes/change-capability.ts';

const every = personEntities.flatMap((entity) =>
  actionsOf[entity].map((action) => ({ entity, action, kind: action === 'remove' ? 'delete' : 'action' }) as const),
);

describe('changeTitle', () => {
  it.each(every)('has words for $action of $entity', (change) => {
    expect(changeTitle(change)).not.toContain('.');
    expect(changeTitle(change)).not.toBe(change.action);
  });

  it('says of a removal what HQ calls it for each kind of person', () => {
    const removed = (entity: (typeof personEntities)[number]) =>
      changeTitle({ entity, kind: 'delete', action: 'remove' });
    expect(personEntities.map(removed)).toEqual(['Delete mobile worker', 'Remove membership', 'Delete invitation']);
  });

  it('shows an action it does not know as it is named', () => {
    expect(changeTitle({ entity: 'web-user', kind: 'action', action: 'promote' })).toBe('promote');
  });
});

describe('capabilityFor', () => {
  it('asks for what the kind of change takes', () => {
    const capability = (change: Omit<Deed, 'approves'>) => capabilityFor({ ...change, approves: false });
    expect(capability({ entity: 'web-user', kind: 'delete', action: 'remove' })).toBe('remove-web-user');
    expect(capability({ entity: 'invitation', kind: 'create', action: null })).toBe('invite');
    expect(capability({ entity: 'invitation', kind: 'action', action: 'resend' })).toBe('resend-invitation');
    expect(capability({ entity: 'mobile-worker', kind: 'action', action: 'deactivate' })).toBe(
      'activate-mobile-worker',
    );
  });

  it('takes an approved access request for what it is: it needs the sign-in, as an invitation does not', () => {
    const change = { entity: 'invitation', kind: 'create', action: null, approves: true } as const;
    expect(capabilityFor(change)).toBe('answer-access-request');
    const missing = (capability: string) =>
      capability === 'answer-access-request'
        ? { can: false, obstacle: 'not-signed-in' as const, why: '', how: '' }
        : null;
    expect(waitsForSignIn({ ...change, state: 'queued' }, missing)).toBe(true);
    expect(waitsForSignIn({ ...change, approves: false, state: 'queued' }, missing)).toBe(false);
  });

  it('tells a change that waits for the sign-in from one that lacks a right, and from one that is no longer waiting', () => {
    const change = { entity: 'web-user', kind: 'delete', action: 'remove', approves: false, state: 'queued' } as const;
    const lacking = (obstacle: 'not-signed-in' | 'no-permission') => () => ({ can: false, obstacle, why: '', how: '' });
    expect(waitsForSignIn(change, lacking('not-signed-in'))).toBe(true);
    expect(waitsForSignIn(change, lacking('no-permission'))).toBe(false);
    expect(waitsForSignIn({ ...change, state: 'rejected' }, lacking('not-signed-in'))).toBe(false);
    expect(waitsForSignIn(change, () => null)).toBe(false);
  });
});
