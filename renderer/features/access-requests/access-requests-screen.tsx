import { useEffect, useState } from 'react';
import { Button, Group, Table, Text, Title } from '@mantine/core';
import { IconLock, IconUserQuestion } from '@tabler/icons-react';
import type { AccessRequestRow } from '#shared/domain/access-request.ts';
import type { CapabilityState } from '#shared/domain/capability.ts';
import type { AppError } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { call } from '../../api/call.ts';
import { useConnection } from '../../api/use-connection.ts';
import { useMethod } from '../../api/use-method.ts';
import { useLive } from '../../state/live.ts';
import { useToasts } from '../../state/toasts.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { ErrorAlert } from '../../ui/error-alert.tsx';
import { formatMoment, formatNumber } from '../../ui/format.ts';
import { MissingNote } from '../../ui/missing-note.tsx';
import { AccessRequestActions } from './access-request-actions.tsx';
import { ApproveDialog } from './approve-dialog.tsx';
import classes from './access-requests.module.css';

type Asking = { about: 'approve' | 'delete'; request: AccessRequestRow; changeId: string };

/** Who asked to be let into the project, as HQ's page tells its admins; signed in they are approved and deleted here. */
export function AccessRequestsScreen() {
  const { missing, view } = useConnection();
  const workOffline = useLive((state) => state.status?.workOffline ?? false);
  const offline = useLive((state) => state.status?.workOffline === true || state.status?.reachable === false);
  const project = useLive((state) => state.session?.account?.project ?? '');
  const cannot = missing('list-invitations');
  const { data: known } = useMethod('accessRequests.list', {}, { keepPrevious: true });
  const [asking, setAsking] = useState<Asking | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const mayAsk = view !== null && cannot === null && !workOffline;

  async function read(): Promise<void> {
    setBusy(true);
    const result = await call('accessRequests.read', {});
    setBusy(false);
    setError(result.ok ? null : result.error);
  }

  function ask(about: Asking['about'], request: AccessRequestRow): void {
    setError(null);
    setAsking({ about, request, changeId: crypto.randomUUID() });
  }

  async function remove({ request, changeId }: Asking): Promise<void> {
    setBusy(true);
    const result = await call('accessRequests.delete', { changeId, id: request.id });
    setBusy(false);
    setAsking(null);
    setError(result.ok ? null : result.error);
    if (!result.ok) return;
    const text = t('access-requests.delete.done', { email: request.email });
    useToasts.getState().show({ tone: 'good', text });
  }

  useEffect(() => {
    if (mayAsk) void read();
  }, [mayAsk]);

  const requests = known?.requests ?? [];
  const asOf = known?.asOf ?? null;
  const hinders = missing('answer-access-request') ?? (offline ? notOnline() : null);
  return (
    <section className={classes.screen} aria-label={t('access-requests.title')}>
      <header className={classes.header}>
        <Group gap={10}>
          <Title order={1} className={classes.title}>
            {t('access-requests.title')}
          </Title>
          <Text c="dimmed" size="sm" role="status">
            {requests.length > 0 && formatNumber(requests.length)}
          </Text>
          <Group gap={8} ml="auto">
            {asOf !== null && (
              <Text c="dimmed" size="sm">
                {t('access-requests.as-of', { when: formatMoment(asOf, Date.now()) })}
              </Text>
            )}
            <Button variant="default" disabled={!mayAsk} loading={busy} onClick={() => void read()}>
              {t('access-requests.read')}
            </Button>
          </Group>
        </Group>
        <Text size="sm" c="dimmed">
          {t('access-requests.about')}
        </Text>
      </header>
      <div className={classes.body} role="group" aria-label={t('access-requests.title')} tabIndex={0}>
        {error && <ErrorAlert error={error} />}
        {cannot && requests.length > 0 && (
          <Text size="sm" component="div">
            <MissingNote missing={cannot} />
          </Text>
        )}
        {requests.length > 0 ? (
          <Table aria-label={t('access-requests.title')}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('column.name')}</Table.Th>
                <Table.Th>{t('field.email')}</Table.Th>
                <Table.Th className={classes.actions}>{t('access-requests.actions')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {requests.map((request) => (
                <Table.Tr key={request.id}>
                  <Table.Td dir="auto" className={classes.told}>
                    {request.name}
                  </Table.Td>
                  <Table.Td className={classes.told}>
                    <bdi>{request.email}</bdi>
                  </Table.Td>
                  <Table.Td>
                    <AccessRequestActions
                      request={request}
                      missing={hinders}
                      onApprove={() => ask('approve', request)}
                      onDelete={() => ask('delete', request)}
                    />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        ) : (
          !error && (
            <div className={classes.empty}>
              {cannot ? (
                <EmptyNote
                  icon={<IconLock size={30} stroke={1.5} />}
                  title={t('empty.unavailable', { what: t('access-requests.title') })}
                >
                  <MissingNote missing={cannot} look="block" center />
                </EmptyNote>
              ) : (
                <EmptyNote
                  icon={<IconUserQuestion size={30} stroke={1.5} />}
                  title={t(asOf === null ? 'access-requests.not-read' : 'access-requests.none')}
                >
                  {view?.isAdmin === 'no'
                    ? t('access-requests.not-admin')
                    : asOf === null
                      ? undefined
                      : t('access-requests.none.more')}
                </EmptyNote>
              )}
            </div>
          )
        )}
      </div>
      {asking?.about === 'approve' && (
        <ApproveDialog request={asking.request} project={project} onClose={() => setAsking(null)} />
      )}
      <ConfirmDialog
        opened={asking?.about === 'delete'}
        title={t('access-requests.delete.title')}
        confirm={t('access-requests.delete.confirm')}
        danger
        busy={busy}
        onConfirm={() => asking && void remove(asking)}
        onCancel={() => setAsking(null)}
      >
        <Text size="sm">
          {asking && t('access-requests.delete.text', { name: asking.request.name, email: asking.request.email })}
        </Text>
      </ConfirmDialog>
    </section>
  );
}

/** Nothing of this is kept to be sent later. */
function notOnline(): CapabilityState {
  const how = t('access-requests.offline.how');
  return { can: false, obstacle: null, why: t('access-requests.offline'), how };
}
