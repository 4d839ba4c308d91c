import { rowOutcomes } from '#shared/domain/bulk-plan.ts';
import type { PlanSummary } from '#shared/domain/bulk-plan.ts';
import { t } from '#shared/messages/translate.ts';
import { allRows, useBulk } from '../../state/bulk.ts';
import type { ReviewFilter } from '../../state/bulk.ts';
import { formatNumber } from '../../ui/format.ts';
import classes from './bulk-changes.module.css';

/** How many rows do what; each is a filter of the table. Behind them what one would not want to overlook. */
export function OutcomeBar({ summary: { totals, emails } }: { summary: PlanSummary }) {
  const outcomes = rowOutcomes.filter((outcome) => totals[outcome] > 0);
  return (
    <div className={classes.bar}>
      <div className={classes.chips} role="group" aria-label={t('review.outcomes')}>
        <Chip only={{}} text={t('review.all')} count={totals.rows} />
        {outcomes.map((outcome) => (
          <Chip
            key={outcome}
            only={{ outcome }}
            text={t(`review.outcome.${outcome}`)}
            count={totals[outcome]}
            tone={outcome}
          />
        ))}
      </div>
      <div className={classes.chips} role="group" aria-label={t('review.stands-out')}>
        {totals.removals > 0 && (
          <Chip only={{ flag: 'removal' }} text={t('commit.removals', number(totals.removals))} tone="warning" />
        )}
        {emails > 0 ? (
          <Chip only={{ flag: 'mails' }} text={t('review.emails', number(emails))} tone="mails" />
        ) : (
          <span className={classes.quiet}>{t('review.no-emails')}</span>
        )}
        {totals.newAdmins > 0 && (
          <Chip only={{ flag: 'new-admin' }} text={t('review.admins', number(totals.newAdmins))} tone="warning" />
        )}
        {totals.clears > 0 && (
          <Chip only={{ flag: 'clears' }} text={t('review.clears', number(totals.clears))} tone="warning" />
        )}
        {totals.excluded > 0 && (
          <Chip only={{ leftOut: true }} text={t('review.excluded', number(totals.excluded))} tone="quiet" />
        )}
      </div>
    </div>
  );
}

function number(count: number) {
  return { count, number: formatNumber(count) };
}

type ChipProps = { only: Partial<ReviewFilter>; text: string; count?: number; tone?: string };

function Chip({ only, text, count, tone }: ChipProps) {
  const { filter, show } = useBulk();
  const wanted = { ...allRows, ...only, search: filter.search };
  return (
    <button
      type="button"
      className={classes.chip}
      data-tone={tone}
      aria-pressed={JSON.stringify(wanted) === JSON.stringify(filter)}
      onClick={() => show(wanted)}
    >
      {text}
      {count !== undefined && <span className={classes.figure}>{formatNumber(count)}</span>}
    </button>
  );
}
