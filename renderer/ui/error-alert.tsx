import { useState } from 'react';
import type { ReactNode } from 'react';
import { Alert, Anchor, Code, Collapse, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { AppError } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';

/** An error with its sentence, the way on, and the technical facts folded away. `actions` are the buttons that lead on. */
export function ErrorAlert({ error, actions }: { error: AppError; actions?: ReactNode }) {
  const [open, setOpen] = useState(false);
  const facts = error.details && Object.keys(error.details).length > 0 ? error.details : null;
  return (
    <Alert
      role="alert"
      color="red"
      variant="light"
      icon={<IconAlertTriangle size={18} aria-hidden />}
      title={t(`error.title.${error.code}`)}
      styles={{ title: { color: 'var(--mantine-color-error)' } }}
    >
      <Stack gap={8}>
        <Text size="sm" dir="auto">
          {error.message}
        </Text>
        <Text size="sm">{t(`error.way.${error.code}`)}</Text>
        <Group gap={8}>
          {actions}
          {facts && (
            <Anchor component="button" type="button" size="sm" aria-expanded={open} onClick={() => setOpen(!open)}>
              {t(open ? 'error.hide-details' : 'error.show-details')}
            </Anchor>
          )}
        </Group>
        {facts && (
          <Collapse expanded={open}>
            <Code block>{JSON.stringify({ code: error.code, ...facts }, null, 2)}</Code>
          </Collapse>
        )}
      </Stack>
    </Alert>
  );
}
