import { useId } from 'react';
import { VisuallyHidden } from '@mantine/core';
import type { ChangeView } from '#shared/domain/change.ts';
import type { FieldProblems } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { useLookups } from '../../../api/use-lookups.ts';
import { answer, draftOf } from './clash-groups.ts';
import type { ClashGroup, Drafts } from './clash-groups.ts';
import { ClashRows } from './clash-rows.tsx';
import classes from './conflict.module.css';

type Props = {
  change: ChangeView;
  groups: readonly ClashGroup[];
  drafts: Drafts;
  problems: FieldProblems;
  /** Show which fields are not decided yet. */
  marked: boolean;
  onDrafts(drafts: Drafts): void;
  /** The field's question was settled for all similar changes. */
  onSimilar(key: string): void;
};

/** field · was · yours · HQ's · result */
export function ConflictTable({ change, groups, drafts, problems, marked, onDrafts, onSimilar }: Props) {
  const lookups = useLookups();
  const spoken = useId();
  return (
    <div role="group" aria-label={t('conflict.table')} aria-describedby={spoken} className={classes.scroller}>
      <VisuallyHidden id={spoken}>{t('conflict.keys.spoken')}</VisuallyHidden>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col" className={classes.field}>
              {t('conflict.field')}
            </th>
            <th scope="col">{t('compare.was')}</th>
            <th scope="col">{t('compare.yours')}</th>
            <th scope="col">{t('compare.theirs')}</th>
            <th scope="col" className={classes.result}>
              {t('conflict.result')}
            </th>
          </tr>
        </thead>
        {groups.map((group) => {
          const draft = draftOf(group, drafts);
          const put = (next: Drafts[string]) => onDrafts({ ...drafts, [group.key]: next });
          return (
            <ClashRows
              key={group.key}
              change={change}
              group={group}
              draft={draft}
              lookups={lookups}
              problems={problems}
              marked={marked && !draft}
              onChoose={(use) => put(answer(group, use, draft))}
              onValues={(values) => {
                const now = answer(group, 'value', draft);
                put({ ...now, values: { ...now.values, ...values } });
              }}
              onSimilar={() => onSimilar(group.key)}
            />
          );
        })}
      </table>
    </div>
  );
}
