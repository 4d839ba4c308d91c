import type { Call } from '../http/call.ts';
import { methodNotAllowed, notFoundPage, redirect } from '../http/reply.ts';
import type { Reply } from '../http/reply.ts';
import type { Hq } from '../hq.ts';
import type { UserKind } from '../model.ts';
import { PERMISSION_FLAGS } from '../permissions.ts';
import { deleteRequest, requestAccess } from './access-requests.ts';
import {
  bulkUpload,
  countUsers,
  downloadedFile,
  filterPage,
  jobStatusPage,
  pollDownload,
  pollUpload,
  startDownload,
  uploadByApi,
} from './bulk-jobs.ts';
import { userFieldsPage } from './user-fields.ts';
import { editInvitation, inviteWebUser } from './invite.ts';
import { joinProject } from './join.ts';
import { locationSearch, locationSearchUrl } from './location-search.ts';
import { deleteMany, lookUpMany, manyWorkersForm } from './many-workers.ts';
import { mobileWorkersJson, mobileWorkersPage, setPersonalIdLink, setWorkerActive } from './mobile-workers.ts';
import { workerMethod } from './new-worker.ts';
import { admit } from './admit.ts';
import { htmlError, usersUrl } from './page.ts';
import type { PageCall } from './page.ts';
import { subscriptionPage, subscriptionUrl } from './subscription.ts';
import { pingLogin, pingSession, signIn, signOut } from './sign-in.ts';
import {
  checkSsoTrust,
  deleteInvitation,
  myRole,
  removeWebUser,
  resendInvitation,
  rolesPage,
  setWebUserActive,
  undoRemoveWebUser,
  webUsersJson,
  webUsersPage,
} from './web-users.ts';
import { changePassword, deleteWorker, restoreWorker, sendConfirmation, sendPasswordReset } from './worker-actions.ts';

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

/** Without this header HQ takes a call of a page's method for a visit to the page. */
function isScript(call: PageCall): boolean {
  return call.headers['x-requested-with'] === 'XMLHttpRequest';
}

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
  { path: /^web\/delete_request\/$/, method: 'POST', permissions: WEB_EDIT, serve: deleteRequest },
  { path: /^web\/check_sso_trust\/$/, method: 'POST', permissions: WEB_EDIT, serve: checkSsoTrust },
  { path: /^web\/invite\/$/, method: 'ANY', permissions: WEB_EDIT, serve: inviteWebUser },
  { path: /^web\/invite\/edit\/([^/]+)\/$/, method: 'ANY', permissions: WEB_EDIT, serve: editInvitation },
  // For every member who may do anything at all.
  { path: /^my_role\/$/, method: 'GET', permissions: PERMISSION_FLAGS, serve: myRole },
  { path: /^user_data\/$/, method: 'GET', permissions: MOBILE_EDIT, serve: userFieldsPage },
  { path: /^roles\/$/, method: 'GET', permissions: ['view_roles'], serve: rolesPage },
  {
    path: /^commcare\/$/,
    method: 'ANY',
    permissions: MOBILE_READ,
    serve: (call) => (isScript(call) && call.method === 'POST' ? workerMethod(call) : mobileWorkersPage(call)),
  },
  {
    path: /^commcare\/delete\/$/,
    method: 'ANY',
    permissions: MOBILE_EDIT,
    serve: (call) => (call.method === 'POST' ? deleteMany(call) : manyWorkersForm(call, 'delete')),
  },
  {
    path: /^commcare\/lookup\/$/,
    method: 'ANY',
    permissions: MOBILE_EDIT,
    serve: (call) => (call.method === 'POST' ? lookUpMany(call) : manyWorkersForm(call, 'lookup')),
  },
  {
    path: /^commcare\/send_password_reset_email\/([^/]+)\/$/,
    method: 'POST',
    permissions: MOBILE_EDIT,
    serve: sendPasswordReset,
  },
  { path: /^commcare\/delete\/([^/]+)\/$/, method: 'POST', permissions: MOBILE_EDIT, serve: deleteWorker },
  { path: /^commcare\/restore\/([^/]+)\/$/, method: 'POST', permissions: MOBILE_EDIT, serve: restoreWorker },
  {
    path: /^commcare\/send_confirmation_email\/([^/]+)\/$/,
    method: 'POST',
    permissions: MOBILE_EDIT,
    serve: sendConfirmation,
  },
  { path: /^change_password\/([^/]+)\/$/, method: 'POST', permissions: MOBILE_EDIT, serve: changePassword },
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

