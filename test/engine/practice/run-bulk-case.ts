/** Runs a bulk case against the importer of the practice HQ, or one of its rules by itself. */
import { expect } from 'vitest';
import type { Cell, Row } from '#practice/bulk/cell.ts';
import { customDataProblems } from '#practice/bulk/custom-data.ts';
import { importMobileWorkers } from '#practice/bulk/import-mobile-workers.ts';
import { importWebUsers } from '#practice/bulk/import-web-users.ts';
import { locationValidator } from '#practice/bulk/location-rules.ts';
import { profileValidator } from '#practice/bulk/profile-rules.ts';
import { readSheet } from '#practice/bulk/read-sheet.ts';
import { rowTarget } from '#practice/bulk/row-target.ts';
import type { ImportResult } from '#practice/bulk/import-result.ts';
import type { Scope, Validator } from '#practice/bulk/scope.ts';
import {
  booleanColumn,
  confirmationSms,
  duplicates,
  emailIn,
  groupRule,
  newUserPassword,
  requiredFields,
  tableauGroups,
  tableauRole,
  usernameType,
  validatorsFor,
} from '#practice/bulk/validators.ts';
import type { BulkCase, BulkHq } from './bulk-case-hq.ts';

/** A row of a case as a sheet of its own, so that a column it does not name is not there. */
export function parsed(cells: Record<string, Cell>): Row {
  const headers = Object.keys(cells);
  const blank = (): Row => Object.fromEntries(headers.map((header) => [header, '']));
  return readSheet([headers, headers.map((header) => cells[header] ?? '')]).rows[0] ?? blank();
}

export function upload(item: BulkCase, made: BulkHq): ImportResult {
  const rows = item.rows.map((row) => parsed(made.filled(row)));
  const groups = (item.groups ?? []).map((row) => parsed(made.filled(row)));
  const common = { hq: made.hq, uploader: made.uploader, rows };
  return item.kind === 'web' ? importWebUsers({ ...common, groupNames: [] }) : importMobileWorkers(common, groups);
}

/** What each row of a case about one rule is told; null = it passes. */
export function flagsOfRule(item: BulkCase, made: BulkHq): (string | null)[] {
  const rows = item.rows.map((row) => parsed(made.filled(row)));
  const scope: Scope = {
    hq: made.hq,
    uploader: made.uploader,
    kind: item.kind,
    project: made.hq.project,
    rows,
    groupNames: item.given.groups ?? [],
  };
  const rule = ruleOf(item, scope);
  return rows.map((row) => rule(row) ?? null);
}

/** The rule a case is about, by what its rows hold. */
function ruleOf(item: BulkCase, scope: Scope): Validator {
  const rules: Record<string, () => Validator> = {
    'MV-002': () => booleanColumn('is_active'),
    'MV-003': () => booleanColumn('is_account_confirmed'),
    'MV-004': () => requiredFields,
    'MV-006': () => newUserPassword,
    'MV-007': () => emailIn('email'),
    'MV-009': () => groupRule(scope),
    'MV-010': () => usernameType,
    'MV-011': () => duplicates(scope, 'name'),
    'MV-012': () => duplicates(scope, 'name', (value) => value !== 2),
    'MV-013': () => validatorsFor(scope)[6] ?? requiredFields,
    'WV-025': () => tableauRole,
    'WV-026': () => tableauRole,
    'WV-027': () => tableauRole,
    'WV-028': () => tableauGroups,
    'WV-030': () => (row) => {
      const target = rowTarget(scope, row);
      return `resolves to ${target?.kind ?? 'nothing'}`;
    },
  };
  const named = rules[item.id];
  if (named) return named();
  if (item.hq.includes('LocationValidator')) return locationValidator(scope);
  if (item.hq.includes('ProfileValidator')) return profileValidator(scope);
  if (item.hq.includes('CustomDataValidator')) return (row) => customDataProblems(scope, row);
  expect(item.hq).toContain('sms_confirmation');
  return confirmationSms;
}

/** One row for mobile workers, uploaded by an Admin. */
export function uploadRow(hq: BulkHq['hq'], uploader: BulkHq['uploader'], cells: Record<string, Cell>): ImportResult {
  return importMobileWorkers({ hq, uploader, rows: [parsed(cells)] });
}
