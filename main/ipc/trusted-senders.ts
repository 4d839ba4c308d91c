/** Who may call main: the top frame of our own window, showing our own bundle. */
import { bundleHost, bundleScheme } from '../bundle-protocol.ts';

/** What is read of Electron's `IpcMainInvokeEvent` before the first await; the frame may be gone afterwards. */
export type Sender = {
  /** Whether the web contents are those of our window. */
  ownWindow: boolean;
  /** null when the frame is gone already (Electron ≥ 33). */
  frame: { url: string; isTop: boolean } | null;
};

export const bundleOrigin = `${bundleScheme}://${bundleHost}`;

/**
 * Origins whose pages are the app itself.
 * @param devServer address of the development server, as electron-vite gives it
 * @param isPackaged a packaged app knows only its bundle, whatever its environment says
 */
export function trustedOrigins(devServer: string | undefined, isPackaged: boolean): string[] {
  if (isPackaged || devServer === undefined || devServer === '') return [bundleOrigin];
  return [bundleOrigin, new URL(devServer).origin];
}

/** Whether the address belongs to one of the origins (Node gives custom schemes the origin "null", hence by parts). */
export function isTrustedUrl(url: string, origins: readonly string[]): boolean {
  try {
    const { protocol, host } = new URL(url);
    return origins.includes(`${protocol}//${host}`);
  } catch {
    // about:blank and the like have no origin that could be trusted
    return false;
  }
}

export function isTrustedSender(sender: Sender, origins: readonly string[]): boolean {
  return sender.ownWindow && sender.frame !== null && sender.frame.isTop && isTrustedUrl(sender.frame.url, origins);
}
