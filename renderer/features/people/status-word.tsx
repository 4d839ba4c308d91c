import type { PersonStatus } from '#shared/domain/entities.ts';
import { t } from '#shared/messages/translate.ts';
import classes from './people.module.css';

/** Active, Deactivated or Unknown: a dot and the word, so that colour is never the only sign. */
export function StatusWord({ status }: { status: PersonStatus }) {
  return (
    <span className={classes.status} data-status={status}>
      {t(`status.${status}`)}
    </span>
  );
}
