import { useMethod } from '../../api/use-method.ts';
import { useBulk } from '../../state/bulk.ts';
import { ErrorAlert } from '../../ui/error-alert.tsx';
import { t } from '#shared/messages/translate.ts';
import people from '../people/people.module.css';
import { PlanList } from './plan-list.tsx';
import { Review } from './review.tsx';
import { Samples } from './samples.tsx';

/** Changes by spreadsheet: the workbooks that are open, or the review of one of them. */
export function BulkScreen() {
  const plans = useMethod('bulk.plans', {}, { keepPrevious: true });
  const planId = useBulk((state) => state.planId);
  const summary = plans.data?.plans.find((plan) => plan.planId === planId);
  return (
    <section className={people.screen} aria-label={t('nav.bulk')}>
      {plans.error ? (
        <div className={people.problem}>
          <ErrorAlert error={plans.error.error} />
        </div>
      ) : summary ? (
        <Review key={summary.planId} summary={summary} />
      ) : (
        plans.data && (
          <>
            <PlanList plans={plans.data.plans} />
            <Samples />
          </>
        )
      )}
    </section>
  );
}
