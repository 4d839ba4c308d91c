/** What the connection must be able to do for a change to be sent. */
import { personActionSchema } from './action.ts';
import type { PersonAction } from './action.ts';
import type { Capability } from './capability.ts';
import type { ChangeView } from './change.ts';
import type { PersonEntity } from './entities.ts';

/** The action a change stands for; null for edits, new people, and actions a newer Roster wrote. */
export function actionOf({ kind, action }: Pick<ChangeView, 'kind' | 'action'>): PersonAction | null {
  if (kind === 'delete') return 'remove';
  const known = personActionSchema.safeParse(action);
  return kind === 'action' && known.success ? known.data : null;
}

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
  'set-password': 'edit-mobile-worker',
  'email-password-reset': 'reset-password',
  resend: 'resend-invitation',
};

/** The part of a change that tells what it takes. `approves`: of a new invitation, that it answers an access request. */
export type Deed = Pick<ChangeView, 'kind' | 'action' | 'entity' | 'approves'>;

/** What the connection must be able to do for this change to be sent. */
export function capabilityFor(change: Deed): Capability {
  if (change.approves) return 'answer-access-request';
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
