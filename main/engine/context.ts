import type { Account } from '#shared/domain/account.ts';
import type { EngineDatabase } from './db/database.ts';
import type { EngineDeps } from './deps.ts';

/** What a handler works with while an account is open. */
export type EngineContext = {
  db: EngineDatabase;
  deps: EngineDeps;
  account: Account;
};
