import type { FieldValues } from '#shared/domain/entities.ts';
import type { PersonDetail } from '#shared/domain/change.ts';
import { fieldProblemsSchema } from '#shared/ipc/result.ts';
import type { AppError, FieldProblems } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { call } from '../../../api/call.ts';
import { tellUndone } from '../../../state/tell-undone.ts';
import { useToasts } from '../../../state/toasts.ts';
import { undoPatch } from '../fields/form-patch.ts';

/** The problems by field in a `validation` error, empty for any other. */
export function problemsIn(error: AppError): FieldProblems {
  const parsed = fieldProblemsSchema.safeParse(error.details?.['fields']);
  return error.code === 'validation' && parsed.success ? parsed.data : {};
}

/** Saves an edit here and offers to take it back. `changeId` stays the same when a save is tried again, so that it counts once. */
export async function saveEdit(detail: PersonDetail, patch: FieldValues, changeId: string): Promise<AppError | null> {
  const { entity, localId } = detail;
  const result = await call('people.edit', { changeId, entity, localId, patch });
  if (!result.ok) return result.error;
  useToasts.getState().show({
    tone: 'good',
    text: t('saved'),
    action: { label: t('common.undo'), run: () => void undo(detail, patch) },
  });
  return null;
}

async function undo(before: PersonDetail, patch: FieldValues): Promise<void> {
  const { entity, localId } = before;
  const back = undoPatch(before.values, patch);
  const result = await call('people.edit', { changeId: crypto.randomUUID(), entity, localId, patch: back });
  tellUndone(result);
}
