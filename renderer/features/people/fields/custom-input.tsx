import { Select, TextInput } from '@mantine/core';
import type { Json } from '#shared/domain/entities.ts';
import { t } from '#shared/messages/translate.ts';
import { choicesWith } from './custom-field.ts';
import type { CustomField } from './custom-field.ts';
import { plain } from './value-text.ts';

type Props = {
  name: string;
  value: Json;
  /** Name of the person's profile. */
  profile: string;
  problem: string | undefined;
  field: CustomField;
  onChange(value: string): void;
};

/** One custom datum: fixed by the profile, one of the project's choices, or free text. */
export function CustomInput({ name, value, profile, problem, field, onChange }: Props) {
  const { fixed, required, choices } = field;
  const structured = typeof value === 'object' && value !== null;
  const text = fixed ?? plain(value);
  const label = <span dir="auto">{name}</span>;
  const missing = required && fixed === null && text === '' ? t('user-data.required') : undefined;
  const common = { label, error: problem, withAsterisk: required, dir: 'auto' as const };
  if (choices !== null && fixed === null && !structured)
    return (
      <Select
        {...common}
        description={text !== '' && !choices.includes(text) ? t('user-data.not-a-choice') : missing}
        data={choicesWith(choices, text)}
        value={text === '' ? null : text}
        onChange={(chosen) => onChange(chosen ?? '')}
        clearable={!required}
        searchable
      />
    );
  return (
    <TextInput
      {...common}
      value={text}
      readOnly={structured || fixed !== null}
      variant={structured || fixed !== null ? 'filled' : 'default'}
      description={structured ? t('custom.structured') : fixed === null ? missing : t('profile.fixes', { profile })}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
