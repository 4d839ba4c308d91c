import { UploadRefusal, uploadedFiles } from '../bulk/accept-upload.ts';
import { asText } from '../bulk/cell.ts';
import type { Sheet } from '../bulk/cell.ts';
import { WorkbookError, readSheet } from '../bulk/read-sheet.ts';
import { readWorkbook } from '../bulk/read-workbook.ts';
import { normalizedUsername } from '../bulk/worker-row-name.ts';
import { writeWorkbook } from '../bulk/write-workbook.ts';
import { readMultipart } from '../http/multipart.ts';
import { redirect } from '../http/reply.ts';
import type { Reply } from '../http/reply.ts';
import { noteHistory } from '../hq.ts';
import type { Worker } from '../model.ts';
import { retireWorker } from '../resources/user.ts';
import { XLSX } from './bulk-jobs.ts';
import { csrfOf, escapeHtml, page, usersUrl } from './page.ts';
import type { PageCall } from './page.ts';

const NO_COLUMN = "No users found. Please check your file contains a 'username' column.";
const NO_ROWS = 'No users found. Please check file is not empty.';
const NOTHING_DONE = 'No users deleted. Please address the above issue(s) and re-upload your updated file.';

type Named = { name: string; worker: Worker | undefined };

/** GET `commcare/delete/`, `commcare/lookup/`: the form for the file. */
export function manyWorkersForm(call: PageCall, what: 'delete' | 'lookup'): Reply {
  const { token } = csrfOf(call.hq, call);
  const title = what === 'delete' ? 'Bulk Delete Mobile Workers' : 'Mobile Workers Bulk Lookup';
  const form = `<form method="post" enctype="multipart/form-data"><input type="hidden" name="csrfmiddlewaretoken" value="${token}">
    <label>File <input type="file" name="bulk_upload_file" accept=".xlsx" required></label>
    <button type="submit">${title}</button></form>`;
  return page(call.hq, call, title, form);
}

/** The people in the first sheet's column `username`. Throws UploadRefusal and WorkbookError with HQ's texts. */
function named({ hq, ...call }: PageCall): Named[] {
  const cells = readWorkbook(uploadedFiles(readMultipart(call))[0] ?? Buffer.alloc(0))[0]?.cells;
  if (!cells) throw new UploadRefusal('no sheet', 'Workbook has no worksheets');
  const sheet: Sheet = readSheet(cells);
  if (!sheet.keys.includes('username')) throw new UploadRefusal('headers', NO_COLUMN);
  if (sheet.rows.length === 0) throw new UploadRefusal('headers', NO_ROWS);
  return sheet.rows.map((row) => {
    const name = asText(row['username']) ?? '';
    const found = hq.store.named('worker', normalizedUsername(name, hq.project) ?? '');
    return { name, worker: found.find((worker) => !worker.deleted) };
  });
}

/** POST `commcare/delete/`: all of them or none. HQ: users/views/mobile/users.py DeleteCommCareUsers. */
export function deleteMany(call: PageCall): Reply {
  for (const message of deletion(call)) call.hq.sessions.tell(call, escapeHtml(message));
  return redirect(`${usersUrl(call.hq)}commcare/delete/`);
}

function deletion(call: PageCall): string[] {
  const { hq, user } = call;
  let people: Named[];
  try {
    people = named(call);
  } catch (error) {
    if (error instanceof WorkbookError || error instanceof UploadRefusal) return [error.message];
    throw error;
  }
  const busy = people.filter(({ worker }) => worker?.has_submissions === true).map(({ name }) => name);
  const missing = people.filter(({ worker }) => worker === undefined).map(({ name }) => name);
  const problems = [
    ...(busy.length === 0
      ? []
      : [`The following users have form submissions and must be deleted individually: ${busy.join(', ')}.`]),
    ...(missing.length === 0 ? [] : [`The following users were not found: ${missing.join(', ')}.`]),
  ];
  if (problems.length > 0) return [...problems, NOTHING_DONE];
  const workers = new Map(people.flatMap(({ worker }) => (worker ? [[worker.id, worker]] : [])));
  for (const worker of workers.values()) {
    retireWorker(hq, worker);
    noteHistory(hq, worker.id, user.username, 'page', 'delete');
  }
  return [`${workers.size} user(s) deleted.`];
}

/** POST `commcare/lookup/`: a workbook that tells who of those named is there. HQ: CommCareUsersLookup. */
export function lookUpMany(call: PageCall): Reply {
  const { hq } = call;
  try {
    const lines = named(call).map(({ name, worker }) => [
      name,
      worker ? 'yes' : 'no',
      worker ? (worker.is_active ? 'True' : 'False') : '',
    ]);
    const file = writeWorkbook([{ title: 'users', lines: [['username', 'exists', 'is_active'], ...lines] }]);
    const disposition = `attachment; filename="${hq.project} users.xlsx"`;
    return { status: 200, bytes: file, contentType: XLSX, headers: { 'Content-Disposition': disposition } };
  } catch (error) {
    if (!(error instanceof WorkbookError || error instanceof UploadRefusal)) throw error;
    hq.sessions.tell(call, escapeHtml(error.message));
    return redirect(`${usersUrl(hq)}commcare/lookup/`);
  }
}
