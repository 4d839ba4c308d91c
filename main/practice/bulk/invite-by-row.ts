import { noteHistory } from '../hq.ts';
import type { Hq } from '../hq.ts';
import type { Invitation } from '../model.ts';
import { mailInvitation, newInvitation } from '../invitations.ts';
import { pendingInvitation } from './row-target.ts';

type Wish = { email: string; roleId: string; location: string | null; by: string; isMailed: boolean };

/**
 * Makes the pending invitation of an e-mail, which is mailed once, or overwrites the one there is: role, place, inviter
 * and date, so that its expiry starts again without a mail. HQ: helpers.py create_or_update_web_user_invite.
 */
export function inviteByRow(hq: Hq, wish: Wish): Invitation {
  const known = pendingInvitation({ hq }, wish.email);
  const invitation: Invitation = {
    ...(known ?? newInvitation(hq, wish.email)),
    role_id: wish.roleId,
    primary_location_id: wish.location,
    assigned_location_ids: wish.location === null ? [] : [wish.location],
    invited_on: hq.clock().toISOString(),
    invited_by: wish.by,
  };
  hq.store.put('invitation', invitation);
  if (!known) {
    noteHistory(hq, invitation.id, wish.by, 'bulk', 'invite');
    if (wish.isMailed) mailInvitation(hq, invitation);
  }
  return invitation;
}
