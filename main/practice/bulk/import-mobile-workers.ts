import { noteHistory, sendMail } from '../hq.ts';
import type { Worker } from '../model.ts';
import { hashPassword } from '../passwords.ts';
import { newWorker } from '../resources/user-create.ts';
import { ImportCrash, asText, booleanOf, isTruthy, listOf, shown } from './cell.ts';
import type { Row, RowValue } from './cell.ts';
import { mergedRowData } from './custom-data.ts';
import { changeDeactivation } from './deactivation-date.ts';
import { importGroups, projectGroups } from './import-groups.ts';
import { importRows } from './import-rows.ts';
import type { Upload } from './import-rows.ts';
import { movedTo, rowLocations } from './location-rules.ts';
import { isPassword } from './password-rules.ts';
import { RowError } from './scope.ts';
import type { ImportResult } from './import-result.ts';
import type { Scope } from './scope.ts';
import { applyWebUserColumn } from './web-user-column.ts';
import { normalizedUsername } from './worker-row-name.ts';

const BOOLEANS = [
  'is_active',
  'is_account_confirmed',
  'send_confirmation_email',
  'remove_web_user',
  'send_confirmation_sms',
];
/** As long as HQ's random password for workers who confirm by SMS. */
const DUMMY_PASSWORD_LENGTH = 10;
const BAD_USERNAME = 'Username must not contain blank spaces or special characters.';
const PHONE_NUMBER = /^\+?\d+$/;

/** A mobile workers workbook: groups first, then the workers row by row. HQ: importer.py CCUserRow (2024). */
export function importMobileWorkers(upload: Omit<Upload, 'groupNames'>, groupRows: readonly Row[] = []): ImportResult {
  const { hq } = upload;
  const errors = importGroups(hq, groupRows);
  const groupNames = [
    ...projectGroups(hq).map((group) => group.name),
    ...groupRows.map((row) => asText(row['name']) ?? ''),
  ];
  const isReplaced = new Map(upload.rows.map((row) => [row, isPassword(row['password']) && isTruthy(row['user_id'])]));
  const result = chunksOf(upload).reduce<ImportResult>(
    (sofar, chunk) => {
      if (sofar.isCrashed) return sofar;
      const next = importRows({ ...upload, rows: chunk, groupNames }, 'mobile', { convert, apply: applyRow });
      return { ...next, rows: [...sofar.rows, ...next.rows] };
    },
    { errors: [], rows: [], isCrashed: false },
  );
  const rows = result.rows.map((item) => ({
    ...item,
    row: withoutPassword(item.row, isReplaced.get(item.row) === true),
  }));
  return { ...result, rows, errors: [...errors, ...result.errors] };
}

/** With HQ's flag PARALLEL_USER_IMPORTS every chunk is a task of its own, and duplicates are found inside one only. */
const CHUNK_SIZE = 1_000;

function chunksOf({ hq, rows }: Omit<Upload, 'groupNames'>): (readonly Row[])[] {
  if (!hq.settings().parallelImports) return [rows];
  const count = Math.ceil(rows.length / CHUNK_SIZE);
  return Array.from({ length: count }, (_item, index) => rows.slice(index * CHUNK_SIZE, (index + 1) * CHUNK_SIZE));
}

function withoutPassword(row: Row, isReplaced: boolean): Row {
  return 'password' in row ? { ...row, password: isReplaced ? 'REDACTED' : '' } : row;
}

/** HQ: process_column_values. Bad text in a truth column ends the import; a bad username is only this row's trouble. */
function convert({ project }: Scope, row: Row): void {
  for (const column of BOOLEANS) booleanOf(row[column]);
  const given = asText(row['username']) ?? '';
  if (given !== '' && normalizedUsername(given, project) === undefined) throw new RowError(BAD_USERNAME);
}

function applyRow(scope: Scope, row: Row): string {
  const { hq, uploader } = scope;
  const given = asText(row['username']) ?? '';
  const username = given === '' ? undefined : normalizedUsername(given, scope.project);
  const isNew = !isTruthy(row['user_id']);
  const worker = isNew ? created(scope, row, username ?? '') : existing(scope, row, username);
  setFields(scope, worker, row);
  hq.store.put('worker', worker);
  noteHistory(hq, worker.id, uploader.username, 'bulk', isNew ? 'create' : 'update');
  confirm(scope, worker, row);
  // From here on a refusal leaves the worker saved.
  applyWebUserColumn(scope, worker, row);
  setGroups(scope, worker, row);
  return isNew ? 'created' : 'updated';
}

