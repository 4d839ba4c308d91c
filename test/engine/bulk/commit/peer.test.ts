/** The same edited file carried out row by row here, by HQ's importer, and by it from Roster's own workbook of the plan: people are alike afterwards, wherever all apply. */
import fc from 'fast-check';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readWorkbook } from '#practice/bulk/read-workbook.ts';
import { writeWorkbook } from '#practice/bulk/write-workbook.ts';
import type { PlanKind } from '#shared/domain/bulk-plan.ts';
import type { Json } from '#shared/domain/entities.ts';
import { hostContract } from '#shared/ipc/engine-host.ts';
import type { Result } from '#shared/ipc/result.ts';
import { startHarness, unwrap } from '../../../helpers/engine-harness.ts';
import type { Harness } from '../../../helpers/engine-harness.ts';
import { pageSession } from '../../../helpers/page-session.ts';
import { valueOf } from '../../../helpers/rest-gateway.ts';
import { seed } from '../../../helpers/test-deps.ts';

type Edit = { kind: PlanKind; row: number; column: string; value: string };

/**
 * Every column that all ways carry out, with values HQ takes and some it refuses; `*`: what the next row says there. Those that a file lacks are
 * added. Passwords cannot be compared.
 */
const words: Record<PlanKind, Record<string, readonly string[]>> = {
  'web-users': {
    role: ['App Editor', 'Read Only', 'Billing Admin', 'Nobody’s'],
    remove: ['true', 'no'],
    'location_code 1': ['*', ''],
    'location_code 2': ['*', ''],
    user_profile: ['Community programme', 'Clinique – équipe fixe', ''],
    'data: notes': ['007', '=1+1', 'two\nlines', ''],
    'data: worker_type': ['nurse', 'supervisor', 'pilot', ''],
    'data: start_date': ['2026-02-03', 'soon'],
    'data: programme': ['', 'clinic', 'community', '*'],
  },
  'mobile-workers': {
    name: ['Zoë', 'Mary Ann van der Berg', ''],
    email: ['one@example.net', 'TWO@example.net', ''],
    language: ['fra', ''],
    is_active: ['False', 'True', ''],
    'phone-number 2': ['27820002222', ''],
    'group 2': ['Nurses', 'Équipe mobile', ''],
    'location_code 2': ['nunoa_1', 'SAO_TOME_2', 'sao_tome', ''],
    'phone-number 1': ['27820001111', '+0049123', 'call me', ''],
    'group 1': ['*', ''],
    'location_code 1': ['*', ''],
    user_profile: ['Community programme', 'Clinique – équipe fixe', ''],
    'data: notes': ['12345678901234567890', '-5', ''],
    'data: team': ['Blue', ''],
    'data: worker_type': ['nurse', 'data clerk', ''],
    'data: start_date': ['2026-02-03', '3/2/2026'],
    'data: programme': ['', 'clinic', 'community'],
  },
};
const dates = 'deactivate_after';
/** Columns of workers that HQ's importer alone carries out. The one of dates is never added: blank cells would take away all that people have. */
const importerOnly: Record<string, readonly string[]> = {
  role: ['App Editor', 'Field Implementer', 'Nobody’s', ''],
  [dates]: ['08-2027', ''],
  web_user: [
    'grace.obrien@example.org',
    'khin.htet@example.org',
    'invited.priya.sharma.23@example.org',
    'new.two@example.org',
  ],
  remove_web_user: ['True', ''],
};
/** What HQ's importer sets of an invitation. */
const ofInvitations: ReadonlySet<string> = new Set(['role', 'remove', 'location_code 1']);
/** Rows of somebody new, by the columns of the kind. */
const newcomers: Record<PlanKind, Readonly<Record<string, string>>> = {
  'web-users': { username: 'new.one@example.org', role: 'Read Only' },
  'mobile-workers': { username: 'New One', password: 'Long-pass-1', name: 'New One', 'data: team': 'Blue' },
};

const kinds = ['web-users', 'mobile-workers'] as const;

const cellOf = (kind: PlanKind, columns: Readonly<Record<string, readonly string[]>>) =>
  fc.constantFrom(...Object.entries(columns)).chain(([column, values]) =>
    fc.record({
      kind: fc.constant(kind),
      row: fc.nat(6),
      column: fc.constant(column),
      value: fc.constantFrom(...values),
    }),
  );
const workbooksOf = (more: readonly fc.Arbitrary<Edit>[] = []) =>
  fc.record({
    source: fc.constantFrom('mirror', 'hq'),
    from: fc.nat(60),
    edits: fc.array(fc.oneof(...kinds.map((kind) => cellOf(kind, words[kind])), ...more), {
      minLength: 10,
      maxLength: 24,
    }),
    newcomers: fc.subarray([...kinds]),
  });
type Workbooks = { source: 'mirror' | 'hq'; from: number; edits: readonly Edit[]; newcomers: readonly PlanKind[] };

