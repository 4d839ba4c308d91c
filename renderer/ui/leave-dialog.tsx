import { Text } from '@mantine/core';
import { t } from '#shared/messages/translate.ts';
import { useNavigation } from '../state/navigation.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';

/** Asks before edits that were not saved are left behind. */
export function LeaveDialog() {
  const { leaving, stay, leaveAnyway } = useNavigation();
  return (
    <ConfirmDialog
      opened={leaving !== null}
      title={t('leave.title')}
      confirm={t('leave.drop')}
      cancel={t('leave.stay')}
      danger
      onConfirm={leaveAnyway}
      onCancel={stay}
    >
      <Text size="sm">{t('leave.text')}</Text>
    </ConfirmDialog>
  );
}
