import { readForm } from '../http/call.ts';
import { redirect } from '../http/reply.ts';
import type { Reply } from '../http/reply.ts';
import { noteHistory, sendMail } from '../hq.ts';
import type { Hq } from '../hq.ts';
import { mailInvitation, newInvitation } from '../invitations.ts';
import type { AccessRequest, Invitation, WebUser } from '../model.ts';
import { TABLEAU_GROUPS, TABLEAU_ROLES } from '../resources/web-user-rules.ts';
import { DATA_PREFIX, customInputs, fieldPageData, select } from './field-page-data.ts';
import {
  chosen,
  formOf,
  inviteErrors,
  mayTableau,
  readInviteForm,
  roleChoices,
  tableauChosen,
} from './invite-rules.ts';
import type { FormErrors, InviteForm } from './invite-rules.ts';
import { csrfOf, escapeHtml, page, usersUrl } from './page.ts';
import type { PageCall } from './page.ts';

/** GET and POST `web/invite/`, with `?request_id=` to approve an access request. HQ: InviteWebUserView. */
export function inviteWebUser(call: PageCall): Reply {
  const { hq } = call;
  const asked = call.query.get('request_id') ?? readForm(call).get('request_id') ?? '';
  const request = hq.store.get('access-request', asked);
  if (call.method !== 'POST') {
    const blank = readInviteForm(hq, new URLSearchParams({ email: request?.email ?? '' }));
    return formPage(call, blank, {}, undefined, request);
  }
  return create(call, request);
}

/** Whose request an invitation approves: HQ goes by the address in the form, whatever request its page was opened for. */
function requestOf(hq: Hq, email: string): AccessRequest | undefined {
  return hq.store.named('access-request', email).find((request) => !request.is_approved);
}

/**
 * GET and POST `web/invite/edit/<uuid>/`. An invitation that is no longer there is not missed: GET shows an empty form and
 * POST makes a new invitation and mails it. One that was accepted is changed to no effect, and success reported.
 */
export function editInvitation(call: PageCall, uuid: string): Reply {
  const { hq } = call;
  const invitation = hq.store.get('invitation', uuid);
  if (call.method !== 'POST') {
    const shown = invitation ? formOf(invitation) : readInviteForm(hq, new URLSearchParams());
    return formPage(call, shown, {}, invitation, undefined);
  }
  return invitation ? update(call, invitation) : create(call, undefined);
}

function create(call: PageCall, opened: AccessRequest | undefined): Reply {
  const { hq, user } = call;
  const form = readInviteForm(hq, readForm(call));
  const errors = inviteErrors(hq, user, form, undefined);
  if (Object.keys(errors).length > 0) return formPage(call, form, errors, undefined, opened);
  const request = requestOf(hq, form.email);
  if (request) hq.store.put('access-request', { ...request, is_approved: true });
  const account = hq.store.named('web-user', form.email)[0];
  if (request && account) return addMember(call, account, form);
  const invitation: Invitation = {
    ...newInvitation(hq, form.email),
    ...chosen(hq, form),
    ...(mayTableau(hq, user) ? tableauChosen(form) : {}),
    invited_by: user.username,
  };
  hq.store.put('invitation', invitation);
  noteHistory(hq, invitation.id, user.username, 'page', 'invite');
  mailInvitation(hq, invitation, user.username);
  trustProvider(hq, form.email);
  return toList(call, request ? `${escapeHtml(form.email)} added.` : `Invitation sent to ${escapeHtml(form.email)}`);
}

/** Inviting somebody makes the project trust the identity provider behind the address. */
function trustProvider(hq: Hq, email: string): void {
  const domain = email.slice(email.lastIndexOf('@'));
  for (const user of hq.store.all('web-user').filter((item) => item.sso_untrusted && item.email.endsWith(domain))) {
    hq.store.put('web-user', { ...user, sso_untrusted: false });
  }
}

/** Somebody who asked to be let in and has an account already belongs to the project at once. */
function addMember(call: PageCall, account: WebUser, form: InviteForm): Reply {
  const { hq, user } = call;
  const { primary_location_id: place, ...rest } = chosen(hq, form);
  const tableau = mayTableau(hq, user) ? tableauChosen(form) : {};
  const member = { ...account, ...rest, ...tableau, primary_location_id: place ?? '' };
  hq.store.put('web-user', { ...member, is_member: true, is_active_in_domain: true });
  noteHistory(hq, account.id, user.username, 'page', 'add');
  sendMail(hq, account.email, 'access-request-approved', account.username);
  return toList(call, `${escapeHtml(form.email)} added.`);
}