/** Uploads and downloads: the same pages for web users and mobile workers. */
function jobPages(kind: UserKind): PageRoute[] {
  const folder = kind === 'web' ? 'web' : 'commcare';
  const read = kind === 'web' ? WEB_READ : MOBILE_READ;
  const edit = kind === 'web' ? WEB_EDIT : MOBILE_EDIT;
  const at = (rest: string): RegExp => new RegExp(`^${folder}/${rest}/$`);
  const id = '([^/]+)';
  const poll = { web: `web/upload/poll`, mobile: 'commcare/upload/poll' }[kind];
  return [
    { path: at('download'), method: 'GET', permissions: read, serve: (call) => startDownload(call, kind) },
    {
      path: at('filter_and_download'),
      method: 'GET',
      permissions: read,
      serve: (call) => filterPage(call, kind),
    },
    { path: at('count_users'), method: 'GET', permissions: read, serve: (call) => countUsers(call, kind) },
    {
      path: at(`download/status/${id}`),
      method: 'GET',
      permissions: read,
      serve: (call, job) => jobStatusPage(call, `${usersUrl(call.hq)}commcare/download/poll/${job}/`),
    },
    {
      path: at('upload'),
      method: 'ANY',
      permissions: edit,
      serve: (call) => bulkUpload(call, kind),
    },
    {
      path: at(`upload/status/${id}`),
      method: 'GET',
      permissions: edit,
      serve: (call, job) => jobStatusPage(call, `${usersUrl(call.hq)}${poll}/${job}/`),
    },
    {
      path: at(`upload/poll/${id}`),
      method: 'GET',
      permissions: edit,
      serve: (call, job) => pollUpload(call, kind, job),
    },
  ];
}

const JOB_PAGES: readonly PageRoute[] = [
  ...jobPages('web'),
  ...jobPages('mobile'),
  // One poll page for both kinds, guarded by the right to see mobile workers.
  { path: /^commcare\/download\/poll\/([^/]+)\/$/, method: 'GET', permissions: MOBILE_READ, serve: pollDownload },
];

const DOWNLOADED = /^\/downloads\/temp\/((?:dl-)?[0-9a-fA-Z]{25,32})\/?$/;
const JOIN = /^join\/([^/]+)\/$/;

/** Pages that do not ask for a member's session. */
function openPage(hq: Hq, call: Call, rest: string): Reply | undefined {
  if (rest === 'commcare/upload/bulk_user_upload_api/' && call.method === 'POST') return uploadByApi(hq, call);
  if (rest === 'web/request/') return requestAccess(hq, call);
  const uuid = JOIN.exec(rest)?.[1];
  return uuid === undefined ? undefined : joinProject(hq, call, uuid);
}

/** A paused subscription leaves nothing of the Mobile Workers pages but this. */
const UPGRADE = 'Your subscription is paused';

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
    case '/ping_session/':
      return pingSession(hq, call);
  }
  const base = usersUrl(hq);
  const job = DOWNLOADED.exec(call.path)?.[1];
  if (job !== undefined) return downloadedFile(hq, admit(hq, call, ...WEB_READ, ...MOBILE_READ), job);
  if (call.path === subscriptionUrl(hq.project)) return subscriptionPage(admit(hq, call, 'edit_billing'));
  if (call.path === locationSearchUrl(hq.project))
    return call.method === 'GET' ? locationSearch(admit(hq, call)) : methodNotAllowed(['GET']);
  if (!call.path.startsWith(base)) return notFoundPage();
  const rest = call.path.slice(base.length);
  const open = openPage(hq, call, rest);
  if (open) return open;
  for (const route of [...PAGES, ...JOB_PAGES]) {
    const found = route.path.exec(rest);
    if (!found) continue;
    const pageCall = admit(hq, call, ...route.permissions);
    if (hq.settings().planPaused && rest.startsWith('commcare/')) return htmlError(200, UPGRADE);
    if (route.method !== 'ANY' && route.method !== call.method) return methodNotAllowed([route.method]);
    return route.serve(pageCall, found[1] ?? '');
  }
  return notFoundPage();
}
