import type { MethodOutput } from '#shared/ipc/contract.ts';
import { countActiveWorkers } from '../mirror/count-active-workers.ts';
import type { OpenAccount } from '../open-account.ts';
import { readMeta } from '../sync/meta.ts';

/** What HQ's pages have told of workers to be made. */
export function handleWorkerRules({ context }: OpenAccount): MethodOutput<'mobileWorkers.rules'> {
  const { strongPasswords, workerLimit } = readMeta(context.db, 'connection');
  if (workerLimit === null) return { strongPasswords, workerLimit };
  const { limit, reached } = workerLimit;
  return { strongPasswords, workerLimit: { limit, reached, active: countActiveWorkers(context.db) } };
}
