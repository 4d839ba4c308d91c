/** What the preload puts on the window: the only way out of the renderer. */
interface Window {
  readonly roster: import('#shared/ipc/channel.ts').RosterBridge;
}
