import { useState } from 'react';
import { Button, Group, Modal, Progress, Select, Stack, Text, TextInput } from '@mantine/core';
import type { PlanKind } from '#shared/domain/bulk-plan.ts';
import type { PeopleExported } from '#shared/domain/people-export.ts';
import type { ExportFilter } from '#shared/ipc/bulk-methods.ts';
import type { AppError } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { call } from '../../api/call.ts';
import { useLookups } from '../../api/use-lookups.ts';
import { useMethod } from '../../api/use-method.ts';
import { useBulk } from '../../state/bulk.ts';
import { useDownloads } from '../../state/downloads.ts';
import { useListFilters } from '../../state/list-filters.ts';
import type { ListFilters } from '../../state/list-filters.ts';
import { useLive } from '../../state/live.ts';
import { useToasts } from '../../state/toasts.ts';
import { ErrorAlert } from '../../ui/error-alert.tsx';
import { FocusBack } from '../../ui/focus/focus-back.tsx';
import { formatMoment, formatNumber } from '../../ui/format.ts';
import { LocationFilter } from '../people/location-filter.tsx';
import classes from './bulk-changes.module.css';

/** Most options drawn at once in a drop-down; the search in it reaches the rest. */
const drawnOptions = 200;
const statuses = ['all', 'active', 'deactivated'] as const;

/** Saves the people known here as a workbook, narrowed as their list is at first. */
export function ExportDialog() {
  const kind = useBulk((state) => state.download);
  return kind && <Export key={kind} kind={kind} />;
}

function Export({ kind }: { kind: PlanKind }) {
  const list = useListFilters((state) => state.filters[kind === 'web-users' ? 'web-user' : 'mobile-worker']);
  const [filter, setFilter] = useState(() => filterOf(kind, list));
  const [jobId, setJobId] = useState<string | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const count = useMethod('bulk.countExport', filter, { keepPrevious: true });
  const close = () => useBulk.setState({ download: null });

  async function save(): Promise<void> {
    const id = crypto.randomUUID();
    setError(null);
    setJobId(id);
    const result = await call('bulk.export', { ...filter, jobId: id });
    setJobId(null);
    if (!result.ok) return result.error.code === 'cancelled' ? undefined : setError(result.error);
    const { path, written } = result.data;
    if (path === null || written === null) return;
    close();
    useToasts.getState().show({ tone: 'good', text: savedText(path, written) });
  }

  return (
    <Modal
      opened
      onClose={() => (jobId === null ? close() : void call('people.cancelDownload', { jobId }))}
      title={t(`sheet-export.title.${kind}`)}
      size="md"
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <FocusBack />
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          {t(`sheet-export.about.${kind}`)}
        </Text>
        <Filters filter={filter} onChange={(part) => setFilter({ ...filter, ...part })} />
        {(list.groupId !== null || list.sync !== 'all' || Object.keys(list.where).length > 0) && (
          <Text size="sm">{t('sheet-export.other-filters')}</Text>
        )}
        {count.error ? <ErrorAlert error={count.error.error} /> : <Counted rows={count.data?.rows ?? null} />}
        {jobId !== null && <Writing jobId={jobId} />}
        {error && <ErrorAlert error={error} />}
        <Group justify="flex-end" gap={8}>
          <Button
            variant="default"
            onClick={() => (jobId === null ? close() : void call('people.cancelDownload', { jobId }))}
          >
            {t('common.cancel')}
          </Button>
          <Button loading={jobId !== null} disabled={count.data?.rows === 0} data-autofocus onClick={() => void save()}>
            {t('sheet-export.save')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** What of the list's filters HQ's download has too. */
function filterOf(kind: PlanKind, { search, role, locationId, status }: ListFilters): ExportFilter {
  return { kind, search, role: kind === 'web-users' ? role : null, locationId, status };
}

function Filters({ filter, onChange }: { filter: ExportFilter; onChange(part: Partial<ExportFilter>): void }) {
  const lookups = useLookups();
  return (
    <div className={classes.exportFilters}>
      <TextInput
        label={t('sheet-export.search')}
        placeholder={t('sheet-export.search.placeholder')}
        value={filter.search ?? ''}
        onChange={(event) => onChange({ search: event.currentTarget.value })}
      />
      {/* HQ's API tells no worker's role; its own file, which is another dialog, is narrowed by it. */}
      {filter.kind === 'web-users' ? (
        <Select
          label={t('sheet-export.role')}
          placeholder={t('filter.role.all')}
          data={lookups.roles}
          value={filter.role ?? null}
          onChange={(role) => onChange({ role })}
          limit={drawnOptions}
          searchable
          clearable
        />
      ) : (
        <Text size="sm" c="dimmed">
          {t('sheet-export.no-roles')}
        </Text>
      )}
      <div>
        <Text size="sm" fw={600} mb={2} aria-hidden>
          {t('sheet-export.location')}
        </Text>
        <LocationFilter
          locations={lookups.locations}
          value={filter.locationId ?? null}
          onChange={(locationId) => onChange({ locationId })}
        />
      </div>
      <Select
        label={t('sheet-export.status')}
        data={statuses.map((value) => ({ value, label: t(`filter.status.${value}`) }))}
        value={filter.status ?? 'all'}
        onChange={(value) => onChange({ status: statuses.find((each) => each === value) ?? 'all' })}
        allowDeselect={false}
      />
    </div>
  );
}

/** How many rows there will be, and of when they are. */
function Counted({ rows }: { rows: number | null }) {
  const lastPullAt = useLive((state) => state.status?.lastPullAt ?? null);
  const [now] = useState(() => Date.now());
  return (
    <Text size="sm" role="status">
      {rows !== null && (
        <>
          <strong>{t('sheet-export.count', { count: rows, number: formatNumber(rows) })}</strong>
          {lastPullAt !== null && `, ${t('sheet-export.as-of', { time: formatMoment(lastPullAt, now) })}`}
        </>
      )}
    </Text>
  );
}

function Writing({ jobId }: { jobId: string }) {
  const share = useDownloads(({ told }) => told[jobId]?.share ?? 0);
  return (
    <div>
      <Text size="sm" role="status">
        {t('sheet-export.writing')}
      </Text>
      <Progress value={100 * share} aria-label={t('sheet-export.writing')} />
    </div>
  );
}

/** What was saved, and whom it is without. */
export function savedText(path: string, written: PeopleExported): string {
  const { people, invitations, leftOut, unread, noInvitations, unnamed } = written;
  return [
    t('sheet-export.done', { count: people + invitations, path }),
    ...(leftOut > 0 ? [t('sheet-export.left-out', { count: leftOut })] : []),
    ...(unread > 0 ? [t('sheet-export.unread', { count: unread })] : []),
    ...(noInvitations ? [t('sheet-export.no-invitations')] : []),
    ...(unnamed > 0 ? [t('sheet-export.unnamed', { count: unnamed })] : []),
  ].join(' ');
}
