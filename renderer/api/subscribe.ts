import type { EventName, EventPayload, MethodName } from '#shared/ipc/contract.ts';
import { invalidateMethods, queryClient, staleMethods } from './query-client.ts';
import { createCollector } from './collector.ts';
import { call } from './call.ts';
import { useBulk } from '../state/bulk.ts';
import { useLive } from '../state/live.ts';
import { useDownloads } from '../state/downloads.ts';
import { useHistoryFilters } from '../state/history-filters.ts';
import { useListFilters } from '../state/list-filters.ts';
import { useNavigation } from '../state/navigation.ts';
import { useSignIn } from '../state/sign-in.ts';

/** How often visible rows are read again at most while events rain in: often enough to look alive, seldom enough to cost nothing. */
const refreshEveryMs = 250;

function on<Name extends EventName>(event: Name, listener: (payload: EventPayload<Name>) => void): () => void {
  return window.roster.on(event, (payload) => listener(payload as EventPayload<Name>));
}

/** Feeds the live store from events and first reads, and keeps the query cache honest. Returns the function that ends it. */
export function subscribe(): () => void {
  const live = useLive.getState();
  const collect = createCollector<MethodName>(refreshEveryMs, invalidateMethods, {
    set: (run, ms) => window.setTimeout(run, ms),
    now: () => performance.now(),
  });
  const ends = [
    on('sync.status', (status) => useLive.setState({ status })),
    on('settings.changed', (settings) => useLive.setState({ settings })),
    on('data.changed', ({ entities }) => collect(staleMethods(entities))),
    on('people.downloading', (told) => useDownloads.getState().take(told)),
    on('bulk.progress', (progress) => useBulk.setState({ progress })),
    on('bulk.dropped', ({ others, ...file }) => {
      if (useLive.getState().session?.state === 'open') useBulk.getState().offer(file, others);
    }),
    on('session.changed', (session) => live.takeSession(session)),
  ];
  void call('settings.get', {}).then((result) => result.ok && useLive.setState({ settings: result.data }));
  void call('session.get', {}).then((result) => {
    if (result.ok) live.takeSession(result.data);
    else useLive.setState({ startError: result.error });
  });
  // Another account's rows must never flash up: its cache goes before anything is drawn.
  const endWatch = useLive.subscribe((now, before) => {
    if (now.session?.account?.id !== before.session?.account?.id) {
      queryClient.clear();
      useNavigation.getState().reset();
      useListFilters.getState().reset();
      useSignIn.getState().reset();
      useHistoryFilters.getState().clear();
      useBulk.getState().reset();
    }
    if (now.session?.state === 'open' && before.session?.state !== 'open') {
      void readStatus();
      void takeHanded();
    }
  });
  return () => [...ends, endWatch].forEach((end) => end());
}

/** The workbook that Roster was started with. */
async function takeHanded(): Promise<void> {
  const result = await call('bulk.takeHanded', {});
  if (!result.ok || !result.data.file) return;
  const { others, ...file } = result.data.file;
  useBulk.getState().offer(file, others);
}

async function readStatus(): Promise<void> {
  const result = await call('sync.status', {});
  if (result.ok) useLive.setState({ status: result.data });
}
