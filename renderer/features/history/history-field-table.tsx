import type { Json } from '#shared/domain/entities.ts';
import type { HistoryEntry } from '#shared/domain/history.ts';
import { fieldLabel } from '#shared/domain/rules.ts';
import { t } from '#shared/messages/translate.ts';
import { useLookups } from '../../api/use-lookups.ts';
import changes from '../changes/changes.module.css';
import { valueLines } from '../people/fields/value-text.ts';

/** Field by field: before → after. */
export function HistoryFieldTable({ entry }: { entry: HistoryEntry }) {
  const lookups = useLookups();
  if (entry.fields.length === 0) return null;
  const text = (field: string, value: Json) => {
    const lines = valueLines(entry.entity, field, value, lookups);
    return (lines.length > 0 ? lines : [t('value.none')]).map((line) => (
      <div key={line}>
        <bdi>{line}</bdi>
      </div>
    ));
  };
  const hasBefore = entry.kind !== 'create';
  return (
    <table className={changes.fields}>
      <caption className={changes.caption}>{t('history.fields')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('changes.field')}</th>
          {hasBefore && <th scope="col">{t('history.before')}</th>}
          <th scope="col">{t('history.after')}</th>
        </tr>
      </thead>
      <tbody>
        {entry.fields.map(({ field, before, after }) => (
          <tr key={field}>
            <th scope="row" dir="auto">
              {fieldLabel(field)}
            </th>
            {hasBefore && <td>{text(field, before)}</td>}
            <td className={changes.yours}>{text(field, after)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
