import type { Hq } from '../hq.ts';
import type { UserKind, WebUser } from '../model.ts';
import type { FormPart } from '../http/multipart.ts';
import { headerProblems } from './check-headers.ts';
import { importMobileWorkers } from './import-mobile-workers.ts';
import { importWebUsers } from './import-web-users.ts';
import { importGroups } from './import-groups.ts';
import { openSheet } from './read-sheet.ts';
import { readWorkbook } from './read-workbook.ts';
import type { ImportResult } from './import-result.ts';

/** A file that stops before any row is looked at. `where`: HQ answers each of these differently. */
export class UploadRefusal extends Error {
  readonly where: 'headers' | 'no sheet';
  constructor(where: UploadRefusal['where'], text: string) {
    super(text);
    this.where = where;
  }
}

/** The form field HQ's upload views read. */
export const FILE_FIELD = 'bulk_upload_file';

export function uploadedFiles(parts: readonly FormPart[]): Buffer[] {
  return parts.filter((part) => part.name === FILE_FIELD && part.fileName !== undefined).map((part) => part.content);
}

/**
 * Reads a workbook and imports it. All sheets are opened, so a bad header on any of them rejects the file; `users`, or
 * else the first, holds the people. Throws WorkbookError, UploadRefusal or RowReadError, each before anything is saved.
 * HQ: users/views/__init__.py BaseUploadUser.post, tasks.py import_users.
 */
export function acceptUpload(hq: Hq, uploader: WebUser, kind: UserKind, file: Buffer): ImportResult {
  const sheets = readWorkbook(file).map(({ title, cells }) => ({ title, sheet: openSheet(cells) }));
  const users = (sheets.find((item) => item.title === 'users') ?? sheets[0])?.sheet;
  if (!users) throw new UploadRefusal('no sheet', 'Workbook has no worksheets');
  const problems = headerProblems(hq, uploader, kind, users.keys);
  if (problems !== '') throw new UploadRefusal('headers', problems);
  // Only now is any cell below a header looked at.
  const rows = users.readRows();
  const groups = sheets.find((item) => item.title === 'groups')?.sheet.readRows() ?? [];
  if (kind === 'mobile' && groups.length > 0 && hq.settings().parallelImports) {
    throw new UploadRefusal(
      'headers',
      'Groups are not allowed with parallel user import. Please upload them separately',
    );
  }
  const upload = { hq, uploader, rows };
  if (kind === 'mobile') return importMobileWorkers(upload, groups);
  const errors = importGroups(hq, groups);
  const result = importWebUsers({ ...upload, groupNames: [] });
  return { ...result, errors: [...errors, ...result.errors] };
}
