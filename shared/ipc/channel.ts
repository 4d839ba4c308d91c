/** Names on the wire between the window and main, kept apart from the contract so that the preload bundle stays small. */

/** `ipcRenderer.invoke(invokeChannel, method, input)` → `Result`. */
export const invokeChannel = 'roster:invoke';
/** `webContents.send(eventChannel, event, payload)`. */
export const eventChannel = 'roster:event';

/** `ipcRenderer.send(dropChannel, path)`: a file was dropped on the window. The preload says it, the page cannot. */
export const dropChannel = 'roster:drop';

/** The allow-list of the preload; a type test proves that it equals the contract's keys. */
export const methodNames = [
  'app.info',
  'settings.get',
  'settings.set',
  'session.get',
  'session.accounts',
  'session.test',
  'session.connect',
  'session.practice',
  'session.keep',
  'session.open',
  'session.close',
  'session.repair',
  'session.signIn',
  'session.signInCode',
  'session.signInBackup',
  'session.signOut',
  'connection.get',
  'sync.status',
  'sync.run',
  'sync.cancel',
  'sync.workOffline',
  'mobileWorkers.list',
  'webUsers.list',
  'invitations.list',
  'people.get',
  'people.countDownload',
  'people.download',
  'people.cancelDownload',
  'lookups.get',
  'people.check',
  'people.edit',
  'mobileWorkers.create',
  'people.act',
  'people.previewMany',
  'people.changeMany',
  'people.undoMany',
  'people.stopMany',
  'mobileWorkers.askUsername',
  'mobileWorkers.rules',
  'webUsers.read',
  'invitations.create',
  'invitations.read',
  'accessRequests.list',
  'accessRequests.read',
  'accessRequests.approve',
  'accessRequests.delete',
  'changes.list',
  'changes.get',
  'changes.retry',
  'changes.edit',
  'changes.discard',
  'changes.batch',
  'changes.retryBatch',
  'changes.discardBatch',
  'changes.resolve',
  'changes.resolveSimilar',
  'changes.unresolve',
  'changes.unresolveMany',
  'changes.answer',
  'history.list',
  'history.undo',
  'history.export',
  'bulk.countExport',
  'bulk.export',
  'bulk.choose',
  'bulk.guess',
  'bulk.takeHanded',
  'bulk.openSample',
  'bulk.saveSample',
  'bulk.plan',
  'bulk.cancel',
  'bulk.plans',
  'bulk.rows',
  'bulk.row',
  'bulk.replan',
  'bulk.repair',
  'bulk.editCell',
  'bulk.exclude',
  'bulk.discardPlan',
  'bulk.commit',
] as const;

export const eventNames = [
  'sync.status',
  'data.changed',
  'session.changed',
  'settings.changed',
  'people.downloading',
  'bulk.dropped',
  'bulk.progress',
] as const;

/** What the preload exposes as `window.roster`. Replies are `Result`s; unknown names are refused without reaching main. */
export type RosterBridge = {
  invoke(method: (typeof methodNames)[number], input: unknown): Promise<unknown>;
  /** Returns the function that ends the subscription. */
  on(event: (typeof eventNames)[number], listener: (payload: unknown) => void): () => void;
};
