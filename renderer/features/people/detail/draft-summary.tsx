import { Text } from '@mantine/core';
import type { PersonDetail } from '#shared/domain/change.ts';
import type { FieldValues } from '#shared/domain/entities.ts';
import { fieldLabel } from '#shared/domain/rules.ts';
import type { Lookups } from '#shared/ipc/contract.ts';
import { t } from '#shared/messages/translate.ts';
import { CompareNote } from '../fields/compare-note.tsx';
import classes from './detail.module.css';

type Props = { detail: PersonDetail; patch: FieldValues; lookups: Lookups };

/** What saving would change, field by field: was, yours, and HQ's where it is something else again. */
export function DraftSummary({ detail, patch, lookups }: Props) {
  const keys = Object.keys(patch);
  if (keys.length === 0) return null;
  return (
    <details className={classes.fold}>
      <summary>{t('detail.edits', { count: keys.length })}</summary>
      <div className={classes.summary}>
        {keys.map((key) => {
          const was = detail.values[key] ?? null;
          const theirs = detail.truth?.[key];
          const differs = theirs !== undefined && JSON.stringify(theirs) !== JSON.stringify(was);
          return (
            <div key={key}>
              <Text size="xs" fw={600} dir="auto">
                {fieldLabel(key)}
              </Text>
              <CompareNote
                entity={detail.entity}
                lookups={lookups}
                field={{ field: key, was, yours: patch[key] ?? null, problems: [], ...(differs ? { theirs } : {}) }}
              />
            </div>
          );
        })}
      </div>
    </details>
  );
}
