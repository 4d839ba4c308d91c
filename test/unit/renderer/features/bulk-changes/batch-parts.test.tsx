import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { afterEach, expect, it } from 'vitest';
import type { BatchRow, BatchSummary, PlanWays } from '#shared/domain/bulk-batch.ts';
import { AgainButton } from '../../../../../renderer/features/bulk-changes/again-dialog.tsx';
import { BatchBar, BatchProgress } from '../../../../../renderer/features/bulk-changes/batch-bar.tsx';
import { batchColumns } from '../../../../../renderer/features/bulk-changes/batch-columns.tsx';
import { BatchList } from '../../../../../renderer/features/bulk-changes/batch-list.tsx';
import { countsOf } from '../../../../../renderer/features/bulk-changes/batch-outcome.tsx';
import { BatchPages } from '../../../../../renderer/features/bulk-changes/batch-pages.tsx';
import { NoBatches } from '../../../../../renderer/features/bulk-changes/no-batches.tsx';
import { StoppableButton } from '../../../../../renderer/features/bulk-changes/stoppable-button.tsx';
import { UndoConsequences } from '../../../../../renderer/features/bulk-changes/undo-dialog.tsx';
import { UploadNote } from '../../../../../renderer/features/bulk-changes/upload-note.tsx';
import { WayChoice } from '../../../../../renderer/features/bulk-changes/way-choice.tsx';
import { batchesQuery, useBulk } from '../../../../../renderer/state/bulk.ts';

const none = { held: 0, cancelled: 0, undone: 0, 'handed-over': 0 };
const batch: BatchSummary = {
  batchId: 'batch-0001',
  kind: 'web-users',
  way: 'rows',
  file: 'people.xlsx',
  createdAt: 0,
  author: 'ada@example.org',
  paused: false,
  followable: false,
  following: null,
  again: { rows: 0, lost: 0 },
  messages: [],
  totals: {
    ...none,
    rows: 1500,
    waiting: 1000,
    sent: 100,
    done: 190,
    failed: 8,
    conflict: 2,
    'no-change': 150,
    'left-out': 50,
  },
};

const listed = Array.from({ length: 20 }, (_, index) => ({ ...batch, batchId: `batch-${1000 + index}` }));

/** The list as it is once the engine has answered. */
function list(answer: { batches: BatchSummary[]; total: number }): ReactNode {
  const { listing } = useBulk.getState();
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  client.setQueryData(['bulk.batches', batchesQuery(listing)], answer);
  return (
    <QueryClientProvider client={client}>
      <BatchList />
    </QueryClientProvider>
  );
}

afterEach(() => useBulk.getState().reset());

const never = (): void => undefined;

function html(node: ReactNode): string {
  return renderToStaticMarkup(<MantineProvider>{node}</MantineProvider>);
}

