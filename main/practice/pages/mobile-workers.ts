import { readForm } from '../http/call.ts';
import { ReplyError, empty } from '../http/reply.ts';
import type { Reply } from '../http/reply.ts';
import { noteHistory } from '../hq.ts';
import type { Hq } from '../hq.ts';
import type { Worker } from '../model.ts';
import { holds, reachableLocations } from '../permissions.ts';
import { activeStateRefusal, workerOf } from '../resources/user.ts';
import { activeWorkers } from '../resources/user-create.ts';
import { workerSuffix } from '../resources/worker-name.ts';
import { fieldPageData } from './field-page-data.ts';
import { cut, htmlError, isFound, page, pageData, readCut, usersUrl } from './page.ts';
import { pageLinks, searchForm, shownTime } from './list-parts.ts';
import type { PageCall } from './page.ts';
import { table, tableRow } from './web-users.ts';

/** Rows on the page itself; the whole project is reached through the JSON list. */
const PAGE_ROWS = 100;

function shortName(hq: Hq, worker: Worker): string {
  return worker.username.replace(workerSuffix(hq.project), '');
}

function statusOf(worker: Worker): string {
  if (!worker.is_account_confirmed) return 'Pending Confirmation';
  return worker.is_active ? 'Active' : 'Deactivated';
}

/** PersonalID status: null for all rows when the flag is off. */
function linkOf(hq: Hq, worker: Worker): boolean | null {
  return hq.settings().connect ? worker.personalid_link_active : null;
}

/** HQ: views/mobile/users.py paginate_mobile_workers. */
function row(hq: Hq, worker: Worker): Record<string, unknown> {
  return {
    username: shortName(hq, worker),
    user_id: worker.id,
    first_name: worker.first_name,
    last_name: worker.last_name,
    date_registered: `${worker.created_on.slice(0, 10)} ${worker.created_on.slice(11, 16)}`,
    is_active: worker.is_active,
    is_account_confirmed: worker.is_account_confirmed,
    confirmation_sent_at: worker.confirmation_sent_at,
    status: statusOf(worker),
    is_personalid_link_active: linkOf(hq, worker),
  };
}

/** Which workers a list or the page itself is asked for: active ones; with showDeactivatedUsers only the others, with both flags the unconfirmed. */
function asked(call: PageCall): Worker[] {
  const { hq, query } = call;
  const isYes = (name: string): boolean => query.get(name) === 'true';
  const active = !isYes('showDeactivatedUsers');
  const reach = reachableLocations(hq, call.user);
  const filter = { domain: hq.project, active };
  return hq.store
    .list('worker', filter, 0, Number.MAX_SAFE_INTEGER, call.lagMs)
    .rows.filter(
      (worker) =>
        (reach === null || worker.locations.some((id) => reach.has(id))) &&
        isFound(worker, query.get('query')) &&
        (active || worker.is_account_confirmed !== isYes('showUnconfirmedUsers')),
    );
}

/** Whether the list is that of all active workers, which its index has ready. */
function isPlain({ hq, query, user }: PageCall): boolean {
  return query.get('showDeactivatedUsers') !== 'true' && !query.get('query') && reachableLocations(hq, user) === null;
}

/** `commcare/json/`. HQ: views/mobile/users.py paginate_mobile_workers. */
export function mobileWorkersJson(call: PageCall): Reply {
  if (isPlain(call)) return plainPage(call);
  const found = asked(call);
  const part = cut(found, call.query);
  return { status: 200, json: { users: part.rows.map((worker) => row(call.hq, worker)), total: found.length } };
}

/** The list of active workers without a search, straight from its index: quick with 100,000 of them. */
function plainPage({ hq, query, lagMs }: PageCall): Reply {
  const { limit, page: number } = readCut(query);
  const found = hq.store.list('worker', { domain: hq.project, active: true }, (number - 1) * limit, limit, lagMs);
  return { status: 200, json: { users: found.rows.map((worker) => row(hq, worker)), total: found.total } };
}

/** One page of what is asked for, and how many there are. */
function pageRows(call: PageCall): { rows: Worker[]; total: number; number: number } {
  const { page: number } = readCut(call.query);
  const offset = (number - 1) * PAGE_ROWS;
  if (isPlain(call)) {
    const filter = { domain: call.hq.project, active: true };
    return { ...call.hq.store.list('worker', filter, offset, PAGE_ROWS, call.lagMs), number };
  }
  const all = asked(call);
  return { rows: all.slice(offset, offset + PAGE_ROWS), total: all.length, number };
}

const LINK_WORDS = new Map<boolean | null, string>([
  [true, 'Active'],
  [false, 'Inactive'],
  [null, 'Not Linked'],
]);

