import { useState } from 'react';
import { Button, Group, Modal, Radio, Stack, Text } from '@mantine/core';
import type { KeepSecrets } from '#shared/ipc/contract.ts';
import { t } from '#shared/messages/translate.ts';
import { FocusBack } from '../../ui/focus/focus-back.tsx';

type Props = { opened: boolean; onAnswer(keep: KeepSecrets | null): void };

/** This computer has no key store: says what that means and lets the person choose. Nothing is kept before they have. */
export function KeyStoreDialog({ opened, onAnswer }: Props) {
  const [keep, setKeep] = useState<'memory' | 'unencrypted'>('memory');
  return (
    <Modal
      opened={opened}
      onClose={() => onAnswer(null)}
      title={t('key-store.title')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <FocusBack />
      <Stack gap="md">
        <Text size="sm">{t('key-store.text')}</Text>
        <Radio.Group
          label={t('key-store.question')}
          value={keep}
          onChange={(value) => setKeep(value === 'unencrypted' ? 'unencrypted' : 'memory')}
        >
          <Stack gap="sm" mt="xs">
            <Radio value="memory" label={t('key-store.memory')} description={t('key-store.memory.more')} />
            <Radio
              value="unencrypted"
              label={t('key-store.unencrypted')}
              description={t('key-store.unencrypted.more')}
            />
          </Stack>
        </Radio.Group>
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={() => onAnswer(null)}>
            {t('common.cancel')}
          </Button>
          <Button onClick={() => onAnswer(keep)}>{t('key-store.go-on')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
