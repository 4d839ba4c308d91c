import { useEffect } from 'react';
import { Text } from '@mantine/core';
import { t } from '#shared/messages/translate.ts';
import { useNavigation } from '../state/navigation.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';

/** Asks before edits that were not saved are left behind, also by closing the window. */
export function LeaveDialog() {
  const { leaving, stay, leaveAnyway } = useNavigation();
  useEffect(() => {
    window.onbeforeunload = askFirst;
    return () => {
      window.onbeforeunload = null;
    };
  }, []);
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

/** Electron shows no question of its own: what is returned only keeps the window open. */
function askFirst(): string | undefined {
  const { unsaved, leave } = useNavigation.getState();
  if (!unsaved) return undefined;
  leave(() => window.close());
  return t('leave.title');
}