/** The Mobile Workers page, with the URL for PersonalID registered in it. It takes the list's own parameters. */
export function mobileWorkersPage(call: PageCall): Reply {
  const { hq, query } = call;
  const found = pageRows(call);
  const base = `${usersUrl(hq)}commcare/`;
  const hasLinks = hq.settings().connect;
  const isDeactivated = query.get('showDeactivatedUsers') === 'true';
  const rows = found.rows.map((worker) =>
    tableRow([
      shortName(hq, worker),
      worker.first_name,
      worker.last_name,
      shownTime(worker.created_on),
      statusOf(worker),
      ...(hasLinks ? [LINK_WORDS.get(worker.personalid_link_active) ?? ''] : []),
    ]),
  );
  const heads = ['Username', 'First Name', 'Last Name', 'Date Registered', 'Status'];
  const link = hasLinks ? pageData('set_personalid_link_status', `${base}personalid_link/---/status/`) : '';
  const count = `${found.total} ${isDeactivated ? 'deactivated' : 'active'} mobile workers`;
  const told = [
    pageData('strong_mobile_passwords', hq.settings().strongPasswords),
    pageData('skip_standard_password_validations', false),
    pageData('two_stage_user_confirmation', hq.settings().planTwoStage),
  ].join('');
  const body = `${link}${told}${newWorkerDialog(call)}${fieldPageData(hq, call.user, 'mobile')}${pageData('paginate_mobile_workers', `${base}json/`)}
    ${searchForm(base, query, isDeactivated ? ['showDeactivatedUsers', 'true'] : null)}
    <p><a href="${base}${isDeactivated ? '">Show Active' : '?showDeactivatedUsers=true">Show Deactivated'} Mobile Workers</a></p>
    <p>${count}${pageLinks(base, query, found.total, PAGE_ROWS, found.number)}</p>
    ${table([...heads, ...(hasLinks ? ['PersonalID Status'] : [])], rows)}`;
  return page(hq, call, 'Mobile Workers', body);
}

/** The dialog for a new worker, not for who may only look: a form, or that the plan's number is reached. HQ: users/mobile_workers.html. */
function newWorkerDialog({ hq, user }: PageCall): string {
  if (!holds(hq, user, 'edit_commcare_users')) return '';
  const { workerLimit } = hq.settings();
  const isFull = workerLimit !== null && activeWorkers(hq) >= workerLimit;
  const inside = isFull
    ? `<div class="alert alert-info text-center"><p class="lead">Mobile Worker Limit Reached</p><p>You have reached the limit of
       <strong>${workerLimit} Mobile Workers</strong> included with your plan.</p></div>`
    : '<form novalidate></form>';
  return `<div class="modal fade" id="new-user-modal" hidden>${inside}</div>`;
}

/** POST `commcare/activate/<id>/` and `commcare/deactivate/<id>/`. */
export function setWorkerActive(call: PageCall, id: string, active: boolean): Reply {
  const worker = workerOf(call.hq, id);
  if (!worker) throw new ReplyError(htmlError(404, 'Page not found'));
  const reach = reachableLocations(call.hq, call.user);
  if (reach !== null && !worker.locations.some((place) => reach.has(place))) {
    return { status: 200, json: { error: 'No Permission.' } };
  }
  const refusal = activeStateRefusal(call.hq, worker, active);
  if (refusal !== undefined) return { status: 200, json: { error: refusal } };
  call.hq.store.put('worker', { ...worker, is_active: active });
  noteHistory(call.hq, id, call.user.username, 'page', active ? 'activate' : 'deactivate');
  return { status: 200, json: { success: true } };
}

/** Unlinking ends the worker's access by OAuth2, for good. */
function revokeTokens(hq: Hq, username: string): void {
  for (const token of hq.store.named('oauth-token', username)) {
    hq.store.put('oauth-token', { ...token, is_active: false });
  }
}

/** POST of the PersonalID status: 200 with an empty body; without a link an uncaught error. HQ: set_personalid_link_status. */
export function setPersonalIdLink(call: PageCall, shortUsername: string): Reply {
  const { hq } = call;
  // HQ: users/urls.py, the pattern of May 2025.
  if (hq.settings().plainPersonalIdNames && !/^[\w\- ]+$/.test(shortUsername))
    throw new ReplyError(htmlError(404, 'Page not found'));
  if (!hq.settings().connect) throw new ReplyError(htmlError(403, 'Permission denied'));
  const given = readForm(call).get('is_active');
  if (given === null) throw new ReplyError(empty(400));
  const worker = hq.store.named('worker', shortUsername + workerSuffix(hq.project))[0];
  if (!worker || worker.deleted || worker.personalid_link_active === null) {
    throw new ReplyError(htmlError(500, 'Server error'));
  }
  hq.store.put('worker', { ...worker, personalid_link_active: given === 'true' });
  if (given !== 'true') revokeTokens(hq, worker.username);
  noteHistory(hq, worker.id, call.user.username, 'page', given === 'true' ? 'link' : 'unlink');
  return empty(200);
}
