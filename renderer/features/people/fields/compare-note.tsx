import { Text } from '@mantine/core';
import type { Json, PersonEntity } from '#shared/domain/entities.ts';
import type { ChangeField } from '#shared/domain/change.ts';
import type { Lookups } from '#shared/ipc/contract.ts';
import { t } from '#shared/messages/translate.ts';
import { valueLines } from './value-text.ts';
import classes from './fields.module.css';

type Props = { entity: PersonEntity; field: ChangeField; lookups: Lookups };

/** "was … / yours … / HQ's …" beside a field that waits; HQ's only where it differs from both. */
export function CompareNote({ entity, field, lookups }: Props) {
  const text = (value: Json | undefined): string =>
    valueLines(entity, field.field, value, lookups).join(', ') || t('value.none');
  return (
    <dl className={classes.compare}>
      <dt>{t('compare.was')}</dt>
      <dd className={classes.was}>
        {valueLines(entity, field.field, field.was, lookups).length > 0 ? (
          <del>{text(field.was)}</del>
        ) : (
          t('value.none')
        )}
      </dd>
      <dt>{t('compare.yours')}</dt>
      <dd>
        <bdi>{text(field.yours)}</bdi>
      </dd>
      {field.theirs !== undefined && (
        <>
          <dt>{t('compare.theirs')}</dt>
          <dd className={classes.theirs}>
            <bdi>{text(field.theirs)}</bdi>
          </dd>
        </>
      )}
      {field.problems.map((problem) => (
        <Text key={problem} size="xs" className={classes.problem} dir="auto">
          {problem}
        </Text>
      ))}
    </dl>
  );
}
