import type { WorkerRules } from '#shared/domain/worker-rules.ts';
import { useMethod } from '../../api/use-method.ts';

const unknown: WorkerRules = { strongPasswords: null, workerLimit: null };

/** What HQ's pages have told of workers to be made; nothing until it is read. */
export function useWorkerRules(): WorkerRules {
  return useMethod('mobileWorkers.rules', {}, { keepPrevious: true }).data ?? unknown;
}
