/**
 * The proxy that the operating system sets for an address (settings or a PAC script), as the engine is told it. Electron asks the
 * system; the engine, a process of its own without Electron, cannot.
 */
import type { SystemProxy } from '#shared/ipc/engine-host.ts';

/** The part of Electron's `Session` that is used. */
export type ProxyResolver = { resolveProxy(url: string): Promise<string> };

const schemes: Record<string, 'http' | 'https' | undefined> = { PROXY: 'http', HTTP: 'http', HTTPS: 'https' };

/**
 * The first way of a PAC answer (`PROXY a:3128; SOCKS5 b:1080; DIRECT`) that Roster can go. Where all of them are SOCKS proxies, their
 * name is told instead: going around them would not be what the network wants.
 */
export function readProxyList(list: string): SystemProxy {
  let unusable: string | null = null;
  for (const entry of list.split(';')) {
    const [kind = '', address = ''] = entry.trim().split(/\s+/);
    if (kind.toUpperCase() === 'DIRECT') return { kind: 'direct' };
    const scheme = schemes[kind.toUpperCase()];
    const url = `${scheme ?? 'http'}://${address}`;
    if (scheme !== undefined && address !== '' && URL.canParse(url)) return { kind: 'proxy', url };
    if (kind !== '') unusable ??= entry.trim();
  }
  return unusable === null ? { kind: 'direct' } : { kind: 'unsupported', name: unusable };
}

/** Never fails: where the system does not say, it is asked for nothing, and the log tells why. */
export async function systemProxy(
  resolver: ProxyResolver,
  server: string,
  log: (level: 'warn', message: string) => void,
): Promise<SystemProxy> {
  try {
    return readProxyList(await resolver.resolveProxy(server));
  } catch (error) {
    log('warn', `the system's proxy settings could not be read: ${String(error)}`);
    return { kind: 'direct' };
  }
}
