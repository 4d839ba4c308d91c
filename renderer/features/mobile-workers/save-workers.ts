import type { AppError } from '#shared/ipc/result.ts';
import type { Lookups } from '#shared/ipc/contract.ts';
import { t } from '#shared/messages/translate.ts';
import { call } from '../../api/call.ts';
import { tellUndone } from '../../state/tell-undone.ts';
import { useToasts } from '../../state/toasts.ts';
import { discardInPieces } from '../changes/decide-batch.ts';
import type { PastedWorker } from './pasted-workers.ts';
import { sentWorkerValues } from './worker-values.ts';

/**
 * Saves pasted workers here, as one batch, and offers to take them all back.
 * @param batchId stays the same when saving is tried again, so that nobody is made twice
 * @returns lines that are saved, also where one was refused
 */
export async function saveWorkers(
  workers: readonly PastedWorker[],
  lookups: Lookups,
  batchId: string,
): Promise<{ saved: number[]; error: AppError | null }> {
  const saved: number[] = [];
  let error: AppError | null = null;
  for (const { line, values, password } of workers) {
    const sent = { changeId: `${batchId}-${line}`, values: sentWorkerValues(values, lookups), password, batchId };
    const result = await call('mobileWorkers.create', sent);
    if (!result.ok) {
      error = result.error;
      break;
    }
    saved.push(line);
  }
  if (saved.length > 0)
    useToasts.getState().show({
      tone: 'good',
      text: t('new-workers.saved', { count: saved.length }),
      action: { label: t('common.undo'), run: () => void takeBack(batchId) },
    });
  return { saved, error };
}

async function takeBack(batchId: string): Promise<void> {
  const result = await discardInPieces(batchId);
  tellUndone(result);
}
