import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import type { ManyOutcome, MethodInput } from '#shared/ipc/contract.ts';
import type { AppError, AppFailure } from '#shared/ipc/result.ts';
import { previewInPieces } from './many-in-pieces.ts';
import type { Progress } from './many-in-pieces.ts';

export type ManyPreview = { outcome: ManyOutcome | null; error: AppError | null; progress: Progress | null };

/** What a bulk change would do, read again when an event says that the people changed. `null`: nothing is chosen yet. */
export function useManyPreview(many: MethodInput<'people.previewMany'> | null): ManyPreview {
  const [progress, setProgress] = useState<Progress | null>(null);
  const { data, error } = useQuery<ManyOutcome, AppFailure>({
    // By the method's name first, so that events can find it.
    queryKey: ['people.previewMany', many],
    queryFn: ({ signal }) => {
      setProgress(null);
      if (many === null) throw new Error('nothing to look at');
      return previewInPieces(many, signal, setProgress);
    },
    enabled: many !== null,
  });
  return { outcome: data ?? null, error: error?.error ?? null, progress: data ? null : progress };
}
