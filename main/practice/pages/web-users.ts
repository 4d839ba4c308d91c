import { readForm } from '../http/call.ts';
import { ReplyError, empty, redirect } from '../http/reply.ts';
import type { Reply } from '../http/reply.ts';
import { noteHistory } from '../hq.ts';
import type { Hq } from '../hq.ts';
import { mailInvitation, pageDaysLeft } from '../invitations.ts';
import { ADMIN_ROLE_ID, ADMIN_ROLE_NAME } from '../model.ts';
import type { Invitation, WebUser } from '../model.ts';
import { permissionMap, permissionsOfRole, reachableLocations, roleName } from '../permissions.ts';
import { pendingRequests } from './access-requests.ts';
import { searchForm, shownTime } from './list-parts.ts';
import { cut, escapeHtml, htmlError, isFound, page, pageData, usersUrl } from './page.ts';
import type { PageCall } from './page.ts';

type Row = Record<string, unknown>;

/** The role's name, or HQ's own word for who has none of the project's. */
function roleLabel(hq: Hq, user: WebUser): string {
  return user.role_id === null ? (user.page_role ?? '') : roleName(hq, user.role_id);
}

/** HQ: views/__init__.py paginate_web_users. URLs are null for yourself and blank where single sign-on decides. */
function row(call: PageCall, user: WebUser): Row {
  const base = `${usersUrl(call.hq)}web/`;
  const isSelf = user.id === call.user.id;
  const action = (name: string, isOffered: boolean): string | null => {
    if (isSelf) return null;
    if (user.sso_controlled) return '';
    return isOffered ? `${base}${name}/${user.id}/` : null;
  };
  return {
    id: user.id,
    email: user.email,
    name: `${user.first_name} ${user.last_name}`.trim(),
    role: roleLabel(call.hq, user),
    phoneNumbers: user.phone_numbers,
    domain: call.hq.project,
    eulas: [],
    editUrl: `${base}account/${user.id}/`,
    removeUrl: isSelf ? null : `${base}remove/${user.id}/`,
    deactivateUrl: action('deactivate', user.is_active_in_domain),
    reactivateUrl: action('reactivate', !user.is_active_in_domain),
    isUntrustedIdentityProvider: user.sso_untrusted,
  };
}

/** `web/json/`: fails when `showActiveUsers` is left out, for HQ parses it as JSON without asking whether it is there. */
export function webUsersJson(call: PageCall): Reply {
  const shown = call.query.get('showActiveUsers');
  if (shown !== 'true' && shown !== 'false' && shown !== 'null') throw new ReplyError(htmlError(500, 'Server error'));
  const filter = shown === 'null' ? {} : { active: shown === 'true' };
  const everybody = call.hq.store.list('web-user', filter, 0, Number.MAX_SAFE_INTEGER, call.lagMs).rows;
  const reach = reachableLocations(call.hq, call.user);
  const found = everybody
    .filter((user) => reach === null || user.assigned_location_ids.some((id) => reach.has(id)))
    .filter((user) => isFound(user, call.query.get('query')));
  const part = cut(found, call.query);
  const users = part.rows.map((user) => row(call, user));
  return { status: 200, json: { users, total: found.length, page: part.page, query: call.query.get('query') ?? '' } };
}

/** Those not accepted yet; an Admin of some places sees only what lies there. */
function pendingInvitations({ hq, user }: PageCall): Invitation[] {
  const reach = reachableLocations(hq, user);
  const seen = hq.store
    .all('invitation')
    .filter((item) => reach === null || item.assigned_location_ids.some((id) => reach.has(id)));
  return seen.sort((a, b) => (a.invited_on < b.invited_on ? 1 : -1));
}

function embedded(hq: Hq, invitation: Invitation): Row {
  return {
    uuid: invitation.id,
    email: invitation.email,
    email_marked_as_bounced: invitation.email_marked_as_bounced,
    invited_on: invitation.invited_on,
    role_label: roleName(hq, invitation.role_id),
    email_status: invitation.email_status,
  };
}

