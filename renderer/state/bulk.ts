import { create } from 'zustand';
import type { BatchRowOutcome } from '#shared/domain/bulk-batch.ts';
import type { PlanKind, PlanProgress, RowFlag, RowOutcome } from '#shared/domain/bulk-plan.ts';
import type { OfferedFile } from '#shared/ipc/bulk-methods.ts';

/** Which rows of the review are shown: at most one of outcome, flag and "left out". */
export type ReviewFilter = {
  outcome: RowOutcome | null;
  flag: RowFlag | null;
  leftOut: boolean;
  search: string;
};

export const allRows: ReviewFilter = { outcome: null, flag: null, leftOut: false, search: '' };

/** Which rows of a carried out workbook are shown. */
export type BatchFilter = { outcome: BatchRowOutcome | null; search: string };

export const allBatchRows: BatchFilter = { outcome: null, search: '' };

/** `kind`: what the rows are, as far as the list they were asked from says it. `others`: names of those that came with it. */
type Opening = { file: OfferedFile | null; kind: PlanKind | null; others: readonly string[] };

/** Which of the carried out workbooks are listed. `page`: 0 is the newest. */
export type BatchListing = { search: string; page: number };

type Bulk = {
  /** Of whom a workbook is to be downloaded; null: the dialog is closed. */
  download: PlanKind | null;
  /** The dialog that opens a workbook. */
  opening: Opening | null;
  /** The plan on the screen; null: all of them. */
  planId: string | null;
  filter: ReviewFilter;
  /** The row whose panel is open. */
  row: number | null;
  /** The row that is edited in the table. */
  editing: number | null;
  listing: BatchListing;
  /** The carried out workbook on the screen. */
  batchId: string | null;
  batchFilter: BatchFilter;
  /** Its row whose panel is open. */
  batchRow: number | null;
  /** The upload whose result this window waits for, to tell of it. */
  following: string | null;
  /** Rows are being planned anew: what is shown is of before, and is not to be changed meanwhile. */
  busy: boolean;
  progress: PlanProgress | null;
  askOpen(kind: PlanKind | null): void;
  /** A file was chosen, dropped or handed over by the system, `others` with it. */
  offer(file: OfferedFile, others?: readonly string[]): void;
  review(planId: string | null): void;
  show(filter: Partial<ReviewFilter>): void;
  /** Goes to a carried out workbook; null: to all of them. */
  follow(batchId: string | null): void;
  showBatchRows(filter: Partial<BatchFilter>): void;
  /** Another search begins on the newest page. */
  list(listing: Partial<BatchListing>): void;
  reset(): void;
};

const start = {
  download: null,
  opening: null,
  planId: null,
  filter: allRows,
  row: null,
  editing: null,
  listing: { search: '', page: 0 },
  batchId: null,
  batchFilter: allBatchRows,
  batchRow: null,
  following: null,
  busy: false,
  progress: null,
} as const;

/** Where the person is with workbooks: kept while they look elsewhere, forgotten with the account. */
export const useBulk = create<Bulk>((set) => ({
  ...start,
  askOpen: (kind) => set({ opening: { file: null, kind, others: [] } }),
  offer: (file, others = []) => set((now) => ({ opening: { kind: now.opening?.kind ?? null, file, others } })),
  review: (planId) => set({ planId, batchId: null, filter: allRows, row: null, editing: null }),
  follow: (batchId) => set({ batchId, planId: null, batchFilter: allBatchRows, batchRow: null }),
  showBatchRows: (filter) => set((now) => ({ batchFilter: { ...now.batchFilter, ...filter }, batchRow: null })),
  list: (listing) => set((now) => ({ listing: { ...now.listing, page: 0, ...listing } })),
  show: (filter) => set((now) => ({ filter: { ...now.filter, ...filter }, row: null, editing: null })),
  reset: () => set(start),
}));

/** The filter as the engine is asked. */
export function rowQuery({ outcome, flag, leftOut, search }: ReviewFilter) {
  return {
    search,
    ...(outcome === null ? {} : { outcomes: [outcome] }),
    ...(flag === null ? {} : { flag }),
    ...(leftOut ? { excluded: true } : {}),
  };
}

/** Workbooks on a page: each has its rows counted for it, and more than a screen or two nobody looks through. */
export const batchesOnPage = 20;

/** The listing as the engine is asked. */
export function batchesQuery({ search, page }: BatchListing) {
  return { search, offset: page * batchesOnPage, limit: batchesOnPage };
}

/** The same of a carried out workbook. */
export function batchRowQuery({ outcome, search }: BatchFilter) {
  return { search, ...(outcome === null ? {} : { outcomes: [outcome] }) };
}
