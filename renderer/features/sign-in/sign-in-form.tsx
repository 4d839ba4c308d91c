import type { FormEvent, ReactNode } from 'react';
import { Button, Group, Stack, Text } from '@mantine/core';
import { t } from '#shared/messages/translate.ts';
import { useSignIn } from '../../state/sign-in.ts';
import { ErrorAlert } from '../../ui/error-alert.tsx';
import classes from './sign-in.module.css';

type Props = { go: string; onSubmit(event: FormEvent): void; children: ReactNode };

/** What every step has around its field: HQ's objection or our error, that HQ is being asked, and the buttons. */
export function SignInForm({ go, onSubmit, children }: Props) {
  const { busy, refused, error, cancel } = useSignIn();
  return (
    <form onSubmit={onSubmit} noValidate aria-busy={busy} aria-label={t('sign-in.title')}>
      <Stack gap="sm">
        {children}
        {refused && (
          <div role="alert" className={classes.refused}>
            {refused.length === 0 ? (
              <Text size="sm">{t('sign-in.refused')}</Text>
            ) : (
              <>
                <Text size="xs" c="dimmed">
                  {t('sign-in.hq-says')}
                </Text>
                {refused.map((message) => (
                  <Text key={message} size="sm" dir="auto">
                    {message}
                  </Text>
                ))}
              </>
            )}
          </div>
        )}
        {error && <ErrorAlert error={error} />}
        <Group justify="flex-end" gap={8}>
          <Text size="xs" c="dimmed" role="status" flex={1}>
            {busy && t('sign-in.busy')}
          </Text>
          <Button variant="default" onClick={cancel}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={busy}>
            {go}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
