import { useEffect, useState } from 'react';
import { Button, Group, Modal, Progress, Radio, Stack, Text } from '@mantine/core';
import { planKinds } from '#shared/domain/bulk-plan.ts';
import type { PlanKind } from '#shared/domain/bulk-plan.ts';
import type { OfferedFile } from '#shared/ipc/bulk-methods.ts';
import type { AppError } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { call } from '../../api/call.ts';
import { useMethod } from '../../api/use-method.ts';
import { useBulk } from '../../state/bulk.ts';
import { useNavigation } from '../../state/navigation.ts';
import { ErrorAlert } from '../../ui/error-alert.tsx';
import { FocusBack } from '../../ui/focus/focus-back.tsx';
import classes from './bulk-changes.module.css';
import { OthersNote } from './others-note.tsx';

/** Opens a workbook: which file, whom its rows are about, then it is read and planned. */
export function OpenDialog() {
  const opening = useBulk((state) => state.opening);
  return opening && <Opened file={opening.file} asked={opening.kind} others={opening.others} />;
}

type Props = { file: OfferedFile | null; asked: PlanKind | null; others: readonly string[] };

function Opened({ file, asked, others }: Props) {
  const [chosen, setChosen] = useState<PlanKind | null>(null);
  const [running, setRunning] = useState<string | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const guess = useGuess(file);
  const plans = useMethod('bulk.plans', {});
  const kind = chosen ?? guess?.kind ?? asked;
  const replaced = plans.data?.plans.find((plan) => plan.kind === kind);
  const problem = error ?? guess?.error ?? null;
  // What was said of one file is not said of the next.
  const fileId = file?.fileId;
  useEffect(() => {
    setError(null);
    setChosen(null);
  }, [fileId]);

  async function choose(): Promise<void> {
    const result = await call('bulk.choose', {});
    if (!result.ok) return setError(result.error);
    if (result.data.file) useBulk.getState().offer(result.data.file);
  }

  async function plan(): Promise<void> {
    if (!file || kind === null) return;
    const planId = crypto.randomUUID();
    setError(null);
    useBulk.setState({ progress: null });
    setRunning(planId);
    const result = await call('bulk.plan', { planId, fileId: file.fileId, kind });
    setRunning(null);
    if (!result.ok) return result.error.code === 'cancelled' ? undefined : setError(result.error);
    useBulk.setState({ opening: null, progress: null });
    useBulk.getState().review(planId);
    useNavigation.getState().go('bulk');
  }

  /** What is under way ends first; another press closes. */
  function close(): void {
    if (running === null) useBulk.setState({ opening: null });
    else void call('bulk.cancel', { planId: running });
  }

  return (
    <Modal
      opened
      onClose={close}
      title={t('open-sheet.title')}
      size="md"
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <FocusBack />
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          {t('open-sheet.about')}
        </Text>
        <div>
          {file && (
            <Text fw={600} mb={6} dir="auto" className={classes.fileName}>
              {file.name}
            </Text>
          )}
          <Group gap={8}>
            <Button
              variant={file ? 'default' : 'filled'}
              disabled={running !== null}
              data-autofocus={file ? undefined : true}
              onClick={() => void choose()}
            >
              {t(file ? 'open-sheet.choose-other' : 'open-sheet.choose')}
            </Button>
            <Text size="sm" c="dimmed">
              {t('open-sheet.drop')}
            </Text>
          </Group>
        </div>
        {file && !guess?.error && (
          <Radio.Group
            label={t('open-sheet.kind')}
            value={kind}
            onChange={(value) => setChosen(planKinds.find((each) => each === value) ?? null)}
          >
            <Stack gap={6} mt={6}>
              {planKinds.map((each) => (
                <Radio key={each} value={each} label={t(`sheets.kind.${each}`)} disabled={running !== null} />
              ))}
              {guess && (
                <Text size="xs" c="dimmed" role="status">
                  {guess.kind === null
                    ? t('open-sheet.not-guessed')
                    : t('open-sheet.guessed', { kind: t(`sheets.kind.${guess.kind}`) })}
                </Text>
              )}
            </Stack>
          </Radio.Group>
        )}
        <OthersNote names={others} />
        {replaced && file && (
          <Text size="sm" className={classes.warn}>
            {t('open-sheet.replaces', { file: replaced.file })}
          </Text>
        )}
        {running !== null && <Running planId={running} />}
        {problem && <ErrorAlert error={problem} />}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={close}>
            {t('common.cancel')}
          </Button>
          <Button
            loading={running !== null}
            disabled={!file || kind === null || (guess?.error ?? null) !== null}
            data-autofocus={file ? true : undefined}
            onClick={() => void plan()}
          >
            {t('open-sheet.go')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Running({ planId }: { planId: string }) {
  const progress = useBulk((state) => (state.progress?.planId === planId ? state.progress : null));
  const text = t(progress?.step === 'plan' ? 'open-sheet.planning' : 'open-sheet.reading');
  return (
    <div>
      <Text size="sm" role="status">
        {text}
      </Text>
      <Progress value={100 * (progress?.share ?? 0)} aria-label={text} />
    </div>
  );
}

type Guess = { fileId: string; kind: PlanKind | null; error: AppError | null };

/** What the file looks like, or why it cannot be read; null while that is not known. */
function useGuess(file: OfferedFile | null): Guess | null {
  const [guess, setGuess] = useState<Guess | null>(null);
  const fileId = file?.fileId;
  useEffect(() => {
    if (fileId === undefined) return;
    void call('bulk.guess', { fileId }).then((result) =>
      setGuess(
        result.ok ? { fileId, kind: result.data.kind, error: null } : { fileId, kind: null, error: result.error },
      ),
    );
  }, [fileId]);
  return guess?.fileId === fileId ? guess : null;
}