/** A project, in which some workers have a day on which they are deactivated. */
async function stage(): Promise<Harness> {
  const harness = await startHarness({ practice: { size: 6, seed: 5 } });
  await harness.practice.control('settings', { json: { allowCustomDeactivation: true } });
  const workers = (await harness.practice.control('state?entity=worker')) as { username: string }[];
  for (const { username } of workers.slice(0, 3))
    await harness.editAtHq('worker', username, { deactivate_after: '2027-05-01' });
  await harness.open();
  await harness.signIn();
  await harness.sync();
  // Whose form nobody has read is in no export.
  for (const { localId } of (await harness.call('invitations.list', { limit: 500 })).rows)
    await harness.call('invitations.read', { localId });
  return harness;
}

/** The file that is exported, with these cells; a few of its rows are edited, and never the account's own. */
async function edited({ engine, folder, account }: Harness, kind: PlanKind, given: Workbooks): Promise<string> {
  const path = join(folder, `${kind}.xlsx`);
  unwrap(await engine.call('bulk.export', { kind, path, jobId: `export-${kind}`, source: given.source }));
  const sheets = readWorkbook(readFileSync(path)).map(({ title, cells }) => ({
    title,
    lines: cells.map((line) => line.map((cell) => String(cell ?? ''))),
  }));
  const users = sheets[0];
  const [header = [], ...all] = users?.lines ?? [];
  const cell = (line: string[], name: string) => line[header.indexOf(name)] ?? '';
  const isInvited = (line: string[]) => cell(line, 'status') === 'Invited';
  // HQ's importer takes an invitation's first location alone.
  const body = all.filter((line) => !isInvited(line) || cell(line, 'location_code 2') === '');
  if (users) users.lines = [header, ...body];
  // Who is an admin, or waits to be one of the project, has rules of their own.
  const people = body.filter(
    (line) => line[0] !== account.username && !['Admin', 'Unknown Role'].includes(cell(line, 'role')),
  );
  const members = people.filter((line) => !isInvited(line));
  const edited = [...some(members, given.from, 4), ...some(people.filter(isInvited), given.from, 3)];
  const before = edited.map((line) => [...line]);
  for (const edit of given.edits.filter((one) => one.kind === kind)) {
    if (edit.column === dates && !header.includes(dates)) continue;
    const at = header.includes(edit.column) ? header.indexOf(edit.column) : header.push(edit.column) - 1;
    const line = edited[edit.row % edited.length];
    const next = before[(edit.row + 1) % edited.length];
    if (!line || (isInvited(line) && !ofInvitations.has(edit.column))) continue;
    line[at] = edit.value === '*' ? (next?.[at] ?? '') : edit.value;
  }
  for (const line of body) line.push(...header.slice(line.length).map(() => ''));
  if (given.newcomers.includes(kind)) users?.lines.push(header.map((name) => newcomers[kind][name] ?? ''));
  writeFileSync(path, writeWorkbook(sheets));
  return path;
}

/** So many of them, from one of them on; behind the last comes the first. */
function some(lines: readonly string[][], from: number, count: number): string[][] {
  const start = from % Math.max(1, lines.length);
  return [...lines.slice(start), ...lines.slice(0, start)].slice(0, count);
}

const compared = [
  ...[
    'email',
    'role',
    'is_active',
    'is_member',
    'is_active_in_domain',
    'language',
    'phone_numbers',
    'groups',
    'locations',
  ],
  ...['primary_location', 'assigned_location_ids', 'primary_location_id', 'user_data', 'profile', 'deleted', dates],
];

/** Of each person what a sheet can say; not times, which are HQ's, nor the blank text HQ makes of what nobody has. HQ parts each name anew. */
async function people({ practice }: Harness, { source }: Workbooks, without: readonly string[] = []): Promise<unknown> {
  const state = (await practice.control('state')) as Record<string, Record<string, Json>[]>;
  // A file without the column takes everybody's day away at HQ's importer, and only there (README.md).
  const keys = compared.filter((key) => key !== dates || source === 'hq');
  const of = (record: Record<string, Json>): Record<string, Json> => ({
    ...Object.fromEntries(keys.map((key) => [key, plain(key, record[key])])),
    name: ['first_name', 'last_name']
      .flatMap((key) => (typeof record[key] === 'string' ? record[key] : []))
      .join(' ')
      .trim(),
  });
  const byName = (records: Record<string, Json>[] = []) =>
    Object.fromEntries(records.map((record) => [JSON.stringify(record['username'] ?? record['email']), of(record)]));
  const { workers, webUsers, invitations } = state;
  const told = workers?.filter(({ username }) => !without.some((name) => isNamed(username, name)));
  return { workers: byName(told), webUsers: byName(webUsers), invitations: byName(invitations) };
}

function isNamed(username: Json | undefined, short: string): boolean {
  return typeof username === 'string' && username.startsWith(`${short.toLowerCase()}@`);
}

function plain(key: string, value: Json = ''): Json {
  const isSet = ['groups', 'locations', 'assigned_location_ids'].includes(key);
  if (Array.isArray(value)) return isSet ? [...value].map(String).sort() : value;
  if (key === 'user_data' && typeof value === 'object')
    return Object.fromEntries(Object.entries(value ?? {}).filter(([, one]) => one !== ''));
  return value ?? '';
}

