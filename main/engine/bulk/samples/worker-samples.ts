/** Samples of mobile workers. */
import type { EngineContext } from '../../context.ts';
import type { CellContent } from '../write-xlsx.ts';
import { editedDownload } from './clean-sample.ts';
import type { SampleEdit } from './clean-sample.ts';
import { isPlain, samplePeople } from './sample-people.ts';
import type { SamplePerson } from './sample-people.ts';
import { lineOf } from './sample-sheet.ts';
import type { SampleSheet } from './sample-sheet.ts';

/** Long enough and of all sorts, as HQ wants it at its strictest; the workers are made up. */
const password = 'Practice-workers-7';
/** Team is a required field of the practice project (main/practice/sample/rules.ts). */
const team = { 'data: team': 'Blue' };
/** New workers of the large sample, beside all who are there: more than Roster would send one by one. */
const manyNew = 100;

/** Another address, another phone, somebody deactivated, a new worker, and of one the row says what is so already. */
export function cleanWorkers(context: EngineContext): SampleSheet {
  const [address, phone, gone, same] = samplePeople(context.db, 'mobile-worker').filter(isPlain);
  const edit = (of: SamplePerson | undefined, set: Record<string, string>): SampleEdit[] =>
    of ? [{ entity: 'mobile-worker', of, set }] : [];
  return editedDownload(context.db, 'mobile-workers', [
    ...edit(address, { email: `${address?.cells['username'] ?? ''}.new@example.org` }),
    ...edit(phone, { 'phone-number 1': '254700000001' }),
    ...edit(gone, { is_active: 'False' }),
    ...edit(same, {}),
    newWorker('new.worker', 'New Worker'),
  ]);
}

/** Everybody gets another language, and a hundred are new. */
export function manyWorkers(context: EngineContext): SampleSheet {
  const all = samplePeople(context.db, 'mobile-worker').map((of): SampleEdit => ({
    entity: 'mobile-worker',
    of,
    set: { language: of.cells['language'] === 'fr' ? 'en' : 'fr' },
  }));
  const added = Array.from({ length: manyNew }, (_, index) =>
    newWorker(`training.worker${index + 1}`, `Training Worker ${index + 1}`),
  );
  return editedDownload(context.db, 'mobile-workers', [...all, ...added]);
}

function newWorker(username: string, name: string): SampleEdit {
  return { entity: 'mobile-worker', of: null, set: { username, name, password, ...team } };
}

const handMade = [
  ...['username', 'user_id', 'password', 'name', 'is_active', 'phone-number', 'group', 'location_code 1'],
  ...['shirt size'],
] as const;

/**
 * Made by hand, with what people do wrong: lists without a number, a column HQ does not know, phone numbers that are numbers, 1 and 0 for
 * yes and no, a blank row with people under it, two who exchange their names, one worker twice, and cells HQ refuses.
 */
export function mistakenWorkers(context: EngineContext): SampleSheet {
  const people = samplePeople(context.db, 'mobile-worker').filter(isPlain);
  const line = (cells: Record<string, CellContent>) => lineOf(handMade, cells);
  const about = (of: SamplePerson | undefined, cells: Record<string, CellContent> = {}) =>
    of ? [line({ ...ownCells(of), ...cells })] : [];
  const [number, noPhone, one, other, doubled, noPlace, formula, noGroup, below] = people;
  const lines = [
    ...about(number, { 'phone-number': 254_700_000_002, is_active: 1, 'shirt size': 'L' }),
    ...about(noPhone, { 'phone-number': 'call me', is_active: 0 }),
    ...about(one, { username: nameOf(other) }),
    ...about(other, { username: nameOf(one) }),
    ...about(doubled, { name: 'Written Twice' }),
    ...about(doubled, { name: 'Written Again' }),
    ...about(noPlace, { 'location_code 1': 'nowhere' }),
    ...about(formula, { name: '=SUM(1;2) Ana' }),
    ...about(noGroup, { group: 'A group that is not there' }),
    line({ username: 'no.password', name: 'No Password' }),
    [],
    line({ username: 'new.worker', password, name: 'New Worker' }),
    ...about(below, { 'phone-number': 254_700_000_003 }),
  ];
  return { title: 'Sheet1', heading: handMade, lines, base: null };
}

/** What this sheet has of somebody: it changes nothing of them. */
function ownCells({ cells }: SamplePerson): Record<string, CellContent> {
  return {
    username: cells['username'] ?? '',
    user_id: cells['user_id'] ?? '',
    'phone-number': cells['phone-number 1'] ?? '',
    group: cells['group 1'] ?? '',
    'location_code 1': cells['location_code 1'] ?? '',
  };
}

function nameOf(of: SamplePerson | undefined): string {
  return of?.cells['username'] ?? '';
}
