/**
 * People whose values spreadsheets like to change, and the workbook Roster writes of them: the same bytes of content each time, so that files made
 * of it by other programs (test/fixtures/workbooks/round-trip) can be planned against these people for good.
 */
import { join } from 'node:path';
import { exportPeople } from '#engine/bulk/export/export-people.ts';
import type { PlanKind } from '#shared/domain/bulk-plan.ts';
import { peopleExportSchema } from '#shared/domain/people-export.ts';
import type { Json } from '#shared/domain/entities.ts';
import type { HqRecord } from '#engine/hq/gateway.ts';
import { upsertServerRecords } from '#engine/mirror/server-records.ts';
import { openPlanHarness } from './plan-harness.ts';
import type { PlanHarness, ProjectState } from './plan-harness.ts';
import { testDeps } from './test-deps.ts';

/** Each one's name says what a spreadsheet could make of it. */
export const nastyTexts: Readonly<Record<string, string>> = {
  zeros: '007',
  long: '12345678901234567890123',
  plus: '+27820001111',
  equals: '=1+1',
  link: '=HYPERLINK("https://example.org";"x")',
  minus: '-5',
  dash: '- a list',
  at: '@home',
  wide: '＝1+1',
  day: '2024-02-29',
  otherday: '1/2/2024',
  month: 'MAR-1',
  time: '08:05',
  power: '1E5',
  truth: 'TRUE',
  percent: '50%',
  fraction: '1/2',
  money: '$1,000.00',
  error: '#N/A',
  unicode: 'Zoë 佐藤 😀 عبد الرحمن é',
  lines: 'two\nlines',
  quotes: 'a "b" \'c\' “d”',
  apostrophe: "'quoted",
  ends: '  at both ends  ',
  inside: 'two  blanks',
  tab: 'a\tb',
  markup: '<a href="x">&amp;</a>',
  list: 'a,b;c|d',
  nobreak: '\u00a0x\u200b',
  star: '********',
  // No cell holds these as they are.
  bell: 'a\u0007b',
  windows: 'two\r\nlines',
  half: 'a\ud83db',
};

/** What spreadsheets take for a letter; Roster writes it so that they do not, and openpyxl undoes that when it saves. */
export const escapeText = '_x0041_ _x000D_';
/** More than a cell holds. */
const endless = 'lorem '.repeat(7000);

const places = { site_1: '', '007': 'site_1', '1e5': 'site_1', '+1': 'site_1', ünï: '' };
const groups = ['north', '=sum', '1/2', 'group 10', 'group 9', 'ünïcode "quoted"'];
const roles = ['Reader', 'Field “lead” & Co', '=Role'];
const profiles = { Nurse: { grade: '03' } };

const data = (count: number): Record<string, Json> => ({
  ...nastyTexts,
  // What an API client may have stored: a sheet shows it as text.
  number: count * 1.5,
  yes: true,
  nothing: '',
});

const state: ProjectState = {
  roles,
  assignable: roles,
  fields: [
    { slug: 'zeros', label: 'Zeros' },
    { slug: 'grade', label: 'Grade' },
    { slug: 'day', label: 'Day', choices: ['2024-02-29', ''] },
  ],
  profiles,
  places,
  groups,
  members: [
    { id: 'admin', username: 'admin@example.org', email: 'admin@example.org', role: 'Admin', is_admin: true },
    {
      id: 'ana',
      first_name: '=Ana',
      last_name: "O'Neil-Łópez",
      role: 'Field “lead” & Co',
      assigned_location_ids: ['site_1', '007', '1e5'],
      primary_location_id: '1e5',
      user_data: data(1),
    },
    {
      id: 'ben',
      username: "b'en+x@example.org",
      role: '=Role',
      assigned_location_ids: ['+1'],
      primary_location_id: '+1',
    },
    { id: 'cem', role: 'Reader', profile: 'Nurse', user_data: { note: endless } },
    { id: 'dia', is_active_in_domain: false, user_data: { zeros: '000', lines: '\n' } },
    { id: 'eva', user_data: { escape: escapeText } },
  ],
  invitations: [
    { id: 'ina', assigned_location_ids: ['site_1', '+1'], primary_location_id: '+1', role_label: '=Role' },
    { id: 'ion', assigned_location_ids: [], primary_location_id: '' },
  ],
  workers: [
    {
      id: '00000000000000000000000000000007',
      username: '007@p.commcarehq.org',
      first_name: '=1+1',
      last_name: '',
      email: 'w+1@example.org',
      phone_numbers: ['0027820001111', '4900000000000001', '1'],
      default_phone_number: '0027820001111',
      groups: groups.map((name) => `group-${name}`),
      locations: ['site_1', '007', 'ünï'],
      primary_location: 'ünï',
      user_data: { commcare_project: 'p', ...data(2) },
    },
    {
      id: '12345678901234567890123456789012',
      username: '1e5@p.commcarehq.org',
      first_name: 'Mary Ann',
      last_name: 'van  der Berg',
      user_data: { commcare_project: 'p', commcare_profile: '1', note: 'x' },
      profile: '1',
    },
    { id: 'e', username: 'true@p.commcarehq.org', first_name: '@', last_name: '-x', groups: ['group-1/2'] },
    { id: 'f', user_data: { commcare_project: 'p', escape: escapeText, note: endless } },
  ],
  deactivated: [{ id: 'gone', username: 'gone.since@p.commcarehq.org', first_name: '', last_name: '' }],
};

/** The first group has data of its own; a cell of it looks like a formula. */
function code(index: number): Record<string, string> {
  return index === 0 ? { code: '007', formula: '=1+1' } : {};
}

/** A project of these people in a folder of the caller's, who closes it. Nothing of it depends on the day. */
export function roundTripProject(folder: string): PlanHarness {
  const harness = openPlanHarness(folder, state);
  const settings = groups.map((name, index): HqRecord => ({
    id: `group-${name}`,
    name,
    users: [],
    case_sharing: index % 2 === 0,
    reporting: true,
    metadata: code(index),
  }));
  const records = settings.map((snapshot) => ({ serverId: snapshot.id, snapshot, active: null }));
  harness.db.write('fill', () => upsertServerRecords(harness.db, 'group', records, 2, 2));
  const lists = harness.db.statement('INSERT INTO sync_cursors (list, generation, completed_at) VALUES (?, 1, 1)');
  lists.run('mobile-worker:deactivated');
  return harness;
}

/** @returns where the workbook was written to */
export async function exportRoundTrip(
  { db, account }: PlanHarness,
  folder: string,
  kind: PlanKind,
  onProgress: () => void = () => undefined,
): Promise<string> {
  const path = join(folder, `${kind}.xlsx`);
  const work = { db, account, deps: testDeps(), signal: new AbortController().signal, onProgress };
  await exportPeople(work, peopleExportSchema.parse({ kind, path }));
  return path;
}

/** What a person types into the file, by row's username and column: a role, a number in a cell that was blank, a place less. */
export const roundTripEdits: Record<PlanKind, Record<string, Record<string, string>>> = {
  'web-users': {
    'cem@example.org': { role: 'Field “lead” & Co', 'location_code 1': '007' },
    'ana@example.org': { 'location_code 3': '', 'uncategorized_data: long': '00012345678901234567890' },
  },
  'mobile-workers': {
    true: { 'phone-number 1': '0049301234567', name: '=2+2', 'location_code 1': '1e5' },
    '1e5': { 'data: day': '2024-02-29' },
  },
};
