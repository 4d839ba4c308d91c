import { isStringList, readJson } from '../http/call.ts';
import { ReplyError, answer, badRequest, empty } from '../http/reply.ts';
import type { Reply } from '../http/reply.ts';
import { noteHistory } from '../hq.ts';
import { ADMIN_ROLE_ID, ADMIN_ROLE_NAME } from '../model.ts';
import type { Invitation } from '../model.ts';
import { mailInvitation, uuidOf } from '../invitations.ts';
import { profileOf } from '../user-data.ts';
import { resourceUri } from './resource.ts';
import type { Resource, ResourceCall } from './resource.ts';
import { UpdateError, isActiveLocation, roleIdOf } from './user-update.ts';
import { checkWebUserSpec, givenProfileId } from './web-user-rules.ts';

/** POST: 201 and the whole invitation. HQ: v1_0.InvitationResource.obj_create. */
function create(call: ResourceCall): Reply {
  const { hq } = call;
  const body = readJson(call);
  const data = checkWebUserSpec(call, body, null);
  const assigned = isStringList(body['assigned_location_ids']) ? body['assigned_location_ids'] : [];
  const missing = assigned.filter((id) => !isActiveLocation(hq, id));
  if (missing.length > 0) throw badRequest(`Could not find location ids: ${missing.join(', ')}.`);
  const invitation: Invitation = {
    id: uuidOf(hq.store.newId('invitation')),
    email: String(body['email']).toLowerCase(),
    role_id: invitedRole(call, String(body['role'])),
    primary_location_id:
      typeof body['primary_location_id'] === 'string' && body['primary_location_id'] !== ''
        ? body['primary_location_id']
        : null,
    assigned_location_ids: assigned,
    profile_id: givenProfileId(hq, body) ?? null,
    user_data: data,
    tableau_role: typeof body['tableau_role'] === 'string' ? body['tableau_role'] : null,
    tableau_groups: isStringList(body['tableau_groups']) ? body['tableau_groups'] : [],
    invited_on: call.now.toISOString(),
    invited_by: call.caller.username,
    is_accepted: false,
    email_status: hq.settings().restInvitationMails ? 'Sent' : null,
    email_marked_as_bounced: false,
  };
  hq.store.put('invitation', invitation);
  noteHistory(hq, invitation.id, call.caller.username, 'api', 'invite');
  if (hq.settings().restInvitationMails) mailInvitation(hq, invitation);
  return answer(201, output(call, invitation, String(body['role'])), {
    Location: call.origin + resourceUri(call, invitation.id),
  });
}

function invitedRole(call: ResourceCall, name: string): string {
  if (name === ADMIN_ROLE_NAME) return ADMIN_ROLE_ID;
  try {
    return roleIdOf(call.hq, name);
  } catch (error) {
    if (error instanceof UpdateError) throw badRequest(error.message);
    throw error;
  }
}

function output(call: ResourceCall, invitation: Invitation, role: string): Record<string, unknown> {
  return {
    assigned_location_ids: invitation.assigned_location_ids,
    email: invitation.email,
    id: invitation.id,
    primary_location_id: invitation.primary_location_id,
    profile: profileOf(call.hq, invitation.profile_id)?.name ?? null,
    resource_uri: resourceUri(call, invitation.id),
    role,
    tableau_groups: invitation.tableau_groups,
    tableau_role: invitation.tableau_role,
    user_data: invitation.user_data,
  };
}

function detailPost(): Reply {
  throw new ReplyError(empty(501));
}

/** Invitations: nothing but POST, and only in the new URL form. */
export const invitationResource: Resource = {
  forms: ['invitation/v1'],
  permission: 'edit_web_users',
  throttled: true,
  plan: ['api'],
  list: { POST: create },
  detail: { POST: detailPost },
};
