import { MantineProvider } from '@mantine/core';
import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import type { PlanSummary } from '#shared/domain/bulk-plan.ts';
import { Consequences } from '../../../../../renderer/features/bulk-changes/consequences.tsx';
import { savedText } from '../../../../../renderer/features/bulk-changes/export-dialog.tsx';
import { OthersNote } from '../../../../../renderer/features/bulk-changes/others-note.tsx';
import { OutcomeBar } from '../../../../../renderer/features/bulk-changes/outcome-bar.tsx';
import { WarningList } from '../../../../../renderer/features/bulk-changes/warning-list.tsx';

const none = { create: 0, update: 0, duplicate: 0, conflict: 0, 'not-permitted': 0, excluded: 0 };
const summary: PlanSummary = {
  planId: 'plan-0001',
  state: 'planned',
  kind: 'web-users',
  file: 'people.xlsx',
  createdAt: 0,
  totals: {
    ...none,
    rows: 1200,
    invite: 3,
    remove: 1,
    'no-change': 1194,
    invalid: 2,
    removals: 1,
    newAdmins: 1,
    clears: 2,
  },
  emails: 3,
  warnings: [
    {
      ...{ code: 'header-ignored', effect: 'notice', sheet: 'users', row: null, column: 'C', count: 0, rows: [] },
      text: 'HQ reads column C, “first_name”, and does nothing with it.',
      repairable: false,
    },
    {
      ...{ code: 'header-respelled', effect: 'refuses', sheet: 'users', row: null, column: 'A', count: 0, rows: [] },
      text: 'Column A is named “User Name”.',
      repairable: true,
    },
  ],
};

function text(node: ReactNode): string {
  return renderToStaticMarkup(<MantineProvider>{node}</MantineProvider>)
    .replaceAll(/<style.*?<\/style>/g, '')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ');
}

it('the review tells the rows by outcome, how many mails go out, and what stands out', () => {
  const told = text(<OutcomeBar summary={summary} />);
  expect(told).toContain('All rows 1,200 Invite 3 Remove 1 No change 1,194 Invalid 2');
  expect(told).toContain('1 loses the membership or the invitation 3 e-mails go out 1 new admin 2 rows clear a value');
  expect(told).not.toContain('Update');
});

it('before the commit a removal is announced, and one that is left out is not', () => {
  expect(text(<Consequences summary={summary} />)).toContain('1 loses the membership or the invitation');
  const totals = { ...summary.totals, removals: 0, excluded: 1 };
  expect(text(<Consequences summary={{ ...summary, totals }} />)).not.toContain('loses');
});

it('the review says that nobody is mailed', () => {
  expect(text(<OutcomeBar summary={{ ...summary, emails: 0 }} />)).toContain('No e-mail goes out');
});

it('warnings that bite are open, the gravest first, and ignored columns are named', () => {
  const told = text(<WarningList summary={summary} />);
  expect(told).toContain('2 warnings about the file Put 1 right Hide');
  expect(told.indexOf('HQ refuses the file')).toBeLessThan(told.indexOf('“first_name”, and does nothing'));
});

it('what is saved says whom it is without', () => {
  const written = {
    people: 60,
    invitations: 4,
    leftOut: 1,
    unread: 2,
    noInvitations: false,
    unnamed: 0,
    asOf: null,
    savedAs: 'people.xlsx',
  };
  expect(savedText('people.xlsx', written)).toBe(
    '64 rows saved in people.xlsx. One that HQ does not have yet is not in it. Of 2 invitations the locations are not known here: “(not known here)” stands in their place. Roster leaves them as they are; HQ’s importer refuses those rows rather than take them away.',
  );
  const bare = { ...written, invitations: 0, leftOut: 0, unread: 0, noInvitations: true };
  expect(savedText('people.xlsx', bare)).toContain('Pending invitations are not known here');
});

it('workbooks that came with another are named, as far as a person reads them', () => {
  const names = (count: number) => Array.from({ length: count }, (_, index) => `${index}.xlsx`);
  expect(text(<OthersNote names={[]} />).trim()).toBe('');
  expect(text(<OthersNote names={names(1)} />).trim()).toBe('Workbooks are opened one at a time. Not opened: 0.xlsx');
  expect(text(<OthersNote names={names(7)} />).trim()).toBe(
    'Workbooks are opened one at a time. 7 are not opened: 0.xlsx, 1.xlsx, 2.xlsx, 3.xlsx, 4.xlsx, …',
  );
});
