import { ActionIcon, Badge, Button, Group, Input, Stack, TextInput } from '@mantine/core';
import { IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { normaliseValue } from '#shared/domain/fields.ts';
import { t } from '#shared/messages/translate.ts';
import { plain } from './value-text.ts';

type Props = { label: string; phones: string[]; problems: string[]; onChange(phones: string[]): void };

/** Phone numbers in order: the first is the worker's default at HQ. */
export function PhoneList({ label, phones, problems, onChange }: Props) {
  const kept = phones.map((phone) => plain(normaliseValue('phones', [phone])));
  const replace = (index: number, phone: string): void =>
    onChange(phones.map((each, at) => (at === index ? phone : each)));
  const raise = (index: number): void => {
    const phone = phones[index] ?? '';
    onChange([...phones.slice(0, index - 1), phone, phones[index - 1] ?? '', ...phones.slice(index + 1)]);
  };
  return (
    <Input.Wrapper label={label} error={problems.join(' ') || undefined} size="xs" role="group" aria-label={label}>
      <Stack gap={6}>
        {phones.map((phone, index) => (
          // The position is the identity here: numbers are edited in place.
          <Group key={index} gap={4} wrap="nowrap">
            <TextInput
              flex={1}
              inputMode="tel"
              aria-label={t('phones.number', { number: index + 1 })}
              value={phone}
              description={
                // HQ keeps it once, at its first place.
                kept[index] !== '[]' && kept.indexOf(kept[index] ?? '') < index
                  ? t('rule.phone.duplicate', { value: phone })
                  : undefined
              }
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              onChange={(event) => replace(index, event.currentTarget.value)}
              rightSection={
                index === 0 && phones.length > 1 ? (
                  <Badge size="xs" variant="default">
                    {t('phones.default')}
                  </Badge>
                ) : undefined
              }
              rightSectionWidth={index === 0 && phones.length > 1 ? 74 : undefined}
            />
            {index > 0 && (
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t('phones.raise', { phone })}
                onClick={() => raise(index)}
              >
                <IconArrowUp size={15} aria-hidden />
              </ActionIcon>
            )}
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('phones.remove', { phone })}
              onClick={() => onChange(phones.filter((_, at) => at !== index))}
            >
              <IconTrash size={15} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
        <div>
          <Button
            variant="subtle"
            size="compact-xs"
            leftSection={<IconPlus size={13} aria-hidden />}
            onClick={() => onChange([...phones, ''])}
          >
            {t('phones.add')}
          </Button>
        </div>
      </Stack>
    </Input.Wrapper>
  );
}
