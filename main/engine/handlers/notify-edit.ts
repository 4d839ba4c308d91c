import type { PersonEntity } from '#shared/domain/entities.ts';
import type { OpenAccount } from '../open-account.ts';

/** After a person changed something: windows read again (also the history: merged and discarded are lines of it), the loop sends it after a moment. */
export function notifyEdit(account: OpenAccount, entity: PersonEntity): void {
  account.notify([entity, 'changes', 'history']);
  account.loop.edited();
}
