import tls from 'node:tls';

let shared: tls.SecureContext | null = null;

/**
 * Whom secure connections trust: Node's own list and the operating system's (an organisation's own certificate authority is
 * installed there). One context for all connections: reading some 300 certificates takes a while.
 */
export function tlsTrust(): { secureContext: tls.SecureContext } {
  shared ??= tls.createSecureContext({
    ca: [...new Set([...tls.getCACertificates('default'), ...tls.getCACertificates('system')])],
  });
  return { secureContext: shared };
}