/** The Web Users page. The invitations are in it as page data only: HQ has no list endpoint for them. */
export function webUsersPage(call: PageCall): Reply {
  const { hq } = call;
  const pending = pendingInvitations(call);
  const invitations = pending.map((invitation) => embedded(hq, invitation));
  const reach = reachableLocations(hq, call.user);
  const users = hq.store.list('web-user', {}, 0, Number.MAX_SAFE_INTEGER, call.lagMs).rows;
  const mine = users.filter((user) => reach === null || user.assigned_location_ids.some((id) => reach.has(id)));
  const wanted = mine.filter((user) => isFound(user, call.query.get('query')));
  const userRows = wanted.map((user) =>
    tableRow([
      user.email,
      roleLabel(hq, user),
      `${user.first_name} ${user.last_name}`.trim(),
      user.phone_numbers.join(', '),
      user.is_active_in_domain ? 'Active' : 'Deactivated',
    ]),
  );
  const invitationRows = pending.map((item) => {
    const left = pageDaysLeft(item, call.now);
    const badge = left < 0 ? 'Expired' : `${left} days remaining`;
    return tableRow([
      item.email,
      roleName(hq, item.role_id),
      `${shownTime(item.invited_on)} (${badge})`,
      item.email_status ?? '',
    ]);
  });
  const body = `${pageData('invitations', invitations)}${pageData('paginate_web_users', `${usersUrl(hq)}web/json/`)}${pageData('my_role', `${usersUrl(hq)}my_role/`)}
    ${searchForm(`${usersUrl(hq)}web/`, call.query, null)}<p>${wanted.length} web users</p>
    ${table(['Email Address', 'Role', 'Name', 'Phone Numbers', 'Status'], userRows)}
    <h2>Pending Invitations (${pending.length})</h2>${table(['Email Address', 'Role', 'Date (UTC)', 'Email Status'], invitationRows)}${pendingRequests(call)}
    <p><a href="${usersUrl(hq)}web/invite/">Invite Web User</a> | <a href="${usersUrl(hq)}web/download/">Download Web Users</a> | <a href="${usersUrl(hq)}web/upload/">Upload Web Users</a></p>`;
  return page(hq, call, 'Web Users', body);
}

/** GET `my_role/`: the signed-in account's own rights. HQ: the view my_role. */
export function myRole({ hq, user }: PageCall): Reply {
  const json = {
    role: roleName(hq, user.role_id),
    is_domain_admin: user.role_id === ADMIN_ROLE_ID,
    is_enterprise_admin: false,
    permissions: permissionsOfRole(hq, user.role_id),
  };
  return { status: 200, json };
}

