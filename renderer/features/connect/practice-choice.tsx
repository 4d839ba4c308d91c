import { useState } from 'react';
import { Anchor, Button, Collapse, NumberInput, Stack, Text, Title } from '@mantine/core';
import { IconSchool } from '@tabler/icons-react';
import type { AppError } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { call } from '../../api/call.ts';
import { ErrorAlert } from '../../ui/error-alert.tsx';
import classes from './connect.module.css';

/** Most workers the practice HQ makes. Source: the contract's limit of `session.practice`. */
const largestPractice = 100_000;

/** Opens the practice project: no network, no set-up. How many people it has can be chosen in a fold. */
export function PracticeChoice() {
  const [advanced, setAdvanced] = useState(false);
  const [size, setSize] = useState<number | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);

  /** A success needs no answer here: the session event changes the screen. */
  async function open(): Promise<void> {
    setBusy(true);
    setError(null);
    const result = await call('session.practice', size === null ? {} : { size });
    setBusy(false);
    if (!result.ok) setError(result.error);
  }

  return (
    <section className={classes.choice} aria-labelledby="practice-title">
      <IconSchool size={26} stroke={1.5} className={classes.choiceIcon} aria-hidden />
      <Stack gap={6} flex={1}>
        <Title order={2} id="practice-title">
          {t('practice.title')}
        </Title>
        <Text c="dimmed" size="sm">
          {t('practice.text')}
        </Text>
        <div>
          <Button variant="default" loading={busy} onClick={() => void open()}>
            {t('practice.go')}
          </Button>
          <Anchor
            component="button"
            type="button"
            size="sm"
            ml="sm"
            aria-expanded={advanced}
            onClick={() => setAdvanced(!advanced)}
          >
            {t('practice.advanced')}
          </Anchor>
        </div>
        <Collapse expanded={advanced}>
          <NumberInput
            label={t('practice.size')}
            description={t('practice.size.more')}
            placeholder="400"
            min={1}
            max={largestPractice}
            clampBehavior="strict"
            thousandSeparator
            w={220}
            value={size ?? ''}
            onChange={(value) => setSize(typeof value === 'number' ? value : null)}
          />
        </Collapse>
        {error && <ErrorAlert error={error} />}
      </Stack>
    </section>
  );
}