function text(node: ReactNode): string {
  return html(node)
    .replaceAll(/<style.*?<\/style>/g, '')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

it('the rows are told by what became of them, and nothing of outcomes that no row has', () => {
  const told = text(<BatchBar batch={batch} />);
  expect(told).toBe('All rows 1,500 Waiting 1,000 Sent 100 Done 190 Failed 8 Conflict 2 No change 150 Left out 50');
});

it('what does nothing counts neither as settled nor as to be done', () => {
  expect(countsOf(batch)).toEqual({ needing: 10, cancellable: 1010, undoable: 1300, doing: 1300, settled: 200 });
});

it('a workbook that went to HQ as a whole cannot be cancelled; what its importer has done can be taken back', () => {
  expect(countsOf({ ...batch, way: 'upload' })).toMatchObject({ cancellable: 0, undoable: 190 });
  expect(countsOf({ ...batch, way: 'file' })).toMatchObject({ cancellable: 0, undoable: 0 });
});

it('how far it is stands there until all of it is settled, and says when it is held back', () => {
  expect(text(<BatchProgress batch={batch} />)).toBe('200 of 1,300 rows settled');
  expect(text(<BatchProgress batch={{ ...batch, paused: true }} />)).toBe(
    'Paused: 1,000 of 1,300 rows wait here until you go on.',
  );
  const over = { ...batch, totals: { ...batch.totals, waiting: 0, sent: 0, done: 1290 } };
  expect(text(<BatchProgress batch={over} />)).toBe('');
});

it('a row tells what was planned, what was said and when; one HQ does not read says that', () => {
  const row: BatchRow = {
    row: 7,
    username: 'ben@example.org',
    planned: null,
    outcome: 'left-out',
    messages: ['HQ does not read it.', 'It stands under a blank one.'],
    at: null,
    changeIds: [],
    entity: null,
    localId: null,
  };
  const cells = batchColumns(0).map((column) => text(column.cell(row, 0)));
  expect(cells).toEqual([
    '7',
    'Left out',
    'ben@example.org',
    'Not read by HQ',
    'HQ does not read it. It stands under a blank one.',
    '',
  ]);
});

it('an upload whose result was not read can be asked for; while it is, HQ’s own count stands there', () => {
  const uploaded: BatchSummary = { ...batch, way: 'upload', followable: true };
  expect(text(<UploadNote batch={uploaded} />)).toContain('Ask for HQ’s result');
  const asked = (percent: number | null) => text(<UploadNote batch={{ ...uploaded, following: { percent } }} />);
  expect(asked(null)).toBe('HQ’s importer is at work; its result is asked for until it is there…');
  expect(asked(37.5)).toContain('HQ’s importer is at work: 37 % by HQ’s count.');
  expect(text(<UploadNote batch={{ ...uploaded, followable: false }} />)).toBe('');
  const said = { ...uploaded, followable: false, messages: ['Group ‘North’ was made.'] };
  expect(text(<UploadNote batch={said} />)).toBe('HQ said about the workbook: Group ‘North’ was made.');
  expect(text(<UploadNote batch={{ ...batch, way: 'file' }} />)).toContain('The workbook was saved for HQ.');
});

it('rows that were not carried out can be reviewed again, also where only their results are lost', () => {
  expect(text(<AgainButton batch={batch} />)).toBe('');
  expect(text(<AgainButton batch={{ ...batch, again: { rows: 2, lost: 0 } }} />)).toBe('Review again…');
  expect(text(<AgainButton batch={{ ...batch, way: 'upload', again: { rows: 0, lost: 1 } }} />)).toBe('Review again…');
});

it('the ways to HQ: the advised one and why, and what speaks against another', () => {
  const offered: PlanWays = {
    advised: 'rows',
    why: 'They are 3 rows.',
    rows: { can: true, why: '' },
    upload: { can: false, why: 'Somebody has to be signed in.', refuses: '1 row cannot go this way (row 4).' },
    risk: 'HQ takes dates away.',
  };
  const told = text(<WayChoice offered={offered} way="rows" disabled={false} onChoose={() => undefined} />);
  expect(told).toContain('They are 3 rows. ');
  expect(told).toContain('Row by row, by Roster advised');
  expect(told).toContain('Through HQ’s importer, now Somebody has to be signed in.');
  expect(told).toContain('Save a workbook to upload to HQ yourself Nothing is sent.');
  // What only HQ’s importer takes away is said with both ways to it.
  expect(told.split('HQ takes dates away.')).toHaveLength(3);
  expect(told.split('1 row cannot go this way (row 4).')).toHaveLength(3);
});

it('what takes long is stopped by the button that began it, which can always be pressed', () => {
  const idle = () => undefined;
  const button = (running: boolean) => (
    <StoppableButton label="Save report…" stopLabel="Stop writing" running={running} onStart={idle} onStop={idle} />
  );
  expect([text(button(false)), text(button(true))]).toEqual(['Save report…', 'Stop writing']);
  expect(renderToStaticMarkup(<MantineProvider>{button(true)}</MantineProvider>)).not.toContain('disabled');
});

it('hundreds of carried out workbooks are listed in pages, the newest first, with a search and the way to older ones', () => {
  const told = text(list({ batches: listed, total: 312 }));
  expect(told).toContain('Newer Older 1 to 20 of 312, the newest first');
  expect(html(list({ batches: listed, total: 312 }))).toContain(
    'aria-label="Search the workbooks that were carried out"',
  );
  expect(html(<BatchPages page={0} total={312} onPage={never} />)).toMatch(
    /aria-disabled="true".*Newer.*aria-disabled="false".*Older/,
  );
  expect(text(<BatchPages page={15} total={312} onPage={never} />)).toContain('301 to 312 of 312');
  expect(html(<BatchPages page={15} total={312} onPage={never} />)).toMatch(
    /aria-disabled="false".*Newer.*aria-disabled="true".*Older/,
  );
  expect(text(<BatchPages page={0} total={20} onPage={never} />)).toBe('');
});

it('a few carried out workbooks have no pages and no search, and where there is none or none fits, that is said', () => {
  const few = list({ batches: listed.slice(0, 3), total: 3 });
  expect(text(few)).not.toMatch(/Older|Newer/);
  expect(html(few)).not.toContain('type="search"');
  expect(text(list({ batches: [], total: 0 }))).toBe('Carried out No workbook has been carried out yet.');
  useBulk.getState().list({ page: 4 });
  expect(batchesQuery(useBulk.getState().listing)).toEqual({ search: '', offset: 80, limit: 20 });
  useBulk.getState().list({ search: 'zürich' });
  expect(useBulk.getState().listing).toEqual({ search: 'zürich', page: 0 });
  expect(batchesQuery(useBulk.getState().listing)).toEqual({ search: 'zürich', offset: 0, limit: 20 });
  expect(text(<NoBatches onAll={never} />)).toBe(
    'No carried out workbook has this in its name or its author’s. Show all',
  );
});

it('taking back tells invitations that are deleted apart from what goes back', () => {
  const told = (atHq: number, invitations: number) =>
    renderToStaticMarkup(
      <MantineProvider>
        <UndoConsequences asked={{ waiting: 0, atHq, invitations, left: [], leftTotal: 0 }} />
      </MantineProvider>,
    );
  expect(told(3, 1)).toContain('2 changes that HQ has go back');
  expect(told(3, 1)).toContain('1 pending invitation is deleted at HQ');
  expect(told(2, 2)).not.toContain('go back');
  expect(told(0, 0)).toContain('Nothing of it can be taken back.');
});
