import { acceptUpload, UploadRefusal, uploadedFiles } from '../bulk/accept-upload.ts';
import type { JobOutcome } from '../bulk/jobs.ts';
import { DownloadCrash, FilterError, downloadSheets, filteredPeople, readFilter } from '../bulk/make-download.ts';
import type { UserFilter } from '../bulk/make-download.ts';
import { projectGroups } from '../bulk/import-groups.ts';
import { RowReadError, WorkbookError } from '../bulk/read-sheet.ts';
import type { ImportResult } from '../bulk/import-result.ts';
import { writeWorkbook } from '../bulk/write-workbook.ts';
import type { Call } from '../http/call.ts';
import { authenticate } from '../http/authenticate.ts';
import { readMultipart } from '../http/multipart.ts';
import { ReplyError, empty, html, plainText, redirect } from '../http/reply.ts';
import type { Reply } from '../http/reply.ts';
import type { Hq } from '../hq.ts';
import type { UserKind } from '../model.ts';
import { select } from './field-page-data.ts';
import { csrfOf, escapeHtml, htmlError, page, usersUrl } from './page.ts';
import type { PageCall } from './page.ts';

/** The type of a workbook. */
export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const FOLDER: Record<UserKind, string> = { web: 'web', mobile: 'commcare' };
const SUCCESS = ['created', 'updated', 'invited'];

function folder(call: PageCall, kind: UserKind): string {
  return `${usersUrl(call.hq)}${FOLDER[kind]}/`;
}

/** GET `web/download/`, `commcare/download/`: starts the job; 302 to its status page. */
export function startDownload(call: PageCall, kind: UserKind): Reply {
  const { hq, query } = call;
  const filter = orBadRequest(() => readFilter(hq, query));
  const id = hq.jobs.add(madeDownload(call, kind, filter), call.now, hq.settings().jobPolls);
  return redirect(`${folder(call, kind)}download/status/${id}/`);
}

function madeDownload({ hq, user }: PageCall, kind: UserKind, filter: UserFilter): JobOutcome {
  try {
    const file = writeWorkbook(downloadSheets(hq, user, kind, filter));
    const place = hq.store.get('location', filter.location_id)?.name;
    const where = place === undefined ? hq.project : `${hq.project}_${place}`;
    const unique = hq.sessions.newToken();
    const name = filter.columns === 'usernames' ? `${where}_users.xlsx` : `${hq.project}_users_${unique}.xlsx`;
    return { kind: 'download', file, name };
  } catch (error) {
    if (error instanceof DownloadCrash) return { kind: 'failed', reason: error.message };
    throw error;
  }
}

function orBadRequest<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof FilterError)
      throw Object.assign(new ReplyError(html(400, 'Invalid Request')), { cause: error });
    throw error;
  }
}

/** GET `web/count_users/`, `commcare/count_users/`. */
export function countUsers(call: PageCall, kind: UserKind): Reply {
  const { hq } = call;
  const filter = orBadRequest(() => readFilter(hq, call.query));
  const found = filteredPeople(hq, call.user, filter);
  const count = kind === 'web' ? found.webUsers.length + found.invitations.length : found.workers.length;
  return { status: 200, json: { user_count: count, group_count: kind === 'web' ? 0 : projectGroups(hq).length } };
}

/** GET `web/filter_and_download/`, `commcare/filter_and_download/`: its role filter lists the plain ids of all roles. */
export function filterPage(call: PageCall, kind: UserKind): Reply {
  const { hq } = call;
  const roles = hq.store.rules('role').map(({ id, name }) => ({ value: id, label: name }));
  const choices = [{ value: '', label: 'All Roles' }, ...roles];
  const status = ['show_all', 'active', 'inactive'].map((value) => ({ value, label: value }));
  const body = `<form method="get" action="${folder(call, kind)}download/">
    <p><label>Role ${select('role_id', choices, [])}</label></p>
    <p><label>Name or Username <input name="search_string" maxlength="30"></label></p>
    <p><label>Active / Deactivated ${select('user_active_status', status, [])}</label></p>
    <button type="submit">Download</button></form>`;
  return page(hq, call, 'Filter and Download', body);
}

/** The page a person waits on; a script polls instead. */
export function jobStatusPage(call: PageCall, pollUrl: string): Reply {
  return page(
    call.hq,
    call,
    'Processing...',
    `<p>Your request is being processed.</p><p><a href="${pollUrl}">Look again</a></p>`,
  );
}

/** GET `commcare/download/poll/<id>/`, also for web users. Done with: 500, as for a job that failed. */
export function pollDownload(call: PageCall, id: string): Reply {
  const { jobs } = call.hq;
  const outcome = jobs.poll(id, call.now);
  if (outcome === 'running') return progress(jobs.percent(id));
  if (outcome?.kind !== 'download') throw new ReplyError(empty(500));
  const link = `/downloads/temp/${id}?get_file=1`;
  return html(
    200,
    `<div id="ready_${id}"><p>Your file is ready.</p><a class="btn" href="${link}">Download Users</a></div>`,
  );
}

/** HQ: soil's progress bar; the importer tells it row by row (users/tasks.py, DownloadBase.set_progress). */
function progress(percent: number): Reply {
  return html(200, `<div class="progress"><div class="progress-bar" style="width: ${percent}%"></div></div>`);
}

