/** Many changes of the database become one "read this again": a page of a pull or a batch must not flood the window. */
import type { EventPayload } from '#shared/ipc/contract.ts';
import type { EngineDeps, TimerHandle } from './deps.ts';
import type { ChangedTopic } from './sync/sync-run.ts';

export type ChangeNotifier = { changed(topics: readonly ChangedTopic[]): void; stop(): void };

export function createChangeNotifier(
  deps: Pick<EngineDeps, 'setTimer'>,
  delayMs: number,
  emit: (payload: EventPayload<'data.changed'>) => void,
): ChangeNotifier {
  const waiting = new Set<ChangedTopic>();
  let timer: TimerHandle | null = null;
  return {
    changed: (topics) => {
      for (const topic of topics) waiting.add(topic);
      timer ??= deps.setTimer(() => {
        timer = null;
        emit({ entities: [...waiting] });
        waiting.clear();
      }, delayMs);
    },
    stop: () => {
      timer?.cancel();
      timer = null;
    },
  };
}
