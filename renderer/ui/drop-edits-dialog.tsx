import { Text } from '@mantine/core';
import { t } from '#shared/messages/translate.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';

type Props = { opened: boolean; onDrop(): void; onStay(): void };

/** Asks whether edits that were not saved are to be left behind. */
export function DropEditsDialog({ opened, onDrop, onStay }: Props) {
  return (
    <ConfirmDialog
      opened={opened}
      title={t('leave.title')}
      confirm={t('leave.drop')}
      cancel={t('leave.stay')}
      danger
      onConfirm={onDrop}
      onCancel={onStay}
    >
      <Text size="sm">{t('leave.text')}</Text>
    </ConfirmDialog>
  );
}
