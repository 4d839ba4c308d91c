import { useId, useState } from 'react';
import { Button, Group, Text, Title } from '@mantine/core';
import { planKinds } from '#shared/domain/bulk-plan.ts';
import type { PlanKind } from '#shared/domain/bulk-plan.ts';
import { sampleNames } from '#shared/domain/sample-workbooks.ts';
import type { SampleName } from '#shared/domain/sample-workbooks.ts';
import type { AppError } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { call } from '../../api/call.ts';
import { useBulk } from '../../state/bulk.ts';
import { useLive } from '../../state/live.ts';
import { ErrorAlert } from '../../ui/error-alert.tsx';
import bulk from './bulk-changes.module.css';
import classes from './samples.module.css';

/** Workbooks to practise with: in the practice project only, made of its people. */
export function Samples() {
  const isPractice = useLive((state) => state.session?.account?.kind === 'practice');
  const [error, setError] = useState<AppError | null>(null);
  const titleId = useId();
  if (!isPractice) return null;
  return (
    <section className={bulk.part} aria-labelledby={titleId}>
      <Title order={2} id={titleId} className={bulk.partTitle}>
        {t('samples.title')}
      </Title>
      <Text size="sm" c="dimmed" mb={8}>
        {t('samples.about')}
      </Text>
      {error && <ErrorAlert error={error} />}
      {planKinds.map((kind) => (
        <div key={kind}>
          <Text size="sm" fw={600} mt={8}>
            {t(`sheets.kind.${kind}`)}
          </Text>
          <ul className={classes.list} aria-label={t(`sheets.kind.${kind}`)}>
            {sampleNames.map((sample) => (
              <SampleLine key={sample} kind={kind} sample={sample} onError={setError} />
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}

type LineProps = { kind: PlanKind; sample: SampleName; onError: (error: AppError | null) => void };

function SampleLine({ kind, sample, onError }: LineProps) {
  const [busy, setBusy] = useState(false);
  const name = { sample: t(`samples.${sample}`), kind: t(`sheets.kind.${kind}`) };

  async function run(method: 'bulk.openSample' | 'bulk.saveSample'): Promise<void> {
    onError(null);
    setBusy(true);
    const result = await call(method, { kind, sample });
    setBusy(false);
    if (!result.ok) return onError(result.error);
    if ('file' in result.data) useBulk.getState().offer(result.data.file);
  }

  return (
    <li className={classes.line}>
      <div className={classes.text}>
        <Text size="sm">{name.sample}</Text>
        <Text size="xs" c="dimmed">
          {t(`samples.${kind}.${sample}`)}
        </Text>
      </div>
      <Group gap={6} wrap="nowrap">
        <Button
          variant="subtle"
          size="compact-sm"
          aria-label={t('samples.copy.of', name)}
          disabled={busy}
          onClick={() => void run('bulk.saveSample')}
        >
          {t('samples.copy')}
        </Button>
        <Button
          variant="default"
          size="compact-sm"
          aria-label={t('samples.open.of', name)}
          disabled={busy}
          onClick={() => void run('bulk.openSample')}
        >
          {t('samples.open')}
        </Button>
      </Group>
    </li>
  );
}
