/** What no page in any of our windows may do: ask for permissions, leave its origin, open windows, reach the network. */
import { shell, type App, type Session } from 'electron';
import { isExternalLinkAllowed } from './external-links.ts';
import { isTrustedUrl } from '../ipc/trusted-senders.ts';

/** Schemes a page may load from; `blob:` and `data:` stay inside the page, devtools is Electron's own. */
const localSchemes: ReadonlySet<string> = new Set(['app:', 'devtools:', 'blob:', 'data:']);

/**
 * Denies every permission and device, and cancels every request that leaves this computer.
 * @param origins the app's own origins; beside the bundle at most the development server, which also needs its web socket
 */
export function lockDownSession(session: Session, origins: readonly string[]): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => {
    answer(false);
  });
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest((details, answer) => {
    const { protocol } = new URL(details.url);
    const allowed = localSchemes.has(protocol) || isTrustedUrl(details.url.replace(/^ws/, 'http'), origins);
    answer({ cancel: !allowed });
  });
}

/**
 * Keeps every page where it is. Links that are allowed to leave open in the person's browser.
 * @param serverOrigin origin of the open account's HQ, whose pages may be opened too
 */
export function lockDownContents(app: App, origins: readonly string[], serverOrigin: () => string | null): void {
  app.on('web-contents-created', (_event, contents) => {
    const stay = (event: { url: string; preventDefault(): void }) => {
      if (!isTrustedUrl(event.url, origins)) event.preventDefault();
    };
    contents.on('will-navigate', stay);
    contents.on('will-redirect', stay);
    contents.on('will-frame-navigate', stay);
    contents.on('will-attach-webview', (event) => {
      event.preventDefault();
    });
    contents.setWindowOpenHandler(({ url }) => {
      if (isExternalLinkAllowed(url, serverOrigin())) void shell.openExternal(url);
      return { action: 'deny' };
    });
  });
}
