/**
 * A bulk change in pieces without the 20,000 people it takes: main hands the engine the first of them alone and tells the window that the
 * others are to come; the next piece keeps it waiting. So progress and Stop can be looked at, and what was saved is real.
 */
import { invokeChannel } from '#shared/ipc/channel.ts';
import type { RosterWindow } from './roster-window.ts';

/** From now on; `release` lets the piece that waits go. */
export async function saveInPieces({ app }: RosterWindow): Promise<{ release(): Promise<void> }> {
  await app.evaluate(({ ipcMain }, channel) => {
    type Handler = (event: unknown, method: unknown, input: unknown) => Promise<unknown>;
    type Many = { who: { ids: string[] } };
    const handlers = Reflect.get(ipcMain, '_invokeHandlers') as Map<string, Handler>;
    const real = handlers.get(channel);
    if (!real) throw new Error('nobody answers the window');
    const left = { left: 0 };
    let pieces = 0;
    handlers.set(channel, async (event, method, input) => {
      if (method === 'people.stopMany') return { ok: true, data: left };
      if (method !== 'people.changeMany') return real(event, method, input);
      const { who } = input as Many;
      left.left = who.ids.length - 1;
      pieces += 1;
      if (pieces > 1) {
        await new Promise<void>((resolve) => Reflect.set(globalThis, 'releasePiece', resolve));
        return { ok: true, data: { total: 0, changed: 0, admins: 0, already: 0, cannot: [], cannotTotal: 0, ...left } };
      }
      const answer = (await real(event, method, { ...(input as object), who: { ids: who.ids.slice(0, 1) } })) as {
        data: object;
      };
      return { ...answer, data: { ...answer.data, ...left } };
    });
  }, invokeChannel);
  const release = () =>
    app.evaluate(() => {
      (Reflect.get(globalThis, 'releasePiece') as () => void)();
    });
  return { release };
}