/** Opens the review. @returns the usernames of rows that cannot be carried out, and of those that want nothing */
async function planned({ engine }: Harness, kind: PlanKind, path: string) {
  const planId = `plan-of-${kind}`;
  unwrap(await engine.call('bulk.plan', { planId, path, kind }));
  const page = unwrap(await engine.call('bulk.rows', { planId, limit: 1000 }));
  const { rows } = hostContract['bulk.rows'].output.parse(page);
  const named = (outcomes: readonly string[]) =>
    rows.filter(({ outcome }) => outcomes.includes(outcome)).map(({ username }) => username);
  const refused = named(['invalid', 'duplicate', 'not-permitted', 'conflict']).sort();
  return { wanted: { planId, batchId: `batch-${kind}`, validOnly: true }, refused, idle: named(['no-change']) };
}

/** Nothing to do is an answer, too: the edits may have said what is so. @returns whether there was something */
function isCarriedOut(answer: Result<unknown>): boolean {
  if (!answer.ok) expect(answer.error).toMatchObject({ code: 'wrong-state' });
  return answer.ok;
}

/** HQ's importer reads the file. @returns its lines about rows */
async function imported(harness: Harness, kind: PlanKind, path: string) {
  const { pages, signIn } = pageSession(harness.account);
  valueOf(await signIn.password(harness.account.username, harness.practice.hq.signIn.password));
  const user = kind === 'web-users' ? 'web-user' : 'mobile-worker';
  const { job } = valueOf(await pages.startUpload(user, { name: 'people.xlsx', content: readFileSync(path) }));
  return valueOf(await pages.finishUpload(user, job));
}

/** HQ says this of an invitation whose mails do not arrive also where its row wants nothing. */
const bounced = /^The email has bounced/;

/** Of a row that is refused for its web user HQ has saved the worker before; Roster leaves such a row out as a whole (README.md). */
const savedBefore = /^You cannot (?:upload|remove) a web user/;

/** The file itself goes to HQ's importer, which refuses what the plan refuses. @returns the usernames of rows it refused and did in part */
async function importedAsItIs(there: Harness, kind: PlanKind, given: Workbooks): Promise<string[]> {
  const path = await edited(there, kind, given);
  const { refused, idle } = await planned(there, kind, path);
  const { problems } = await imported(there, kind, path);
  const told = problems.filter(({ username, problem }) => !(bounced.test(problem) && idle.includes(username)));
  expect(told.map(({ username }) => username).sort(), JSON.stringify(told)).toEqual(refused);
  return problems.filter(({ problem }) => savedBefore.test(problem)).map(({ username }) => username);
}

/** Roster's own workbook of the plan goes there: HQ does each of its rows. */
async function importedAsWritten(via: Harness, kind: PlanKind, given: Workbooks): Promise<void> {
  const { wanted } = await planned(via, kind, await edited(via, kind, given));
  const path = join(via.folder, `${kind} for HQ.xlsx`);
  if (!isCarriedOut(await via.engine.call('bulk.handOver', { ...wanted, path }))) return;
  const { problems, messages } = await imported(via, kind, path);
  expect(problems, JSON.stringify(messages)).toEqual([]);
  // As the account that goes on with the second file does.
  await via.sync('pull');
}

async function carriedOut(here: Harness, kind: PlanKind, given: Workbooks): Promise<void> {
  const { wanted } = await planned(here, kind, await edited(here, kind, given));
  isCarriedOut(await here.engine.call('bulk.commit', wanted));
}

/** More of them by hand: `ROSTER_RUNS=100`. A failure tells its seed and path. */
const numRuns = Number(process.env['ROSTER_RUNS'] ?? 2);

it(
  'a file carried out here, and one written for HQ, leave everybody as HQ’s importer leaves them',
  async () => {
    await fc.assert(
      fc.asyncProperty(workbooksOf(), async (given) => {
        const [here, there, via] = await Promise.all([stage(), stage(), stage()]);
        for (const kind of kinds) {
          await carriedOut(here, kind, given);
          await importedAsItIs(there, kind, given);
          await importedAsWritten(via, kind, given);
        }
        await here.sync();
        expect((await here.call('changes.list', {})).changes).toEqual([]);
        const asImported = await people(there, given);
        expect(await people(here, given), 'row by row').toEqual(asImported);
        expect(await people(via, given), 'written for HQ').toEqual(asImported);
      }),
      { seed, numRuns, endOnFailure: true },
    );
  },
  numRuns * 40_000,
);

it(
  'a file with what only HQ’s importer sets, and one written for HQ, leave everybody alike',
  async () => {
    const all = workbooksOf([cellOf('mobile-workers', importerOnly)]);
    await fc.assert(
      fc.asyncProperty(all, async (given) => {
        const [there, via] = await Promise.all([stage(), stage()]);
        const inPart: string[] = [];
        for (const kind of kinds) {
          inPart.push(...(await importedAsItIs(there, kind, given)));
          await importedAsWritten(via, kind, given);
        }
        expect(await people(via, given, inPart)).toEqual(await people(there, given, inPart));
      }),
      { seed, numRuns, endOnFailure: true },
    );
  },
  numRuns * 40_000,
);
