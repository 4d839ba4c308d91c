import { useEffect, useState } from 'react';
import { useHotkeys } from '@mantine/hooks';
import type { PersonDetail } from '#shared/domain/change.ts';
import type { FieldValues } from '#shared/domain/entities.ts';
import type { AppError, FieldProblems } from '#shared/ipc/result.ts';
import { useNavigation } from '../../../state/navigation.ts';
import { problemsIn, saveEdit } from './save-edit.ts';

export type Edits = {
  /** All values with what was typed over them. */
  values: FieldValues;
  /** What would be saved. */
  patch: FieldValues;
  count: number;
  /** What the engine objected to when it was saved, by field. */
  refused: FieldProblems;
  error: AppError | null;
  busy: boolean;
  /** Saving waits for an answer: what is to be confirmed is on the screen. */
  asking: boolean;
  change(part: FieldValues): void;
  revert(): void;
  save(): Promise<void>;
  /** The answer: saves, or goes back to the form as it was. */
  confirm(): Promise<void>;
  goBack(): void;
};

/**
 * The edits of a form about one person: only touched fields count, so what a sync brings in meanwhile shows through in the others. Saved
 * with Ctrl+S, too.
 * @param patchOf what of the touched fields is an edit, given all values
 * @param mustAsk whether an edit is saved only after a confirmation
 */
export function useEdits(
  detail: PersonDetail,
  patchOf: (touched: FieldValues, values: FieldValues) => FieldValues,
  onDone: () => void,
  mustAsk: (patch: FieldValues) => boolean = () => false,
): Edits {
  const setUnsaved = useNavigation((state) => state.setUnsaved);
  const [touched, setTouched] = useState<FieldValues>({});
  const [refused, setRefused] = useState<FieldProblems>({});
  const [error, setError] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const [asking, setAsking] = useState(false);
  const [changeId, setChangeId] = useState(() => crypto.randomUUID() as string);
  const values = { ...detail.values, ...touched };
  const patch = patchOf(touched, values);
  const count = Object.keys(patch).length;
  useEffect(() => setUnsaved(count > 0), [count, setUnsaved]);

  async function save(): Promise<void> {
    if (busy || asking || count === 0) return;
    if (mustAsk(patch)) return setAsking(true);
    await confirm();
  }

  async function confirm(): Promise<void> {
    setAsking(false);
    setBusy(true);
    const failed = await saveEdit(detail, patch, changeId);
    setBusy(false);
    if (failed) {
      setRefused(problemsIn(failed));
      return setError(failed.code === 'validation' ? null : failed);
    }
    setUnsaved(false);
    onDone();
  }

  // Empty list: also while the cursor stands in a field.
  useHotkeys([['mod+S', () => void save()]], []);

  return {
    values,
    patch,
    count,
    refused,
    error,
    busy,
    asking,
    change: (part) => {
      setTouched((now) => ({ ...now, ...part }));
      setRefused((now) => Object.fromEntries(Object.entries(now).filter(([key]) => !(key in part))));
      setError(null);
      setChangeId(crypto.randomUUID());
    },
    revert: () => {
      setTouched({});
      setRefused({});
      setError(null);
    },
    save,
    confirm,
    goBack: () => setAsking(false),
  };
}
