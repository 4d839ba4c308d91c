import { Button, Checkbox, Popover, Stack } from '@mantine/core';
import { IconColumns3 } from '@tabler/icons-react';
import { t } from '#shared/messages/translate.ts';

type Props = {
  columns: readonly { key: string; label: string; more: string | null }[];
  hidden: readonly string[];
  onChange(hidden: string[]): void;
};

/** Which columns of a list are shown. */
export function ColumnChooser({ columns, hidden, onChange }: Props) {
  return (
    <Popover position="bottom-end" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<IconColumns3 size={14} aria-hidden />}>
          {t('columns.choose')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap={8} role="group" aria-label={t('columns.which')}>
          {columns.map(({ key, label, more }) => (
            <Checkbox
              key={key}
              size="xs"
              label={label}
              description={more}
              checked={!hidden.includes(key)}
              onChange={(event) =>
                onChange(event.currentTarget.checked ? hidden.filter((each) => each !== key) : [...hidden, key])
              }
            />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
