import { Button } from '@mantine/core';
import { useMethod } from '../../api/use-method.ts';
import { useBulk } from '../../state/bulk.ts';
import { ErrorAlert } from '../../ui/error-alert.tsx';
import { t } from '#shared/messages/translate.ts';
import people from '../people/people.module.css';
import { BatchView } from './batch-view.tsx';
import { PlanList } from './plan-list.tsx';
import { Review } from './review.tsx';

/** Changes by spreadsheet: the workbooks that are open and those that were carried out, the review of one, or what became of one. */
export function BulkScreen() {
  const plans = useMethod('bulk.plans', {}, { keepPrevious: true });
  const planId = useBulk((state) => state.planId);
  const summary = plans.data?.plans.find((plan) => plan.planId === planId);
  const batchId = useBulk((state) => state.batchId);
  return (
    <section className={people.screen} aria-label={t('nav.bulk')}>
      {batchId !== null ? (
        <Batch key={batchId} batchId={batchId} />
      ) : plans.error ? (
        <div className={people.problem}>
          <ErrorAlert error={plans.error.error} />
        </div>
      ) : summary ? (
        <Review key={summary.planId} summary={summary} />
      ) : (
        plans.data && <PlanList plans={plans.data.plans} />
      )}
    </section>
  );
}

function Batch({ batchId }: { batchId: string }) {
  const { data, error } = useMethod('bulk.batches', { batchId }, { keepPrevious: true });
  const follow = useBulk((state) => state.follow);
  const [batch] = data?.batches ?? [];
  if (batch) return <BatchView batch={batch} />;
  if (!error) return null;
  return (
    <div className={people.problem}>
      <ErrorAlert
        error={error.error}
        actions={
          <Button variant="default" size="compact-sm" onClick={() => follow(null)}>
            {t('review.back')}
          </Button>
        }
      />
    </div>
  );
}
