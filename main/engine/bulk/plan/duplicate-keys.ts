/** Which rows of a file say the same: HQ takes none of them (HQ: user_importer/validation.py, DuplicateValidator). */
import type { PlanKind } from '#shared/domain/bulk-plan.ts';
import { completeUsername } from '#shared/domain/rules.ts';
import type { Duplicates } from './row-context.ts';
import { shown } from './cell-value.ts';
import { valueOf } from './row-values.ts';
import type { RowValues } from './row-values.ts';

export type DuplicateField = keyof Duplicates;

/**
 * What is compared; null for a blank, which never counts. HQ compares what is typed; a username in other letters that stands for the same
 * person is the same here too.
 */
export function duplicateKey(kind: PlanKind, project: string, values: RowValues, field: DuplicateField): string | null {
  const value = valueOf(values, field);
  if (value === undefined || value === '') return null;
  if (field === 'user_id') return kind === 'mobile-workers' ? shown(value) : null;
  // HQ asks for unique addresses of web users only.
  if (field === 'email') return kind === 'web-users' ? shown(value) : null;
  return kind === 'web-users' ? shown(value).toLowerCase() : completeUsername(shown(value), project);
}

export const duplicateFields = ['username', 'email', 'user_id'] as const;
export type DuplicateKeys = Record<DuplicateField, string | null>;

export function duplicateKeys(kind: PlanKind, project: string, values: RowValues): DuplicateKeys {
  const key = (field: DuplicateField) => duplicateKey(kind, project, values, field);
  return { username: key('username'), email: key('email'), user_id: key('user_id') };
}
