import { Text } from '@mantine/core';
import type { FieldValues } from '#shared/domain/entities.ts';
import type { Lookups } from '#shared/ipc/contract.ts';
import { roleWarnings } from './role-warnings.ts';

/** Below the role being edited: what it means to make somebody an admin, or to end it. */
export function RoleWarning({ before, patch, lookups }: { before: FieldValues; patch: FieldValues; lookups: Lookups }) {
  return (
    <div role="status">
      {roleWarnings(before['role'] ?? '', patch['role'], lookups.assignableRoles).map((text) => (
        <Text key={text} size="sm" fw={600} mt={4}>
          {text}
        </Text>
      ))}
    </div>
  );
}