export function table(heads: readonly string[], rows: readonly string[]): string {
  return `<table><thead><tr>${heads.map((head) => `<th scope="col">${escapeHtml(head)}</th>`).join('')}</tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

export function tableRow(cells: readonly string[]): string {
  return `<tr>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`;
}

function toList(call: PageCall): Reply {
  return redirect(`${usersUrl(call.hq)}web/`);
}

/** An empty 401 means: outside your locations. */
function checkReach({ hq, user }: PageCall, target: WebUser): void {
  const reach = reachableLocations(hq, user);
  if (reach !== null && !target.assigned_location_ids.some((id) => reach.has(id))) throw new ReplyError(empty(401));
}

/** POST `web/deactivate/<id>/` and `web/reactivate/<id>/`: 302 whatever happened; no check for yourself or the last Admin. */
export function setWebUserActive(call: PageCall, id: string, active: boolean): Reply {
  const { hq } = call;
  const user = hq.store.get('web-user', id);
  if (user?.is_member) {
    checkReach(call, user);
    hq.store.put('web-user', { ...user, is_active_in_domain: active });
    noteHistory(hq, id, call.user.username, 'page', active ? 'activate' : 'deactivate');
    hq.sessions.tell(
      call,
      `You have successfully ${active ? 'reactivated' : 'deactivated'} ${escapeHtml(user.username)}.`,
    );
  }
  return toList(call);
}

/** POST `web/remove/<id>/`: the record for undoing appears in the next page's message and nowhere else. */
export function removeWebUser(call: PageCall, id: string): Reply {
  const { hq } = call;
  const user = hq.store.get('web-user', id);
  if (!user) return toList(call);
  checkReach(call, user);
  if (!user.is_member) {
    hq.sessions.tell(call, `It appears ${escapeHtml(user.username)} has already been removed from this project.`);
    return toList(call);
  }
  const record = hq.store.newId('removal');
  hq.store.put('web-user', { ...user, is_member: false });
  hq.store.put('removal', { id: record, user_id: id, at: call.now.toISOString(), undone: false });
  noteHistory(hq, id, call.user.username, 'page', 'remove');
  const undo = `<a href="${usersUrl(hq)}web/undo_remove/${record}/" class="post-link">Undo</a>`;
  hq.sessions.tell(call, `You have successfully removed ${escapeHtml(user.username)} from your project. ${undo}`);
  return toList(call);
}

/** `web/undo_remove/<record>/`, by GET as well as POST. */
export function undoRemoveWebUser(call: PageCall, recordId: string): Reply {
  const { hq } = call;
  const record = hq.store.get('removal', recordId);
  const user = record && hq.store.get('web-user', record.user_id);
  if (!record || !user) throw new ReplyError(htmlError(404, 'Page not found'));
  // HQ does not mark this page as safe for admins of some locations only.
  if (reachableLocations(hq, call.user) !== null) throw new ReplyError(htmlError(403, 'Permission denied'));
  hq.store.put('web-user', { ...user, is_member: true });
  hq.store.put('removal', { ...record, undone: true });
  hq.sessions.tell(call, `You have successfully restored ${escapeHtml(user.username)}.`);
  return toList(call);
}

/** POST `web/reinvite/`: mails again and restarts the clock. An unknown uuid is an error inside a 200. */
export function resendInvitation(call: PageCall): Reply {
  const { hq } = call;
  const invitation = hq.store.get('invitation', readForm(call).get('uuid') ?? '');
  if (!invitation || invitation.is_accepted) {
    return { status: 200, json: { response: 'Error while attempting resend', status: 'error' } };
  }
  hq.store.put('invitation', { ...invitation, invited_on: call.now.toISOString(), email_status: 'Sent' });
  mailInvitation(hq, invitation);
  return { status: 200, json: { response: 'Invitation resent', status: 'ok' } };
}

/** POST `web/delete_invitation/`: an unknown uuid is an uncaught error. */
export function deleteInvitation(call: PageCall): Reply {
  const uuid = readForm(call).get('uuid') ?? '';
  if (!call.hq.store.get('invitation', uuid)) throw new ReplyError(htmlError(500, 'Server error'));
  call.hq.store.delete('invitation', uuid);
  return { status: 200, json: { status: 'ok' } };
}

/** POST `web/check_sso_trust/`: whether the project trusts the identity provider behind an address. */
export function checkSsoTrust({ hq, ...call }: PageCall): Reply {
  const username = (readForm(call).get('username') ?? '').toLowerCase();
  const isUntrusted = hq.store.named('web-user', username).some((user) => user.sso_untrusted);
  if (!isUntrusted) return { status: 200, json: { is_trusted: true } };
  const emailDomain = username.slice(username.lastIndexOf('@') + 1);
  return { status: 200, json: { is_trusted: false, email_domain: emailDomain, idp_name: `Sign-on of ${emailDomain}` } };
}

/** GET `roles/`: the project's roles with all their permissions, as page data. */
export function rolesPage(call: PageCall): Reply {
  const roles = call.hq.store.rules('role').map(({ id, name, permissions }) => ({ _id: id, name, permissions }));
  const all = [{ _id: ADMIN_ROLE_ID, name: ADMIN_ROLE_NAME, permissions: permissionMap('all') }, ...roles];
  const body = `${pageData('user_roles', all)}${table(
    ['Role'],
    all.map((role) => tableRow([role.name])),
  )}`;
  return page(call.hq, call, 'Roles & Permissions', body);
}
