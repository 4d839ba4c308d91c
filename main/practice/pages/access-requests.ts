import type { Call } from '../http/call.ts';
import { readForm } from '../http/call.ts';
import { ReplyError, html } from '../http/reply.ts';
import type { Reply } from '../http/reply.ts';
import { sendMail } from '../hq.ts';
import type { Hq } from '../hq.ts';
import { ADMIN_ROLE_ID } from '../model.ts';
import { isEmail } from '../resources/worker-name.ts';
import { checkCsrf, csrfOf, escapeHtml, htmlError, page, usersUrl } from './page.ts';
import type { PageCall } from './page.ts';

/** GET and POST `web/request/`, for anybody, where the project takes requests. HQ: DomainRequestView. */
export function requestAccess(hq: Hq, call: Call): Reply {
  if (!hq.settings().takesAccessRequests) throw new ReplyError(htmlError(404, 'Page not found'));
  if (call.method !== 'POST') return requestForm(hq, call, '');
  checkCsrf(call);
  const form = readForm(call);
  const email = (form.get('email') ?? '').trim().toLowerCase();
  const name = (form.get('full_name') ?? '').trim();
  if (name === '' || !isEmail(email)) return requestForm(hq, call, 'This field is required.');
  if (hq.store.named('access-request', email).some((item) => !item.is_approved)) {
    return requestForm(
      hq,
      call,
      `A request is pending for this email. You will receive an email when the request is approved.`,
    );
  }
  hq.store.put('access-request', {
    id: hq.store.newId('access-request'),
    email,
    full_name: name,
    at: call.now.toISOString(),
    is_approved: false,
  });
  for (const admin of hq.store.all('web-user').filter((user) => user.role_id === ADMIN_ROLE_ID)) {
    sendMail(hq, admin.email, 'access-request', email);
  }
  return html(200, 'Your request for access has been submitted.');
}

function requestForm(hq: Hq, call: Call, problem: string): Reply {
  const { token, cookies } = csrfOf(hq, call);
  const body = `<p role="alert">${escapeHtml(problem)}</p><form method="post" action="${usersUrl(hq)}web/request/">
    <input type="hidden" name="csrfmiddlewaretoken" value="${token}">
    <p><label>Full Name <input name="full_name" required></label></p>
    <p><label>Email Address <input name="email" type="email" required></label></p>
    <button type="submit">Request Access</button></form>`;
  const made = page(hq, call, 'Request Access', body);
  return cookies.length > 0 ? { ...made, cookies } : made;
}

/** What somebody sees who does not belong to the project: a page to ask for access, or nothing. */
export function strangerPage(hq: Hq, call: Call): Reply {
  return hq.settings().takesAccessRequests ? requestForm(hq, call, '') : htmlError(404, 'Page not found');
}

/** POST `web/delete_request/`. */
export function deleteRequest(call: PageCall): Reply {
  const id = readForm(call).get('id') ?? '';
  if (!call.hq.store.get('access-request', id)) throw new ReplyError(htmlError(500, 'Server error'));
  call.hq.store.delete('access-request', id);
  return { status: 200, json: { status: 'ok' } };
}

/** The requests on the Web Users page, as HTML only; for Admins. */
export function pendingRequests({ hq, user }: PageCall): string {
  if (user.role_id !== ADMIN_ROLE_ID) return '';
  const open = hq.store.all('access-request').filter((item) => !item.is_approved);
  if (open.length === 0) return '';
  const rows = open.map(
    (item) =>
      `<tr><td>${escapeHtml(item.full_name)}</td><td>${escapeHtml(item.email)}</td><td><a href="${usersUrl(hq)}web/invite/?request_id=${item.id}">Approve Request</a> <button data-id="${item.id}">Delete Request</button></td></tr>`,
  );
  return `<h2>Pending Access Requests</h2><table><thead><tr><th>Name</th><th>Email</th><th>Action</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}
