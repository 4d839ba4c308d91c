import { AppFailure } from '#shared/ipc/result.ts';
import type { FieldProblems } from '#shared/ipc/result.ts';

/** @throws AppFailure `validation` with the problems as `details.fields`, when there are any */
export function refuse(problems: FieldProblems): void {
  if (Object.keys(problems).length === 0) return;
  const first = Object.values(problems)[0]?.[0] ?? '';
  throw new AppFailure('validation', first, { fields: problems });
}
