import type { ChangeView } from '#shared/domain/change.ts';
import { t } from '#shared/messages/translate.ts';
import { ChangeFieldTable } from '../change-field-table.tsx';
import { otherFields } from './clash-groups.ts';
import classes from './conflict.module.css';

/** What else the change carries: waits with the rest, and nothing about it is in question. */
export function OtherFields({ change }: { change: ChangeView }) {
  const fields = otherFields(change);
  if (fields.length === 0) return null;
  return (
    <details className={classes.others}>
      <summary>{t('conflict.others', { count: fields.length })}</summary>
      <ChangeFieldTable change={{ ...change, fields }} />
    </details>
  );
}
