import { serverPresets } from '#shared/domain/account.ts';

/** HQ's own servers and its public documentation. */
const allowedOrigins: ReadonlySet<string> = new Set([
  ...serverPresets.map(({ url }) => url),
  'https://dimagi.atlassian.net',
  'https://www.dimagi.com',
]);

/**
 * Whether a link may be handed to the person's browser: HTTPS to HQ, its documentation, or the open account's own server.
 * Everything else stays shut, so that text from HQ can never start a program or lead elsewhere.
 */
export function isExternalLinkAllowed(url: string, serverOrigin: string | null): boolean {
  let origin: string;
  try {
    const parsed = new URL(url);
    if (parsed.protocol !== 'https:' || parsed.username !== '' || parsed.password !== '') return false;
    origin = parsed.origin;
  } catch {
    // not an address at all
    return false;
  }
  return allowedOrigins.has(origin) || origin === serverOrigin;
}
