import { Group, List, Text } from '@mantine/core';
import { IconCircleCheck, IconCircleDashed, IconCircleX } from '@tabler/icons-react';
import { t } from '#shared/messages/translate.ts';
import type { ConnectionStep } from './connection-steps.ts';
import classes from './connect.module.css';

const icons = { ok: IconCircleCheck, failed: IconCircleX, skipped: IconCircleDashed };

/** The steps of a connection test, each with its outcome in sign and word. */
export function ConnectionStepsList({ steps }: { steps: ConnectionStep[] }) {
  return (
    <List listStyleType="none" spacing={4} aria-label={t('connect.steps')}>
      {steps.map((step) => {
        const Icon = icons[step.outcome];
        return (
          <List.Item key={step.id}>
            <Group gap={8} wrap="nowrap" align="flex-start">
              <span
                className={classes.outcome}
                data-outcome={step.outcome}
                role="img"
                aria-label={t(`connect.outcome.${step.outcome}`)}
              >
                <Icon size={17} aria-hidden />
              </span>
              <Text size="sm" dir="auto">
                {step.label}
                {step.note !== '' && (
                  <Text span c="dimmed">
                    {' '}
                    – {step.note}
                  </Text>
                )}
              </Text>
            </Group>
          </List.Item>
        );
      })}
    </List>
  );
}