/** GET `/downloads/temp/<id>?get_file=1`. */
export function downloadedFile(hq: Hq, call: Call, id: string): Reply {
  const found = hq.jobs.file(id, call.now);
  if (!found || call.query.get('get_file') !== '1') throw new ReplyError(htmlError(404, 'Page not found'));
  const disposition = `attachment; filename="${found.name}"`;
  return { status: 200, bytes: found.file, contentType: XLSX, headers: { 'Content-Disposition': disposition } };
}

/** GET and POST `web/upload/`, `commcare/upload/`: the plan's BULK_USER_MANAGEMENT stands before both. HQ: UploadWebUsers, UploadCommCareUsers. */
export function bulkUpload(call: PageCall, kind: UserKind): Reply {
  if (!call.hq.settings().planBulk) throw new ReplyError(htmlError(403, 'Permission denied'));
  return call.method === 'POST' ? startUpload(call, kind) : uploadForm(call, kind);
}

function uploadForm(call: PageCall, kind: UserKind): Reply {
  const { token } = csrfOf(call.hq, call);
  const name = kind === 'web' ? 'Web Users' : 'Mobile Workers';
  return page(
    call.hq,
    call,
    `Bulk Upload ${name}`,
    `<form method="post" enctype="multipart/form-data"><input type="hidden" name="csrfmiddlewaretoken" value="${token}">
    <label>File <input type="file" name="bulk_upload_file" accept=".xlsx" required></label>
    <button type="submit">Upload ${name}</button></form>`,
  );
}

/** HQ: users/views/__init__.py BaseUploadUser.post. */
function startUpload(call: PageCall, kind: UserKind): Reply {
  const { hq } = call;
  const file = uploadedFiles(readMultipart(call))[0] ?? Buffer.alloc(0);
  try {
    const result = acceptUpload(hq, call.user, kind, file);
    const id = hq.jobs.add({ kind: 'upload', what: kind, result }, call.now, hq.settings().jobPolls);
    return redirect(`${folder(call, kind)}upload/status/${id}/`);
  } catch (error) {
    if (error instanceof UploadRefusal && error.where === 'no sheet') return html(400, escapeHtml(error.message));
    if (error instanceof RowReadError)
      throw Object.assign(new ReplyError(htmlError(500, 'Server error')), { cause: error });
    if (!(error instanceof WorkbookError || error instanceof UploadRefusal)) throw error;
    hq.sessions.tell(call, escapeHtml(error.message).replaceAll('\n', '<br>'));
    return error instanceof WorkbookError ? uploadForm(call, kind) : redirect(`${folder(call, kind)}upload/`);
  }
}

/** GET `web/upload/poll/<id>/`, `commcare/upload/poll/<id>/`: a fragment of HTML; a job that died answers 500 and nothing. */
export function pollUpload(call: PageCall, kind: UserKind, id: string): Reply {
  const { jobs } = call.hq;
  const outcome = jobs.poll(id, call.now);
  if (outcome === 'running') return progress(jobs.percent(id));
  if (outcome?.kind !== 'upload' || outcome.what !== kind || outcome.result.isCrashed) {
    throw new ReplyError(empty(500));
  }
  return html(200, resultHtml(kind, id, outcome.result));
}

/** HQ: users/views/utils.py BulkUploadResponseWrapper and the template user_upload_status.html. */
function resultHtml(kind: UserKind, id: string, { rows, errors }: ImportResult): string {
  const isFine = (flag: string): boolean => SUCCESS.includes(flag) && (flag !== 'invited' || kind === 'web');
  const done = rows.filter((row) => isFine(row.flag)).length;
  const what = kind === 'web' ? 'web users' : 'mobile workers';
  const problems = [
    ...rows.filter((row) => !isFine(row.flag)).map((row) => `${row.username}: ${row.flag}`),
    ...errors,
  ].map((text) => `<p>${escapeHtml(text)}</p>`);
  const list =
    problems.length === 0
      ? ''
      : `<p class="lead">However, we ran into problems with the following users:</p><div class="alert alert-danger">${problems.join('')}</div>`;
  return `<div id="ready_${id}"><h2>Bulk upload complete.</h2>
<p>${kind === 'web' ? 'Web' : 'Mobile'} Worker upload has finished</p>
<p>Successfully uploaded ${done} ${what}.</p>${list}</div>`;
}

/** POST `commcare/upload/bulk_user_upload_api/`: any API credentials, no job id in the answer. HQ: users/views/mobile/users.py. */
export function uploadByApi(hq: Hq, call: Call): Reply {
  if (call.headers.authorization === undefined) throw new ReplyError(plainText(401, 'Authorization Required'));
  const caller = authenticate(hq, call, hq.project);
  if (caller.kind === 'worker') throw new ReplyError(empty(403));
  const files = uploadedFiles(readMultipart(call));
  const refuse = (message: string): Reply => ({ status: 400, json: { success: false, message } });
  const file = files[0];
  if (!file) return refuse('no file uploaded');
  if (files.length > 1) return refuse('only one file can be uploaded at a time');
  try {
    const result = acceptUpload(hq, caller.user, 'mobile', file);
    hq.jobs.add({ kind: 'upload', what: 'mobile', result }, call.now, hq.settings().jobPolls);
    return { status: 200, json: { success: true } };
  } catch (error) {
    if (error instanceof WorkbookError || error instanceof UploadRefusal) return refuse(error.message);
    if (!(error instanceof RowReadError)) throw error;
    return { status: 500, json: { success: false, message: error.message } };
  }
}
