import type { BatchRow, BatchRowOutcome, BatchSummary } from '#shared/domain/bulk-batch.ts';
import { t } from '#shared/messages/translate.ts';
import classes from './bulk-changes.module.css';

/** What a person has to look at. */
export const needingOutcomes = ['failed', 'conflict', 'held'] as const;
/** What can still be taken back before HQ has it. */
const openOutcomes = ['waiting', ...needingOutcomes] as const;
/** What undoing is about: it waits, is on its way, or HQ has it. */
const takenOutcomes = [...openOutcomes, 'sent', 'done'] as const;

function rowsOf({ totals }: BatchSummary, outcomes: readonly BatchRowOutcome[]): number {
  return outcomes.reduce((sum, outcome) => sum + totals[outcome], 0);
}

/** Rows by what can be done about them. */
export function countsOf(batch: BatchSummary) {
  const byRows = batch.way === 'rows';
  // HQ's importer cannot be called off; what it has done goes back once HQ was read.
  const byUpload = batch.way === 'upload' ? rowsOf(batch, ['done']) : 0;
  const doing = batch.totals.rows - batch.totals['no-change'] - batch.totals['left-out'];
  return {
    needing: rowsOf(batch, needingOutcomes),
    cancellable: byRows ? rowsOf(batch, openOutcomes) : 0,
    undoable: byRows ? rowsOf(batch, takenOutcomes) : byUpload,
    /** Rows that do something, and those of them that neither wait nor are on their way any more. */
    doing,
    settled: doing - batch.totals.waiting - batch.totals.sent,
  };
}

export function BatchOutcomeWord({ row: { outcome } }: { row: Pick<BatchRow, 'outcome'> }) {
  return (
    <span className={classes.fate} data-outcome={outcome}>
      {t(`batches.outcome.${outcome}`)}
    </span>
  );
}
