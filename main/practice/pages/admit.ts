import type { Call } from '../http/call.ts';
import { ReplyError, plainText, redirect } from '../http/reply.ts';
import type { Hq } from '../hq.ts';
import { holds } from '../permissions.ts';
import { strangerPage } from './access-requests.ts';
import { checkCsrf, htmlError } from './page.ts';
import type { PageCall } from './page.ts';

/**
 * Lets in a signed-in member who holds one of the permissions (where none is named: any member), else throws what HQ answers: 302 to the sign-in page,
 * 451 from an address that the project's IP rules refuse (only sessions meet those), 404 or the page to ask for access for a stranger, 403 without the one-time code a project asks for, 403 (plain text for scripts, a page otherwise) without the permission. HQ: users/decorators.py.
 */
export function admit(hq: Hq, call: Call, ...permissions: string[]): PageCall {
  const user = hq.sessions.userOf(call);
  if (!user) throw new ReplyError(redirect(`${signInUrl(hq)}?next=${encodeURIComponent(call.target)}`));
  if (hq.settings().refusesAddress) throw new ReplyError(plainText(451, 'Your IP address is not allowed here.'));
  if (!user.is_member || !user.is_active_in_domain) throw new ReplyError(strangerPage(hq, call));
  if (hq.settings().twoFactorRequired && !hq.sessions.hasCode(call)) {
    throw new ReplyError(htmlError(403, 'Two-Factor Authentication Required'));
  }
  checkCsrf(call);
  if (permissions.length > 0 && !permissions.some((permission) => holds(hq, user, permission))) {
    const isScript = call.headers['x-requested-with'] === 'XMLHttpRequest';
    throw new ReplyError(isScript ? plainText(403, 'Forbidden') : htmlError(403, 'Permission denied'));
  }
  return { ...call, hq, user };
}

/** Where a call without a session is sent. In a secure project HQ's time-out middleware does it, to the general page. */
function signInUrl(hq: Hq): string {
  return hq.settings().secureSessions ? '/accounts/login/' : `/a/${hq.project}/login/`;
}
