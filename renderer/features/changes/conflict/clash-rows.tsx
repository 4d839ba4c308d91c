import type { ChangeField, ChangeView } from '#shared/domain/change.ts';
import type { FieldValues } from '#shared/domain/entities.ts';
import { sameFieldValue } from '#shared/domain/fields.ts';
import { fieldLabel } from '#shared/domain/rules.ts';
import type { Lookups } from '#shared/ipc/contract.ts';
import type { FieldProblems } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { fieldLines } from '../field-lines.ts';
import { ChoiceRadios } from './choice-radios.tsx';
import type { ClashGroup, Draft, Use } from './clash-groups.ts';
import { ClashResult } from './clash-result.tsx';
import { SimilarButton } from './similar-button.tsx';
import { whyText } from './why-text.ts';
import classes from './conflict.module.css';

type Props = {
  change: ChangeView;
  group: ClashGroup;
  draft: Draft | undefined;
  lookups: Lookups;
  problems: FieldProblems;
  marked: boolean;
  onChoose(use: Use): void;
  onValues(values: FieldValues): void;
  onSimilar(): void;
};

/** The fields of one question, with one answer beside them. */
export function ClashRows(props: Props) {
  const { change, group, draft, lookups, marked } = props;
  const cell = (field: ChangeField, side: 'was' | 'yours' | 'theirs') => {
    const lines = fieldLines(change, field, side, lookups);
    return (lines.length > 0 ? lines : [t('value.none')]).map((line, index) => (
      <div key={index} className={lines.length > 0 ? undefined : classes.none}>
        <bdi>{line}</bdi>
      </div>
    ));
  };
  return (
    <tbody data-question={group.key} data-decided={draft !== undefined} data-marked={marked}>
      {group.fields.map((field, index) => {
        const why = whyText(field);
        return (
          <tr key={field.field}>
            <th scope="row" dir="auto">
              {fieldLabel(field.field)}
              {why !== '' && <span className={classes.why}>{why}</span>}
              {isUnmoved(change, group, field) && <span className={classes.why}>{t('conflict.unmoved')}</span>}
            </th>
            <td>{cell(field, 'was')}</td>
            <td data-chosen={draft?.use === 'mine'}>{cell(field, 'yours')}</td>
            <td data-chosen={draft?.use === 'theirs'}>{cell(field, 'theirs')}</td>
            {index === 0 && (
              <td rowSpan={group.fields.length} className={classes.answer}>
                <Answer {...props} />
              </td>
            )}
          </tr>
        );
      })}
    </tbody>
  );
}

function Answer({ change, group, draft, lookups, problems, onChoose, onValues, onSimilar }: Props) {
  const label = group.fields.map(({ field }) => fieldLabel(field)).join(', ');
  return (
    <>
      <ChoiceRadios group={group} label={label} use={draft?.use} onChoose={onChoose} />
      <ClashResult
        change={change}
        group={group}
        draft={draft}
        lookups={lookups}
        problems={problems}
        onValues={onValues}
      />
      {group.kind === 'values' && group.fields.length > 1 && (
        <div className={classes.why}>{t('conflict.together')}</div>
      )}
      {group.similar > 0 && draft && (
        <SimilarButton change={change} group={group} label={label} draft={draft} lookups={lookups} onDone={onSimilar} />
      )}
    </>
  );
}

/** A guarded field clashes for what else happened to the person; one of two that belong together, for the other. */
function isUnmoved(change: ChangeView, { kind }: ClashGroup, { field, was, theirs }: ChangeField): boolean {
  return kind === 'values' && sameFieldValue(change.entity, field, was, theirs);
}
