/** How the account is connected: what the Connection screen and every greyed-out action ask. */
import type { MethodOutput } from '#shared/ipc/contract.ts';
import { capabilityTable } from '../hq/capabilities.ts';
import type { OpenAccount } from '../open-account.ts';
import { connectionFacts } from '../sync/connection-facts.ts';
import { readMeta } from '../sync/meta.ts';

export function handleConnectionGet({ context, session, hasKey }: OpenAccount): MethodOutput<'connection.get'> {
  const state = session.state();
  const channels = { api: hasKey, signedIn: state === 'signed-in' };
  const { role, facts } = connectionFacts(context.db, context.account, channels);
  return {
    api: hasKey,
    session: state,
    sessionExpiresAt: session.expiresAt(),
    role,
    isAdmin: facts.isAdmin,
    serverAheadMs: readMeta(context.db, 'serverAhead'),
    capabilities: capabilityTable(facts),
  };
}
