import { useState } from 'react';
import type { ReactNode } from 'react';
import { Anchor, Code, Collapse, Group, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { AppError } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import classes from './error-alert.module.css';

type Props = {
  error: AppError;
  /** The buttons that lead on. */
  actions?: ReactNode;
  /** What it is and what to do, where more is known of it than the error's kind. */
  title?: string | undefined;
  way?: string | undefined;
};

/** An error with its sentence, the way on, and the technical facts folded away. */
export function ErrorAlert({ error, actions, title, way }: Props) {
  const [open, setOpen] = useState(false);
  const facts = error.details && Object.keys(error.details).length > 0 ? error.details : null;
  return (
    <div role="alert" className={classes.alert}>
      <IconAlertTriangle size={18} className={classes.icon} aria-hidden />
      <div className={classes.text}>
        <Text fw={600}>{title ?? t(`error.title.${error.code}`)}</Text>
        <Text size="sm" dir="auto">
          {error.message}
        </Text>
        <Text size="sm" c="dimmed">
          {way ?? t(`error.way.${error.code}`)}
        </Text>
        {(actions || facts) && (
          <Group gap={10} mt={4}>
            {actions}
            {facts && (
              <Anchor component="button" type="button" size="sm" aria-expanded={open} onClick={() => setOpen(!open)}>
                {t(open ? 'error.hide-details' : 'error.show-details')}
              </Anchor>
            )}
          </Group>
        )}
        {facts && (
          <Collapse expanded={open}>
            <Code block>{JSON.stringify({ code: error.code, ...facts }, null, 2)}</Code>
          </Collapse>
        )}
      </div>
    </div>
  );
}
