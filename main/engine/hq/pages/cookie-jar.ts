/**
 * The cookies of one signed-in session with one server. Serialisable, for the operating system's key store; the values are as good
 * as a password and may not go into a log. Rules of RFC 6265 as far as one host needs them: cookies for other hosts are not taken.
 */
import { z } from 'zod';

export const savedCookieSchema = z.object({
  name: z.string().min(1),
  value: z.string(),
  path: z.string().default('/'),
  /** ms since 1970; null: as long as the session. */
  expires: z.number().nullable().default(null),
  secure: z.boolean().default(false),
});
export type SavedCookie = z.infer<typeof savedCookieSchema>;

export type CookieJar = {
  /** The Cookie header for a request, null when there is nothing to send. */
  header(url: URL): string | null;
  /** Takes the Set-Cookie lines of an answer. True when anything changed. */
  take(url: URL, setCookies: readonly string[]): boolean;
  value(name: string): string | null;
  cookies(): SavedCookie[];
};

export function createCookieJar(saved: readonly SavedCookie[], now: () => number): CookieJar {
  /** By name and path. */
  const jar = new Map<string, SavedCookie>();
  for (const cookie of saved) jar.set(keyOf(cookie), cookie);

  const live = () => [...jar.values()].filter(({ expires }) => expires === null || expires > now());

  return {
    header(url) {
      const sent = live()
        .filter(({ secure }) => !secure || url.protocol === 'https:')
        .filter(({ path }) => pathMatches(url.pathname, path))
        // The more specific path goes first.
        .sort((one, other) => other.path.length - one.path.length)
        .map(({ name, value }) => `${name}=${value}`);
      return sent.length === 0 ? null : sent.join('; ');
    },
    take(url, setCookies) {
      let changed = false;
      for (const line of setCookies) {
        const cookie = parseSetCookie(line, url, now());
        if (cookie === null) continue;
        const key = keyOf(cookie);
        const before = jar.get(key);
        if (cookie.expires !== null && cookie.expires <= now()) changed = jar.delete(key) || changed;
        else {
          changed ||= before?.value !== cookie.value || before.expires !== cookie.expires;
          jar.set(key, cookie);
        }
      }
      return changed;
    },
    value: (name) => live().find((cookie) => cookie.name === name)?.value ?? null,
    cookies: () => live(),
  };
}

function keyOf({ name, path }: SavedCookie): string {
  return `${name};${path}`;
}

function pathMatches(asked: string, path: string): boolean {
  if (asked === path) return true;
  return asked.startsWith(path.endsWith('/') ? path : `${path}/`);
}

/** Null for a line that is no cookie, or one for another host. */
function parseSetCookie(line: string, url: URL, now: number): SavedCookie | null {
  const [pair = '', ...parts] = line.split(';');
  const split = pair.indexOf('=');
  const name = pair.slice(0, split).trim();
  if (split < 1 || name === '') return null;
  const value = pair.slice(split + 1).trim();
  // RFC 6265 §5.1.4: without a path, the folder of the address that set it.
  const cookie: SavedCookie = { name, value, path: defaultPath(url.pathname), expires: null, secure: false };
  let maxAge: number | null = null;
  for (const part of parts) {
    const at = part.indexOf('=');
    const key = (at === -1 ? part : part.slice(0, at)).trim().toLowerCase();
    const text = at === -1 ? '' : part.slice(at + 1).trim();
    if (key === 'path' && text.startsWith('/')) cookie.path = text;
    if (key === 'secure') cookie.secure = true;
    if (key === 'domain' && !domainMatches(url.hostname, text)) return null;
    if (key === 'max-age' && /^-?\d+$/.test(text)) maxAge = Number(text);
    if (key === 'expires') {
      const expires = Date.parse(text);
      if (!Number.isNaN(expires)) cookie.expires = expires;
    }
  }
  if (maxAge !== null) cookie.expires = now + maxAge * 1000;
  return cookie;
}

function domainMatches(host: string, domain: string): boolean {
  const wanted = domain.replace(/^\./, '').toLowerCase();
  return wanted === '' || host === wanted || host.endsWith(`.${wanted}`);
}

function defaultPath(pathname: string): string {
  const end = pathname.lastIndexOf('/');
  return end <= 0 ? '/' : pathname.slice(0, end);
}
