/** The wire between main and the window: the one place that listens to the window and speaks to it. */
import { ipcMain, type BrowserWindow, type IpcMainInvokeEvent } from 'electron';
import { z } from 'zod';
import { dropChannel, eventChannel, invokeChannel } from '#shared/ipc/channel.ts';
import type { EventName, EventPayload } from '#shared/ipc/contract.ts';
import type { Result } from '#shared/ipc/result.ts';
import { isTrustedSender } from './trusted-senders.ts';
import type { Sender } from './trusted-senders.ts';

export type Route = (sender: Sender, method: unknown, input: unknown) => Promise<Result<unknown>>;

/** What the router judges a call by, read before anything is awaited: afterwards the frame may be gone. */
function senderOf(event: Pick<IpcMainInvokeEvent, 'sender' | 'senderFrame'>, window: BrowserWindow | null): Sender {
  const { senderFrame } = event;
  const ownWindow = window !== null && event.sender === window.webContents;
  return { ownWindow, frame: senderFrame ? { url: senderFrame.url, isTop: senderFrame.parent === null } : null };
}

/** Answers the window's calls by the router. @param window the window of now, null when it is closed */
export function listenToWindow(window: () => BrowserWindow | null, route: Route): void {
  ipcMain.handle(invokeChannel, (event, method: unknown, input: unknown) =>
    route(senderOf(event, window()), method, input),
  );
}

const dropSchema = z.array(z.string().min(1)).min(1);

/** Takes the files that were dropped on the window. @param origins those of our own pages: nobody else is believed */
export function listenToDrops(
  window: () => BrowserWindow | null,
  origins: readonly string[],
  take: (files: readonly string[]) => void,
): void {
  ipcMain.on(dropChannel, (event, dropped: unknown) => {
    const files = dropSchema.safeParse(dropped);
    if (files.success && isTrustedSender(senderOf(event, window()), origins)) take(files.data);
  });
}

/** Sends an event to the window, if there is one. */
export function tellWindow<Name extends EventName>(
  window: BrowserWindow | null,
  name: Name,
  payload: EventPayload<Name>,
): void {
  if (window === null || window.isDestroyed() || window.webContents.isDestroyed()) return;
  window.webContents.send(eventChannel, name, payload);
}
