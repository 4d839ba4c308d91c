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

/** Counts keys row by row. At 100,000 rows of two keys this keeps some 20 MB while rows are looked through. */
export function createDuplicateFinder(kind: PlanKind, project: string) {
  const fields = ['username', 'email', 'user_id'] as const;
  const once = { username: new Set<string>(), email: new Set<string>(), user_id: new Set<string>() };
  const more = { username: new Set<string>(), email: new Set<string>(), user_id: new Set<string>() };
  return {
    row(values: RowValues): void {
      for (const field of fields) {
        const key = duplicateKey(kind, project, values, field);
        if (key === null) continue;
        if (once[field].has(key)) more[field].add(key);
        else once[field].add(key);
      }
    },
    found: (): Duplicates => more,
  };
}
