import { QueryClient } from '@tanstack/react-query';
import { announceStale } from './stale.ts';
import type { EventPayload, MethodName } from '#shared/ipc/contract.ts';
import { AppFailure } from '#shared/ipc/result.ts';

/** @param failures how often this read has failed before */
export function isAskedAgain(failures: number, error: unknown): boolean {
  return failures === 0 && error instanceof AppFailure && error.error.code === 'engine-restarted';
}

/**
 * Reads of local data: the network state of the machine has no say (`always`), answers stay fresh until an event says otherwise,
 * and a failed read is shown, not repeated (the engine is on the same machine; repeating would hide the fault). Only one that the end of the
 * engine took along is asked once more: the engine is there again, and nothing was wrong with the question.
 */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      networkMode: 'always',
      staleTime: Infinity,
      // Details that are out of sight are forgotten after a minute; reading one again takes milliseconds.
      gcTime: 60_000,
      retry: isAskedAgain,
      retryDelay: 0,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
    },
    mutations: { networkMode: 'always', retry: false },
  },
});

/** What HQ has of a person, and what waits, decide whether an entry of the history can be undone. */
const readsOf: Record<EventPayload<'data.changed'>['entities'][number], MethodName[]> = {
  'mobile-worker': ['mobileWorkers.list', 'mobileWorkers.rules', 'people.get', 'history.list', 'bulk.countExport'],
  'web-user': ['webUsers.list', 'people.get', 'history.list', 'bulk.countExport'],
  invitation: ['invitations.list', 'people.get', 'history.list', 'bulk.countExport'],
  lookups: ['lookups.get'],
  changes: [
    'changes.list',
    'changes.get',
    'changes.batch',
    'people.get',
    'accessRequests.list',
    'bulk.batches',
    'bulk.batchRows',
  ],
  history: ['history.list', 'bulk.batches', 'bulk.batchRows'],
  // Whether somebody is signed in decides what an open download waits for.
  connection: ['connection.get', 'mobileWorkers.rules', 'people.downloads'],
  downloads: ['people.downloads'],
};

/** The methods whose answers are out of date after a `data.changed` event. */
export function staleMethods(entities: EventPayload<'data.changed'>['entities']): MethodName[] {
  return [...new Set(entities.flatMap((entity) => readsOf[entity]))];
}

/** Reads the visible ones of these again and marks the others as out of date. */
export function invalidateMethods(methods: readonly MethodName[]): void {
  for (const method of methods) void queryClient.invalidateQueries({ queryKey: [method] });
  announceStale(methods);
}
