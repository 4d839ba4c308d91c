import { useEffect, useState } from 'react';
import { Button, Group, Table, Text, Title } from '@mantine/core';
import { IconLock, IconUserQuestion } from '@tabler/icons-react';
import type { AccessRequests } from '#shared/domain/access-request.ts';
import type { AppError } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { call } from '../../api/call.ts';
import { useConnection } from '../../api/use-connection.ts';
import { useLive } from '../../state/live.ts';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { ErrorAlert } from '../../ui/error-alert.tsx';
import { formatMoment, formatNumber } from '../../ui/format.ts';
import { MissingNote } from '../../ui/missing-note.tsx';
import classes from './access-requests.module.css';

/** Who asked to be let into the project, as HQ's page tells its admins: to be looked at only. */
export function AccessRequestsScreen() {
  const { missing, view } = useConnection();
  const workOffline = useLive((state) => state.status?.workOffline ?? false);
  const cannot = missing('list-invitations');
  const [known, setKnown] = useState<AccessRequests | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const mayAsk = view !== null && cannot === null && !workOffline;

  async function read(): Promise<void> {
    setBusy(true);
    const result = await call('accessRequests.read', {});
    setBusy(false);
    if (result.ok) setKnown(result.data);
    setError(result.ok ? null : result.error);
  }

  useEffect(() => {
    void call('accessRequests.list', {}).then((result) => {
      if (result.ok) setKnown((now) => now ?? result.data);
    });
  }, []);
  useEffect(() => {
    if (mayAsk) void read();
  }, [mayAsk]);

  const requests = known?.requests ?? [];
  const asOf = known?.asOf ?? null;
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
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {requests.map(({ id, name, email }) => (
                <Table.Tr key={id}>
                  <Table.Td dir="auto">{name}</Table.Td>
                  <Table.Td dir="auto">{email}</Table.Td>
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
    </section>
  );
}
