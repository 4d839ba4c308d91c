import type { Json } from '#shared/domain/entities.ts';
import type { HistoryEntry } from '#shared/domain/history.ts';
import { fieldLabel } from '#shared/domain/rules.ts';
import { t } from '#shared/messages/translate.ts';
import { useLookups } from '../../api/use-lookups.ts';
import changes from '../changes/changes.module.css';
import { valueLines } from '../people/fields/value-text.ts';

/** About the person as a whole there is a choice, and no value. */
function isWhole(field: string): boolean {
  return field === '*deleted*' || field === '*exists*';
}

/** Field by field: before → after; of a decision what there was to choose from, and what was chosen. */
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
  const decided = entry.outcome === 'decided';
  const hasBefore = entry.kind !== 'create' || decided;
  return (
    <table className={changes.fields}>
      <caption className={changes.caption}>{t(decided ? 'history.decision' : 'history.fields')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('changes.field')}</th>
          {hasBefore && <th scope="col">{t('history.before')}</th>}
          {decided && <th scope="col">{t('compare.yours')}</th>}
          {decided && <th scope="col">{t('compare.theirs')}</th>}
          <th scope="col">{t(decided ? 'history.column.chosen' : 'history.after')}</th>
        </tr>
      </thead>
      <tbody>
        {entry.fields.map(({ field, before, after, decided: said }) => (
          <tr key={field}>
            <th scope="row" dir="auto">
              {fieldLabel(field)}
            </th>
            {hasBefore && <td>{text(field, before)}</td>}
            {decided && <td>{text(field, said?.mine ?? null)}</td>}
            {decided && <td>{text(field, said?.theirs ?? null)}</td>}
            <td className={changes.yours}>
              {said && <div>{t(`history.choice.${said.use}`)}</div>}
              {!isWhole(field) && text(field, after)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
