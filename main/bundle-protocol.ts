/** The window's page comes from app://bundle/, our own scheme over the built renderer folder: a secure origin, never file://. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { contentSecurityPolicy } from './security/content-security-policy.ts';

export const bundleScheme = 'app';
export const bundleHost = 'bundle';
export const bundleUrl = `${bundleScheme}://${bundleHost}/index.html`;

/** Everything the renderer build can contain; anything else is served as bytes that no page will run. */
const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/**
 * The file a URL of the bundle stands for.
 * @param folder absolute path of the built renderer
 * @returns its path inside `folder`, or null for another scheme or host and for every way out of the folder
 */
export function bundleFile(folder: string, url: string): string | null {
  let name: string;
  try {
    const { protocol, host, pathname } = new URL(url);
    if (protocol !== `${bundleScheme}:` || host !== bundleHost) return null;
    name = decodeURIComponent(pathname);
  } catch {
    // not a URL, or a broken %-sequence: nothing of ours has such an address
    return null;
  }
  if (name.includes('\0') || name.includes('\\')) return null;
  const file = path.join(folder, name === '/' ? 'index.html' : name);
  const relative = path.relative(folder, file);
  return relative === '' || relative.startsWith('..') || path.isAbsolute(relative) ? null : file;
}

/** The headers that go with a file: its type, the content security policy, and no guessing of types. */
export function bundleHeaders(file: string): Record<string, string> {
  return {
    'Content-Type': mediaTypes[path.extname(file).toLowerCase()] ?? 'application/octet-stream',
    'Content-Security-Policy': contentSecurityPolicy,
    'X-Content-Type-Options': 'nosniff',
  };
}

/**
 * The handler for `protocol.handle(bundleScheme, …)`.
 * @param folder absolute path of the built renderer (may lie inside an asar)
 */
export function createBundleHandler(folder: string): (request: { url: string }) => Promise<Response> {
  return async ({ url }) => {
    const file = bundleFile(folder, url);
    if (file === null) return new Response('Forbidden', { status: 403 });
    try {
      return new Response(await readFile(file), { headers: bundleHeaders(file) });
    } catch (error) {
      const missing = error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EISDIR');
      return new Response(missing ? 'Not found' : 'Unreadable', { status: missing ? 404 : 500 });
    }
  };
}
