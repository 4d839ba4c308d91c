import { blankWebUser } from '../control/templates.ts';
import type { Call } from '../http/call.ts';
import { readForm } from '../http/call.ts';
import { redirect } from '../http/reply.ts';
import type { Reply } from '../http/reply.ts';
import { noteHistory, sendMail } from '../hq.ts';
import type { Hq } from '../hq.ts';
import { isExpired } from '../invitations.ts';
import type { Invitation, WebUser } from '../model.ts';
import { hashPassword, isStrongPassword } from '../passwords.ts';
import { checkCsrf, csrfOf, escapeHtml, htmlError, page, usersUrl } from './page.ts';

/**
 * GET and POST `join/<uuid>/`, the link in the mail: over after a calendar month, whatever mail and page say. Somebody with
 * an account joins signed in; others make one with a full name and a password. HQ: users/views/web.py UserInvitationView.
 */
export function joinProject(hq: Hq, call: Call, uuid: string): Reply {
  const invitation = hq.store.get('invitation', uuid);
  if (!invitation) return htmlError(404, 'Page not found');
  if (invitation.is_accepted) return redirect(`/a/${hq.project}/login/`);
  if (isExpired(invitation, call.now)) return redirect('/no_permissions/');
  const account = hq.store.named('web-user', invitation.email)[0];
  const visitor = hq.sessions.userOf(call);
  if (visitor && visitor.username !== invitation.email) {
    return page(
      hq,
      call,
      'Join',
      `<p role="alert">The invited user ${escapeHtml(invitation.email)} and your user do not match!</p>`,
    );
  }
  if (account && !visitor) return redirect(`/a/${hq.project}/login/?next=${encodeURIComponent(call.target)}`);
  if (call.method !== 'POST') return joinForm(hq, call, account !== undefined, '');
  checkCsrf(call);
  if (account) return accept(hq, call, invitation, account);
  const form = readForm(call);
  const password = form.get('password') ?? '';
  const name = (form.get('full_name') ?? '').trim();
  if (name === '' || !isStrongPassword(password))
    return joinForm(hq, call, false, 'Please choose a stronger password.');
  const [first = '', ...rest] = name.split(/\s+/);
  const made = blankWebUser(hq.store.newId('web-user'), invitation.email);
  return accept(hq, call, invitation, {
    ...made,
    first_name: first,
    last_name: rest.join(' '),
    password_hash: hashPassword(password),
  });
}

function accept(hq: Hq, call: Call, invitation: Invitation, account: WebUser): Reply {
  hq.store.put('web-user', {
    ...account,
    is_member: true,
    is_active_in_domain: true,
    role_id: invitation.role_id,
    primary_location_id: invitation.primary_location_id ?? '',
    assigned_location_ids: invitation.assigned_location_ids,
    profile_id: invitation.profile_id,
    user_data: invitation.user_data,
  });
  hq.store.put('invitation', { ...invitation, is_accepted: true });
  noteHistory(hq, account.id, account.username, 'page', 'join');
  sendMail(hq, invitation.invited_by, 'invitation-accepted', invitation.id);
  hq.sessions.tell(call, `You have been added to the "${hq.project}" project space.`);
  return redirect(`${usersUrl(hq)}web/`);
}

function joinForm(hq: Hq, call: Call, hasAccount: boolean, problem: string): Reply {
  const { token, cookies } = csrfOf(hq, call);
  const fields = hasAccount
    ? ''
    : `<p><label>Full Name <input name="full_name" required></label></p>
       <p><label>Password <input name="password" type="password" autocomplete="new-password" required></label></p>`;
  const body = `<p role="alert">${escapeHtml(problem)}</p><form method="post"><input type="hidden" name="csrfmiddlewaretoken" value="${token}">${fields}
    <button type="submit">${hasAccount ? 'Accept Invitation' : 'Create Account'}</button></form>`;
  const made = page(hq, call, 'Join', body);
  return cookies.length > 0 ? { ...made, cookies } : made;
}
