import type { MethodOutput } from '#shared/ipc/contract.ts';
import type { EngineContext } from '../context.ts';
import { getLookups } from '../mirror/lookups.ts';

/** What the screens offer to choose from. */
export function handleLookupsGet(context: EngineContext): MethodOutput<'lookups.get'> {
  return getLookups(context.db);
}
