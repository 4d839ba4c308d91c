import { Button } from '@mantine/core';
import { IconArrowsSplit2 } from '@tabler/icons-react';
import { t } from '#shared/messages/translate.ts';
import { call } from '../../api/call.ts';
import { useNavigation } from '../../state/navigation.ts';
import { useToasts } from '../../state/toasts.ts';
import { formatNumber } from '../../ui/format.ts';

/** Opens the first of the conflicts; the others follow. */
export function DecideAllButton({ count }: { count: number }) {
  const decide = useNavigation((state) => state.decide);
  async function open(): Promise<void> {
    const result = await call('changes.list', { state: 'conflict', offset: 0, limit: 1 });
    if (!result.ok) return useToasts.getState().show({ tone: 'problem', text: result.error.message });
    const [first] = result.data.changes;
    if (first) decide(first.id);
  }
  return (
    <Button leftSection={<IconArrowsSplit2 size={14} aria-hidden />} onClick={() => void open()}>
      {t('conflict.open-all', { count, number: formatNumber(count) })}
    </Button>
  );
}