function existing({ hq, project }: Scope, row: Row, username: string | undefined): Worker {
  const id = asText(row['user_id']) ?? '';
  const worker = hq.store.get('worker', id);
  if (!worker || worker.deleted || worker.domain !== project) throw new RowError(`User with ID '${id}' not found`);
  if (username !== undefined && username !== worker.username) {
    throw new RowError(`Changing usernames is not supported: '${worker.username}' to '${username}'`);
  }
  if (booleanOf(row['is_account_confirmed']) === false && !isTruthy(row['web_user'])) {
    throw new RowError("You can only set 'Is Account Confirmed' to 'False' on a new User.");
  }
  if (isPassword(row['password'])) {
    worker.password_hash = hashPassword(shown(row['password']));
    worker.has_usable_password = true;
  }
  return worker;
}

function created({ hq, project }: Scope, row: Row, username: string): Worker {
  // A name that slipped past the rules: HQ's account cannot be made, and nothing catches that.
  if (hq.store.named('worker', username).length > 0) throw new ImportCrash(`${username} is taken`);
  const isBySms = booleanOf(row['send_confirmation_sms']) === true;
  const isConfirmed = !isBySms && (isTruthy(row['web_user']) || booleanOf(row['is_account_confirmed']) !== false);
  const password = isBySms ? hq.sessions.newToken().slice(0, DUMMY_PASSWORD_LENGTH) : passwordText(row['password']);
  const worker = newWorker(
    hq,
    { username, confirmed: isConfirmed, sendMailNow: false, connectUsername: null },
    password,
  );
  return { ...worker, domain: project };
}

function passwordText(value: RowValue | undefined): string | undefined {
  return isPassword(value) ? shown(value) : undefined;
}

/** HQ: CCUserRow._process_simple_fields and what follows it; a blank cell mostly means "as it is". */
function setFields({ hq }: Scope, worker: Worker, row: Row): void {
  const name = asText(row['name']) ?? '';
  if (name !== '') {
    const [first = '', ...rest] = name.split(/\s+/);
    worker.first_name = first;
    worker.last_name = rest.join(' ');
  }
  if (isTruthy(row['email'])) worker.email = shown(row['email']).toLowerCase();
  if (isTruthy(row['language'])) worker.language = shown(row['language']);
  const role = hq.store.named('role', asText(row['role']) ?? '')[0];
  if (role) worker.role_id = role.id;
  if (row['phone-number'] !== undefined) worker.phone_numbers = phoneNumbers(row['phone-number']);
  const isActive = booleanOf(row['is_active']);
  if (isActive !== null && (worker.is_account_confirmed || !isActive)) worker.is_active = isActive;
  const data = mergedRowData(hq, worker, row);
  worker.user_data = data.user_data;
  worker.profile_id = data.profile_id;
  const places = rowLocations(hq, row);
  if (places !== undefined) {
    const moved = movedTo({ primary: worker.primary_location, assigned: worker.locations }, places);
    worker.primary_location = moved.primary;
    worker.locations = moved.assigned;
  }
  if (hq.settings().allowCustomDeactivation) {
    worker.deactivate_after = changeDeactivation(worker.deactivate_after ?? null, row['deactivate_after']).stored;
  }
}

/** Replaces all numbers; the first that is not blank is the default. A bare header's text is walked digit by digit. */
function phoneNumbers(value: RowValue): string[] {
  const numbers = listOf(value).filter((item) => item !== '');
  for (const number of numbers) {
    if (typeof number !== 'string' || !PHONE_NUMBER.test(number)) {
      throw new RowError(`Invalid phone number detected: ${shown(number)}`);
    }
  }
  return [...new Set(numbers.map((number) => shown(number).replace(/^\+/, '')))];
}

function confirm({ hq }: Scope, worker: Worker, row: Row): void {
  if (worker.is_account_confirmed) return;
  const sent = { ...worker, confirmation_sent_at: hq.clock().toISOString() };
  if (booleanOf(row['send_confirmation_email']) === true && !isTruthy(row['web_user'])) {
    sendMail(hq, worker.email, 'account-confirmation', worker.username);
    hq.store.put('worker', sent);
  }
  if (booleanOf(row['send_confirmation_sms']) === true) {
    sendMail(hq, worker.phone_numbers[0] ?? '', 'account-confirmation-sms', worker.username);
    hq.store.put('worker', sent);
  }
}

/** The worker's groups become exactly the row's; without the column, none. */
function setGroups({ hq, project }: Scope, worker: Worker, row: Row): void {
  const names = listOf(row['group']).map(shown);
  const groups = hq.store.all('group').filter((group) => group.domain === project);
  for (const group of groups) {
    if (names.includes(group.name)) hq.store.addMember(group.id, worker.id);
    else hq.store.removeMember(group.id, worker.id);
  }
}
