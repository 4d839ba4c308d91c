import type { Call } from '../http/call.ts';
import { methodNotAllowed, notFoundPage, redirect } from '../http/reply.ts';
import type { Reply } from '../http/reply.ts';
import type { Hq } from '../hq.ts';
import { mobileWorkersJson, mobileWorkersPage, setPersonalIdLink, setWorkerActive } from './mobile-workers.ts';
import { admit, usersUrl } from './page.ts';
import type { PageCall } from './page.ts';
import { pingLogin, signIn, signOut } from './sign-in.ts';
import {
  deleteInvitation,
  removeWebUser,
  resendInvitation,
  setWebUserActive,
  undoRemoveWebUser,
  webUsersJson,
  webUsersPage,
} from './web-users.ts';

/** One page under `/a/<project>/settings/users/`. `path` may catch one part, which is handed to `serve`. */
type PageRoute = {
  path: RegExp;
  method: 'GET' | 'POST' | 'ANY';
  /** One of these is enough. */
  permissions: readonly string[];
  serve: (call: PageCall, part: string) => Reply;
};

const WEB_READ = ['edit_web_users', 'view_web_users'];
const WEB_EDIT = ['edit_web_users'];
const MOBILE_READ = ['edit_commcare_users', 'view_commcare_users'];
const MOBILE_EDIT = ['edit_commcare_users'];

const PAGES: readonly PageRoute[] = [
  { path: /^web\/$/, method: 'GET', permissions: WEB_READ, serve: webUsersPage },
  { path: /^web\/json\/$/, method: 'GET', permissions: WEB_READ, serve: webUsersJson },
  {
    path: /^web\/deactivate\/([^/]+)\/$/,
    method: 'POST',
    permissions: WEB_EDIT,
    serve: (call, id) => setWebUserActive(call, id, false),
  },
  {
    path: /^web\/reactivate\/([^/]+)\/$/,
    method: 'POST',
    permissions: WEB_EDIT,
    serve: (call, id) => setWebUserActive(call, id, true),
  },
  { path: /^web\/remove\/([^/]+)\/$/, method: 'POST', permissions: WEB_EDIT, serve: removeWebUser },
  { path: /^web\/undo_remove\/([^/]+)\/$/, method: 'ANY', permissions: WEB_EDIT, serve: undoRemoveWebUser },
  { path: /^web\/reinvite\/$/, method: 'POST', permissions: WEB_EDIT, serve: resendInvitation },
  { path: /^web\/delete_invitation\/$/, method: 'POST', permissions: WEB_EDIT, serve: deleteInvitation },
  { path: /^commcare\/$/, method: 'GET', permissions: MOBILE_READ, serve: mobileWorkersPage },
  { path: /^commcare\/json\/$/, method: 'GET', permissions: MOBILE_READ, serve: mobileWorkersJson },
  {
    path: /^commcare\/activate\/([^/]+)\/$/,
    method: 'POST',
    permissions: MOBILE_EDIT,
    serve: (call, id) => setWorkerActive(call, id, true),
  },
  {
    path: /^commcare\/deactivate\/([^/]+)\/$/,
    method: 'POST',
    permissions: MOBILE_EDIT,
    serve: (call, id) => setWorkerActive(call, id, false),
  },
  {
    path: /^commcare\/personalid_link\/([^/]+)\/status\/$/,
    method: 'POST',
    permissions: MOBILE_EDIT,
    serve: setPersonalIdLink,
  },
];

/** HQ's web pages: a signed-in session, and the CSRF token on every POST. REST keys do not work here. */
export function routePage(hq: Hq, call: Call): Reply {
  switch (call.path) {
    case '/':
      return redirect(`${usersUrl(hq)}web/`);
    case '/accounts/login/':
    case `/a/${hq.project}/login/`:
      return signIn(hq, call);
    case '/accounts/logout/':
      return signOut(hq, call);
    case '/ping_login/':
      return pingLogin(hq, call);
  }
  const base = usersUrl(hq);
  if (!call.path.startsWith(base)) return notFoundPage();
  const rest = call.path.slice(base.length);
  for (const route of PAGES) {
    const found = route.path.exec(rest);
    if (!found) continue;
    const pageCall = admit(hq, call, ...route.permissions);
    if (route.method !== 'ANY' && route.method !== call.method) return methodNotAllowed([route.method]);
    return route.serve(pageCall, found[1] ?? '');
  }
  return notFoundPage();
}
