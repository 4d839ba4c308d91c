import { Button, Group, Text } from '@mantine/core';
import { t } from '#shared/messages/translate.ts';

/** `onAll`: takes the search away that none fits; null: nothing was searched, there is none. */
export function NoBatches({ onAll }: { onAll: (() => void) | null }) {
  return (
    <Group gap={10}>
      <Text size="sm" c="dimmed">
        {t(onAll ? 'batches.no-match' : 'batches.none')}
      </Text>
      {onAll && (
        <Button variant="default" size="compact-sm" onClick={onAll}>
          {t('batches.show-all')}
        </Button>
      )}
    </Group>
  );
}
