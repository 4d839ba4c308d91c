import { useEffect } from 'react';
import { t } from '#shared/messages/translate.ts';
import { useNavigation } from '../state/navigation.ts';
import { DropEditsDialog } from './drop-edits-dialog.tsx';

/** Asks before edits that were not saved are left behind, also by closing the window. */
export function LeaveDialog() {
  const { leaving, stay, leaveAnyway } = useNavigation();
  useEffect(() => {
    window.onbeforeunload = askFirst;
    return () => {
      window.onbeforeunload = null;
    };
  }, []);
  return <DropEditsDialog opened={leaving !== null} onDrop={leaveAnyway} onStay={stay} />;
}

/** Electron shows no question of its own: what is returned only keeps the window open. */
function askFirst(): string | undefined {
  const { unsaved, leave } = useNavigation.getState();
  if (!unsaved) return undefined;
  leave(() => window.close());
  return t('leave.title');
}
