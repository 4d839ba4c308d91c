import type { PersonAction } from '#shared/domain/action.ts';
import type { Capability, CapabilityState } from '#shared/domain/capability.ts';
import type { ChangeView } from '#shared/domain/change.ts';
import type { PersonEntity } from '#shared/domain/entities.ts';
import { actionOf } from './change-title.ts';

const edits: Record<PersonEntity, Capability> = {
  'mobile-worker': 'edit-mobile-worker',
  'web-user': 'edit-web-user',
  invitation: 'edit-invitation',
};

const removals: Record<PersonEntity, Capability> = {
  'mobile-worker': 'delete-mobile-worker',
  'web-user': 'remove-web-user',
  invitation: 'delete-invitation',
};

const actions: Record<Exclude<PersonAction, 'remove' | 'deactivate' | 'reactivate'>, Capability> = {
  link: 'link-personal-id',
  unlink: 'link-personal-id',
  'email-password-reset': 'reset-password',
  resend: 'resend-invitation',
};

/** What the connection must be able to do for this change to be sent. */
export function capabilityFor(change: Pick<ChangeView, 'kind' | 'action' | 'entity'>): Capability {
  const action = actionOf(change);
  switch (action) {
    case null:
      if (change.kind !== 'create') return edits[change.entity];
      return change.entity === 'mobile-worker' ? 'create-mobile-worker' : 'invite';
    case 'remove':
      return removals[change.entity];
    case 'deactivate':
    case 'reactivate':
      return change.entity === 'web-user' ? 'activate-web-user' : 'activate-mobile-worker';
    default:
      return actions[action];
  }
}

/** Whether the change can be sent only once the person has signed in to HQ's pages. */
export function waitsForSignIn(
  change: Pick<ChangeView, 'kind' | 'action' | 'entity' | 'state'>,
  missing: (capability: Capability) => CapabilityState | null,
): boolean {
  return change.state === 'queued' && missing(capabilityFor(change))?.obstacle === 'not-signed-in';
}
