import { Button, Group, Stack, Text } from '@mantine/core';
import type { CapabilityState } from '#shared/domain/capability.ts';
import { t } from '#shared/messages/translate.ts';
import { MissingNote } from './missing-note.tsx';

/** In the place of a question: why it cannot be done, and the way to get there. */
export function NotPossible({ obstacle, onClose }: { obstacle: CapabilityState; onClose(): void }) {
  return (
    <Stack gap="md">
      <Text size="sm" fw={600}>
        {t('access.not')}
      </Text>
      <MissingNote missing={obstacle} look="block" />
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t('common.close')}
        </Button>
      </Group>
    </Stack>
  );
}
