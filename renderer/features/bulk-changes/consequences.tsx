import type { PlanSummary } from '#shared/domain/bulk-plan.ts';
import { t } from '#shared/messages/translate.ts';
import { numbered } from './numbered.ts';
import classes from './bulk-changes.module.css';

/** What carrying a plan out means, of the rows that are not left out. */
export function Consequences({ summary: { totals, emails } }: { summary: PlanSummary }) {
  return (
    <ul className={classes.consequences}>
      <li>{emails > 0 ? t('review.emails', numbered(emails)) : t('review.no-emails')}</li>
      {totals.removals > 0 && <li data-grave>{t('commit.removals', numbered(totals.removals))}</li>}
      {totals.newAdmins > 0 && <li data-grave>{t('review.admins', numbered(totals.newAdmins))}</li>}
      {totals.clears > 0 && <li data-grave>{t('review.clears', numbered(totals.clears))}</li>}
    </ul>
  );
}
