/** Files dropped on the window. Where they lie goes straight to main, and only for what a person really dropped: the page is never told. */
import { ipcRenderer, webUtils } from 'electron';
import { dropChannel } from '#shared/ipc/channel.ts';

export function sendDroppedFiles(window: Window): void {
  // Without this the window would take no file at all.
  window.addEventListener('dragover', (event) => {
    if (hasFiles(event)) event.preventDefault();
  });
  window.addEventListener('drop', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    // A file that a page made itself lies nowhere.
    const paths = [...(event.dataTransfer?.files ?? [])].map(pathOf).filter((path) => path !== '');
    if (paths.length > 0) ipcRenderer.send(dropChannel, paths);
  });
}

function hasFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') ?? false;
}

/** Electron before 29 writes it on the file itself and has no `webUtils`. */
function pathOf(file: File & { path?: string }): string {
  const utils = webUtils as typeof webUtils | undefined;
  return utils ? utils.getPathForFile(file) : (file.path ?? '');
}
