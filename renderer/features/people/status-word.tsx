import type { ShownStatus } from '#shared/domain/shown-status.ts';
import { t } from '#shared/messages/translate.ts';
import classes from './people.module.css';

/** Active, Deactivated, Unconfirmed or Unknown: a dot and the word, so that colour is never the only sign. */
export function StatusWord({ status }: { status: ShownStatus }) {
  return (
    <span className={classes.status} data-status={status}>
      {t(`status.${status}`)}
    </span>
  );
}
