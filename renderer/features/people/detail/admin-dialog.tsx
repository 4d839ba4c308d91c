import { Stack, Text } from '@mantine/core';
import type { Json } from '#shared/domain/entities.ts';
import { t } from '#shared/messages/translate.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { plain } from '../fields/value-text.ts';
import { adminChange } from './role-warnings.ts';

type Props = {
  opened: boolean;
  /** Whose role it is. */
  name: string;
  before: Json;
  after: Json | undefined;
  onConfirm(): void;
  onCancel(): void;
};

/** Asked before an edit is saved that makes somebody an admin or ends it: in the same words as beside the role and for many at once. */
export function AdminDialog({ opened, name, before, after, onConfirm, onCancel }: Props) {
  const admin = adminChange(before, after);
  return (
    <ConfirmDialog
      opened={opened}
      title={admin && <bdi>{t(`role.ask.${admin}`, { name })}</bdi>}
      confirm={t('detail.save')}
      onConfirm={onConfirm}
      onCancel={onCancel}
    >
      {admin && (
        <Stack gap={8}>
          <Text size="sm">{t(`role.warn.${admin}`)}</Text>
          {admin === 'from-admin' && (
            <Text size="sm">
              <bdi>{t('role.ask.becomes', { role: plain(after) })}</bdi>
            </Text>
          )}
        </Stack>
      )}
    </ConfirmDialog>
  );
}
