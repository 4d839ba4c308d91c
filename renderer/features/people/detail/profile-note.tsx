import { Text } from '@mantine/core';
import type { FieldValues } from '#shared/domain/entities.ts';
import type { Lookups } from '#shared/ipc/contract.ts';
import { t } from '#shared/messages/translate.ts';
import { replacedByProfile } from '../fields/custom-field.ts';

/** Below a profile being chosen: which values of the person's own it replaces, and the way on where HQ does not take that. */
export function ProfileNote({ before, patch, lookups }: { before: FieldValues; patch: FieldValues; lookups: Lookups }) {
  const fields = replacedByProfile(before, patch, lookups);
  if (fields.length === 0) return null;
  return (
    <Text size="xs" role="note">
      {t('profile.replaces', { fields: fields.join(', ') })}
    </Text>
  );
}
