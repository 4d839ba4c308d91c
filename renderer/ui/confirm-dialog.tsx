import type { ReactNode } from 'react';
import { Button, Group, Modal, Stack } from '@mantine/core';
import { t } from '#shared/messages/translate.ts';
import { FocusBack } from './focus/focus-back.tsx';
import { useEscape } from './use-escape.ts';

type Props = {
  opened: boolean;
  title: ReactNode;
  children: ReactNode;
  /** What the button does, as a verb. */
  confirm: string;
  cancel?: string;
  danger?: boolean;
  busy?: boolean;
  onConfirm(): void;
  onCancel(): void;
};

/** A question with one consequence; Escape and the first focus are on the harmless side. */
export function ConfirmDialog({ opened, title, children, confirm, cancel, danger, busy, onConfirm, onCancel }: Props) {
  useEscape(opened, onCancel);
  return (
    <Modal
      opened={opened}
      onClose={onCancel}
      closeOnEscape={false}
      title={title}
      size="sm"
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <FocusBack />
      <Stack gap="md">
        <div>{children}</div>
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onCancel} data-autofocus>
            {cancel ?? t('common.cancel')}
          </Button>
          <Button color={danger ? 'red.9' : undefined} loading={busy} onClick={onConfirm}>
            {confirm}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
