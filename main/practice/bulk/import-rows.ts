import { FOREIGN_PROJECT } from '../hq.ts';
import type { Hq } from '../hq.ts';
import type { UserKind, WebUser } from '../model.ts';
import { UserDataError } from '../user-data.ts';
import { ImportCrash, asText } from './cell.ts';
import type { Row } from './cell.ts';
import { RowError } from './scope.ts';
import type { ImportResult, RowResult } from './import-result.ts';
import type { Scope, Validator } from './scope.ts';
import { firstProblem, validatorsFor } from './validators.ts';

/** Who uploads what, and the group names a mobile sheet may use. */
export type Upload = { hq: Hq; uploader: WebUser; rows: readonly Row[]; groupNames: readonly string[] };

/** What is done with one row once its project is known. */
type RowWork = {
  /** Before the rules, outside HQ's error handling for rows except for RowError. */
  convert: (scope: Scope, row: Row) => void;
  /** After the rules: saves, and returns the flag of success. */
  apply: (scope: Scope, row: Row) => string;
};

type Ready = { scope: Scope; validators: readonly Validator[] };

/**
 * Takes the rows one by one: each is converted, checked and saved on its own, whatever becomes of the others.
 * HQ: user_importer/importer.py WebImporter.run, CCImporter.run.
 */
export function importRows(upload: Upload, kind: UserKind, work: RowWork): ImportResult {
  const byProject = new Map<string, Ready>();
  const rows: RowResult[] = [];
  const result = { errors: [], rows, isCrashed: false };
  return upload.hq.store.transaction(() => {
    for (const row of upload.rows) {
      try {
        rows.push({
          username: asText(row['username']) ?? '',
          row,
          flag: importRow(upload, kind, work, byProject, row),
        });
      } catch (error) {
        if (!(error instanceof ImportCrash)) throw error;
        return { ...result, isCrashed: true };
      }
    }
    return result;
  });
}

function importRow(upload: Upload, kind: UserKind, work: RowWork, byProject: Map<string, Ready>, row: Row): string {
  try {
    const { scope, validators } = readyFor(upload, kind, byProject, projectOf(upload.hq, row));
    work.convert(scope, row);
    return firstProblem(validators, row) ?? work.apply(scope, row);
  } catch (error) {
    if (error instanceof RowError || error instanceof UserDataError) return error.message;
    throw error;
  }
}

function readyFor(upload: Upload, kind: UserKind, byProject: Map<string, Ready>, project: string): Ready {
  const known = byProject.get(project);
  if (known) return known;
  if (!isProject(upload.hq, project)) throw new RowError(`Domain cannot be set to '${project}'`);
  const rows = upload.rows.filter((row) => isComparedIn(project, row));
  // HQ's rule for Tableau looks at the first of these rows before it has made sure that there is one.
  if (kind === 'web' && rows.length === 0) throw new ImportCrash('list index out of range');
  const scope = { ...upload, kind, project, rows };
  const made = { scope, validators: validatorsFor(scope) };
  byProject.set(project, made);
  return made;
}

/** HQ's rules over several rows compare the cell as it stands: a row whose `domain` was left blank is in no set. */
function isComparedIn(project: string, row: Row): boolean {
  return row['domain'] === undefined || asText(row['domain']) === project;
}

function projectOf(hq: Hq, row: Row): string {
  const target = asText(row['domain']) ?? '';
  return target === '' ? hq.project : target;
}

function isProject(hq: Hq, project: string): boolean {
  return [hq.project, FOREIGN_PROJECT, ...hq.settings().enterpriseProjects].includes(project);
}
