import { Select } from '@mantine/core';
import type { FieldValues } from '#shared/domain/entities.ts';
import { idFields } from '#shared/domain/fields.ts';
import type { NamedField } from '#shared/domain/fields.ts';
import type { Lookups } from '#shared/ipc/contract.ts';
import { t } from '#shared/messages/translate.ts';
import { formatNumber } from '../../../ui/format.ts';
import { namesakesOf } from './namesakes-of.ts';
import type { Namesake } from './namesakes-of.ts';
import { plain } from './value-text.ts';

type Props = {
  named: NamedField;
  values: FieldValues;
  problems: readonly string[];
  lookups: Lookups;
  onChange(part: FieldValues): void;
};

/** Which of several roles (or profiles) of one name is meant; nothing where the name alone says it. */
export function NamesakeField({ named, values, problems, lookups, onChange }: Props) {
  const name = plain(values[named]);
  const id = plain(values[idFields[named]]);
  const found = namesakesOf(named, name, lookups);
  if (found.length < 2 && id === '') return null;
  const known = found.some((one) => one.id === id) || id === '';
  const offered = known ? found : [...found, { id, facts: null }];
  return (
    <Select
      label={t(`namesake.${named}`, { name })}
      description={t('namesake.how')}
      placeholder={t('namesake.placeholder')}
      data={offered.map((one) => ({ value: one.id, label: labelOf(named, one) }))}
      value={id === '' ? null : id}
      error={id === '' ? problems.join(' ') || undefined : undefined}
      // What is chosen is an answer to what was said about the name.
      onChange={(next) => onChange({ [named]: name, [idFields[named]]: next ?? '' })}
      allowDeselect={false}
      required
    />
  );
}

/** HQ's id by its end, as its addresses show it, and what tells this one from the others. */
function labelOf(named: NamedField, { id, facts }: Namesake): string {
  const end = t('namesake.id', { end: id.length > endLength ? `…${id.slice(-endLength)}` : id });
  if (facts === null) return end;
  return t(`namesake.${named}.facts`, { end, count: facts, number: formatNumber(facts) });
}

/** Enough to tell HQ's long random ids apart, and short enough to be read aloud. */
const endLength = 6;
