import { Button, Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ConnectionView } from '#shared/domain/capability.ts';
import { t } from '#shared/messages/translate.ts';
import { call } from '../../api/call.ts';
import { useConnection } from '../../api/use-connection.ts';
import { useSignIn } from '../../state/sign-in.ts';
import { useToasts } from '../../state/toasts.ts';
import { ErrorAlert } from '../../ui/error-alert.tsx';
import { CapabilityTable } from './capability-table.tsx';
import { roleText, sessionText } from './connection-text.ts';
import classes from './connection.module.css';

/** How this account is connected to HQ, what that allows, and what to do about the rest. */
export function ConnectionScreen() {
  const { view, error } = useConnection();
  return (
    <section className={classes.screen} aria-label={t('nav.connection')}>
      <Title order={1} mb="md">
        {t('nav.connection')}
      </Title>
      {error && <ErrorAlert error={error} />}
      {view && (
        <Stack gap="xl">
          <Facts view={view} />
          <CapabilityTable table={view.capabilities} />
        </Stack>
      )}
    </section>
  );
}

function Facts({ view }: { view: ConnectionView }) {
  return (
    <section aria-label={t('connection.how')}>
      <dl className={classes.card}>
        <Fact label={t('connection.api')} more={t('connection.api.more')}>
          {t(view.api ? 'connection.api.yes' : 'connection.api.no')}
        </Fact>
        <Fact
          label={t('connection.session')}
          more={t('connection.session.more')}
          actions={<SessionButtons view={view} />}
        >
          {sessionText(view, Date.now())}
        </Fact>
        <Fact label={t('connection.role')} more={t('connection.role.more')}>
          <bdi>{roleText(view)}</bdi>
        </Fact>
      </dl>
    </section>
  );
}

type FactProps = { label: string; more: string; actions?: ReactNode; children: ReactNode };

function Fact({ label, more, actions, children }: FactProps) {
  return (
    <div className={classes.fact}>
      <dt className={classes.label}>
        <Text fw={550}>{label}</Text>
        <Text size="xs" c="dimmed">
          {more}
        </Text>
      </dt>
      <dd className={classes.value}>
        <Text size="sm" component="span">
          {children}
        </Text>
        {actions}
      </dd>
    </div>
  );
}

function SessionButtons({ view }: { view: ConnectionView }) {
  const open = useSignIn((state) => state.open);
  const show = useToasts((state) => state.show);

  async function signOut(): Promise<void> {
    const result = await call('session.signOut', {});
    show(result.ok ? { tone: 'good', text: t('sign-out.done') } : { tone: 'problem', text: result.error.message });
  }

  // The same place and kind of button throughout, so that the keyboard stays where it is when the session's state changes.
  const signedIn = view.session === 'signed-in';
  return (
    <Group gap={8}>
      <Button variant={signedIn ? 'default' : 'filled'} onClick={() => (signedIn ? void signOut() : open())}>
        {t(signedIn ? 'sign-out' : view.session === 'over' ? 'sign-in.again' : 'sign-in.open')}
      </Button>
      {view.session === 'over' && (
        <Button variant="default" onClick={() => void signOut()}>
          {t('sign-out')}
        </Button>
      )}
    </Group>
  );
}
