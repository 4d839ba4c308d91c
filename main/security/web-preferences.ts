import type { WebPreferences } from 'electron';

/**
 * The window's settings, all written out: a changed default of a later Electron then changes nothing here.
 * @param preload absolute path of the preload bundle
 * @param devTools only while developing
 */
export function webPreferences(preload: string, devTools: boolean): WebPreferences {
  return {
    preload,
    devTools,
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    // Spelling dictionaries would be fetched from the network, and people's names are no dictionary words.
    spellcheck: false,
  };
}
