import { useState } from 'react';
import type { FormEvent } from 'react';
import { Button, Group, Modal, PasswordInput, Stack, Text } from '@mantine/core';
import type { Account } from '#shared/domain/account.ts';
import type { AppError } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { call } from '../../api/call.ts';
import { ErrorAlert } from '../../ui/error-alert.tsx';
import { FocusBack } from '../../ui/focus/focus-back.tsx';

type Props = { account: Account; opened: boolean; onClose(): void };

/** A new API key for the open account; everything waiting stays as it is. */
export function NewKeyDialog({ account, opened, onClose }: Props) {
  const [apiKey, setApiKey] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    event.stopPropagation();
    if (apiKey.trim() === '') return;
    setBusy(true);
    setError(null);
    const result = await call('session.open', { id: account.id, apiKey: apiKey.trim() });
    setBusy(false);
    if (!result.ok) return setError(result.error);
    setApiKey('');
    onClose();
  }

  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('new-key.title')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <FocusBack />
      <form onSubmit={(event) => void save(event)}>
        <Stack gap="sm">
          <Text size="sm" dir="auto">
            {t('new-key.text', { username: account.username, server: account.server })}
          </Text>
          <PasswordInput
            label={t('connect.api-key')}
            description={t('connect.api-key.more')}
            value={apiKey}
            onChange={(event) => setApiKey(event.currentTarget.value)}
            visibilityToggleButtonProps={{ 'aria-label': t('common.reveal'), tabIndex: 0 }}
            autoComplete="off"
            data-autofocus
            required
          />
          {error && <ErrorAlert error={error} />}
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" loading={busy}>
              {t('new-key.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
