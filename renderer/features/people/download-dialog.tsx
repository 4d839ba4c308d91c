import { useEffect, useState } from 'react';
import { Button, Checkbox, Group, Modal, Progress, Select, Stack, Text } from '@mantine/core';
import type { AppError } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { call } from '../../api/call.ts';
import { useLookups } from '../../api/use-lookups.ts';
import { useMethod } from '../../api/use-method.ts';
import { useDownloads } from '../../state/downloads.ts';
import { useListFilters } from '../../state/list-filters.ts';
import { useToasts } from '../../state/toasts.ts';
import { ErrorAlert } from '../../ui/error-alert.tsx';
import { FocusBack } from '../../ui/focus/focus-back.tsx';
import { formatNumber } from '../../ui/format.ts';
import { downloadFilter, narrowedByMore, narrowsDownload } from './download-filter.ts';
import type { DownloadKind } from './download-filter.ts';

/** Most options drawn at once in a drop-down; the search in it reaches the rest. */
const drawnOptions = 200;

type Props = { kind: DownloadKind; onClose(): void };

/** HQ's own file: of whom, of how many, then how far it is, until it is saved or called off. */
export function DownloadDialog({ kind, onClose }: Props) {
  const list = useListFilters((state) => state.filters[kind === 'web-users' ? 'web-user' : 'mobile-worker']);
  const narrows = narrowsDownload(list);
  const [narrowed, setNarrowed] = useState(narrows);
  const [jobId, setJobId] = useState<string | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const [role, setRole] = useState<string | null>(null);
  const filter = downloadFilter(kind, narrowed ? list : null, role);
  const counted = useMethod('people.countDownload', filter);

  // Also where the window leaves the dialog behind: from then on a line above the status line tells of the file.
  useEffect(() => () => useDownloads.setState({ inDialog: null }), []);

  async function download(): Promise<void> {
    const id = crypto.randomUUID();
    setError(null);
    setJobId(id);
    useDownloads.setState({ inDialog: id });
    const result = await call('people.download', { ...filter, jobId: id });
    if (useDownloads.getState().inDialog !== id) return;
    useDownloads.setState({ inDialog: null });
    setJobId(null);
    if (!result.ok && result.error.code === 'cancelled') return;
    // How it ended is told here.
    void call('people.dismissDownload', { jobId: id });
    if (!result.ok) return setError(result.error);
    const { path, rows } = result.data;
    if (path === null) return;
    onClose();
    useToasts.getState().show({ tone: 'good', text: t('download.done', { count: rows, path }) });
  }

  function cancel(): void {
    if (jobId === null) onClose();
    else void call('people.cancelDownload', { jobId });
  }

  const shown = error ?? counted.error?.error ?? null;
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(`main.download.${kind}`)}
      size="md"
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <FocusBack />
      <Stack gap="md">
        <Text size="sm">{t(`download.what.${kind}`)}</Text>
        {narrows && (
          <Checkbox
            label={t('download.narrowed')}
            description={t(narrowedByMore(list) ? 'download.narrowed.less' : 'download.narrowed.how')}
            checked={narrowed}
            disabled={jobId !== null}
            onChange={(event) => setNarrowed(event.currentTarget.checked)}
          />
        )}
        {kind === 'mobile-workers' && <WorkerRole value={role} disabled={jobId !== null} onChange={setRole} />}
        <Text size="sm" role="status">
          {counted.data
            ? t('download.count', { count: counted.data.rows, number: formatNumber(counted.data.rows) })
            : shown === null && t('download.counting')}
        </Text>
        {jobId !== null && <Share jobId={jobId} />}
        {shown && <ErrorAlert error={shown} />}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={cancel} data-autofocus>
            {t('common.cancel')}
          </Button>
          <Button loading={jobId !== null} disabled={!counted.data} onClick={() => void download()}>
            {t('download.save')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

type WorkerRoleProps = { value: string | null; disabled: boolean; onChange(role: string | null): void };

/** Here, and not over the list of workers: HQ knows their roles, and tells them in its own file only. */
function WorkerRole({ value, disabled, onChange }: WorkerRoleProps) {
  const { roles } = useLookups();
  return (
    <Select
      label={t('sheet-export.role')}
      description={t('download.role.how')}
      placeholder={t('filter.role.all')}
      data={roles}
      value={value}
      disabled={disabled}
      onChange={onChange}
      limit={drawnOptions}
      searchable
      clearable
    />
  );
}

/** HQ often does not say how far it is before the end. */
function Share({ jobId }: { jobId: string }) {
  const { share, percent } = useDownloads(({ told }) => told[jobId]) ?? { share: 0, percent: null };
  return (
    <div>
      <Text size="xs" c="dimmed" mb={4}>
        {percent === null
          ? t('download.making')
          : t('download.making.percent', { percent: formatNumber(Math.floor(percent)) })}
      </Text>
      <Progress value={share * 100} aria-label={t('download.progress')} />
      <Text size="xs" c="dimmed" mt={4}>
        {t('download.goes-on')}
      </Text>
    </div>
  );
}
