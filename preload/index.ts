/** The only door between the window and main: two functions, both held to the allow-list of shared/ipc/channel.ts. */
import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import { eventChannel, eventNames, invokeChannel, methodNames, type RosterBridge } from '#shared/ipc/channel.ts';
import { sendDroppedFiles } from './dropped-files.ts';

const knownMethods: ReadonlySet<string> = new Set(methodNames);
const knownEvents: ReadonlySet<string> = new Set(eventNames);

const bridge: RosterBridge = {
  async invoke(method, input) {
    if (!knownMethods.has(method)) throw new Error(`Roster has no method "${method}".`);
    const result: unknown = await ipcRenderer.invoke(invokeChannel, method, input);
    return result;
  },
  on(event, listener) {
    if (!knownEvents.has(event)) throw new Error(`Roster has no event "${event}".`);
    const handle = (_: IpcRendererEvent, name: unknown, payload: unknown) => {
      if (name === event) listener(payload);
    };
    ipcRenderer.on(eventChannel, handle);
    return () => {
      ipcRenderer.removeListener(eventChannel, handle);
    };
  },
};

contextBridge.exposeInMainWorld('roster', bridge);
sendDroppedFiles(window);
