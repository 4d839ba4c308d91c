import type { MethodOutput } from '#shared/ipc/contract.ts';
import type { EngineContext } from '../context.ts';
import { getLookups } from '../mirror/lookups.ts';
import { readMeta } from '../sync/meta.ts';

/** What the screens offer to choose from. */
export function handleLookupsGet(context: EngineContext): MethodOutput<'lookups.get'> {
  const lookups = getLookups(context.db);
  const told = readMeta(context.db, 'connection').tableau;
  return told === null ? lookups : { ...lookups, usesTableau: told.on };
}