/** No mail, no new date, and never another e-mail. Tableau's role is taken from the programme: HQ's own slip. */
function update(call: PageCall, invitation: Invitation): Reply {
  const { hq, user } = call;
  const form = { ...readInviteForm(hq, readForm(call)), email: invitation.email };
  const errors = inviteErrors(hq, user, form, invitation);
  if (Object.keys(errors).length > 0) return formPage(call, form, errors, invitation, undefined);
  const tableau = mayTableau(hq, user) ? { tableau_role: form.program === '' ? null : form.program } : {};
  hq.store.put('invitation', { ...invitation, ...chosen(hq, form), ...tableau });
  noteHistory(hq, invitation.id, user.username, 'page', 'update');
  return toList(call, `Invite to ${escapeHtml(invitation.email)} was successfully updated.`);
}

function toList(call: PageCall, message: string): Reply {
  call.hq.sessions.tell(call, message);
  return redirect(`${usersUrl(call.hq)}web/`);
}

function errorOf(errors: FormErrors, field: string): string {
  const text = errors[field];
  return text === undefined ? '' : `<span id="error_1_id_${field}" class="invalid-feedback">${escapeHtml(text)}</span>`;
}

function formPage(
  call: PageCall,
  form: InviteForm,
  errors: FormErrors,
  edited: Invitation | undefined,
  request: AccessRequest | undefined,
): Reply {
  const { hq, user } = call;
  const { token } = csrfOf(hq, call);
  const title = edited ? 'Edit Invitation' : request ? 'Add User' : 'Invite Web User';
  const field = (name: string, label: string, input: string): string =>
    `<p><label>${label} ${input}</label>${errorOf(errors, name)}</p>`;
  const parts = [
    field(
      'email',
      'Email Address',
      `<input name="email" id="id_email" type="email" maxlength="254" required value="${escapeHtml(form.email)}"${edited ? ' readonly' : ''}>`,
    ),
    field('role', 'Role', select('role', roleChoices(hq, user), [form.role])),
    hq.settings().planLocations ? placeInputs(call, form, errors) : '',
    customInputs(hq, user, form.data, form.profileId),
    errorOf(errors, `${DATA_PREFIX}commcare_profile`),
    errorOf(errors, 'custom_data'),
    mayTableau(hq, user) ? tableauInputs(form, errors) : '',
  ];
  const body = `${fieldPageData(hq, user, 'web', edited?.profile_id ?? null)}
    <form method="post"><input type="hidden" name="csrfmiddlewaretoken" value="${token}">
    ${request ? `<input type="hidden" name="request_id" value="${escapeHtml(request.id)}">` : ''}${parts.join('')}
    <button type="submit">${edited ? 'Update Invite' : request ? 'Add User' : 'Send Invite'}</button></form>`;
  return page(hq, call, title, body);
}

function placeInputs(call: PageCall, form: InviteForm, errors: FormErrors): string {
  const places = call.hq.store.all('location').filter((place) => place.domain === call.hq.project);
  const choices = places.map((place) => ({ value: place.id, label: place.name }));
  const none = { value: '', label: '' };
  return `<p><label>Locations ${select('assigned_locations', choices, form.assigned_locations, true)}</label>${errorOf(errors, 'assigned_locations')}</p>
    <p><label>Primary Location ${select('primary_location', [none, ...choices], [form.primary_location])}</label></p>`;
}

function tableauInputs(form: InviteForm, errors: FormErrors): string {
  const roles = ['', ...TABLEAU_ROLES].map((name) => ({ value: name, label: name }));
  const groups = TABLEAU_GROUPS.map((name, index) => ({ value: String(index), label: name }));
  return `<p><label>Tableau Role ${select('tableau_role', roles, [form.tableau_role])}</label>${errorOf(errors, 'tableau_role')}</p>
    <p><label>Tableau Groups ${select('tableau_group_indices', groups, form.tableau_group_indices, true)}</label></p>`;
}
