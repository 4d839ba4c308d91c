import type { AppError, FieldProblems } from '#shared/ipc/result.ts';
import type { Lookups } from '#shared/ipc/contract.ts';
import { t } from '#shared/messages/translate.ts';
import { call } from '../../api/call.ts';
import { tellUndone } from '../../state/tell-undone.ts';
import { useToasts } from '../../state/toasts.ts';
import { discardInPieces } from '../changes/decide-batch.ts';
import { problemsIn } from '../people/detail/save-edit.ts';
import type { PastedWorker } from './pasted-workers.ts';
import { sentWorkerValues } from './worker-values.ts';

/** What became of pasted workers; `refused`: what is wrong, by username. */
export type SavedWorkers = { saved: PastedWorker[]; refused: Map<string, FieldProblems>; error: AppError | null };

/**
 * Saves pasted workers here, as one batch, and offers to take them all back. One that is refused holds up none of the others; anything
 * else that goes wrong ends it.
 * @param ids `changeOf`: by username; the same when saving is tried again, so that nobody is made twice
 */
export async function saveWorkers(
  workers: readonly PastedWorker[],
  lookups: Lookups,
  { batchId, changeOf }: { batchId: string; changeOf: (username: string) => string },
): Promise<SavedWorkers> {
  const saved: PastedWorker[] = [];
  const refused = new Map<string, FieldProblems>();
  let error: AppError | null = null;
  for (const worker of workers) {
    const { username, values, password } = worker;
    const sent = { changeId: changeOf(username), values: sentWorkerValues(values, lookups), password, batchId };
    const result = await call('mobileWorkers.create', sent);
    if (result.ok) saved.push(worker);
    else if (result.error.code === 'validation') refused.set(username, problemsIn(result.error));
    else {
      error = result.error;
      break;
    }
  }
  if (saved.length > 0)
    useToasts.getState().show({
      tone: 'good',
      text: t('new-workers.saved', { count: saved.length }),
      action: { label: t('common.undo'), run: () => void takeBack(batchId) },
    });
  return { saved, refused, error };
}

async function takeBack(batchId: string): Promise<void> {
  const result = await discardInPieces(batchId);
  tellUndone(result);
}
