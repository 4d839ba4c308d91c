import type { ChangeField, ChangeView } from '#shared/domain/change.ts';
import { fieldLabel } from '#shared/domain/rules.ts';
import { t } from '#shared/messages/translate.ts';
import { useLookups } from '../../api/use-lookups.ts';
import { fieldLines } from './field-lines.ts';
import type { Side } from './field-lines.ts';
import classes from './changes.module.css';

/** Field by field: was → yours, and HQ's where it is known to differ, with the objections to each. */
export function ChangeFieldTable({ change }: { change: ChangeView }) {
  const lookups = useLookups();
  const withTheirs = change.fields.some(({ theirs }) => theirs !== undefined);
  const text = (field: ChangeField, side: Side) => {
    const lines = fieldLines(change, field, side, lookups);
    return (lines.length > 0 ? lines : [t('value.none')]).map((line) => (
      <div key={line}>
        <bdi>{line}</bdi>
      </div>
    ));
  };
  if (change.fields.length === 0) return null;
  return (
    <table className={classes.fields}>
      <caption className={classes.caption}>{t('changes.fields')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('changes.field')}</th>
          {change.kind !== 'create' && <th scope="col">{t('compare.was')}</th>}
          <th scope="col">{t('compare.yours')}</th>
          {withTheirs && <th scope="col">{t('compare.theirs')}</th>}
        </tr>
      </thead>
      <tbody>
        {change.fields.map((field) => {
          const objections = [...new Set([...field.problems, ...(change.reason?.fields[field.field] ?? [])])];
          return (
            <tr key={field.field}>
              <th scope="row" dir="auto">
                {fieldLabel(field.field)}
                {objections.map((objection) => (
                  <span key={objection} className={classes.objection} dir="auto">
                    {objection}
                  </span>
                ))}
              </th>
              {change.kind !== 'create' && <td>{text(field, 'was')}</td>}
              <td className={classes.yours}>{text(field, 'yours')}</td>
              {withTheirs && <td>{field.theirs === undefined ? '' : text(field, 'theirs')}</td>}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
