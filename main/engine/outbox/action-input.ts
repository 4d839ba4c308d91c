/** An action as it is asked for. */
import type { PersonAction } from '#shared/domain/action.ts';
import type { PersonEntity } from '#shared/domain/entities.ts';

export type ActionInput = {
  changeId: string;
  entity: PersonEntity;
  localId: string;
  action: PersonAction;
  batchId?: string;
  /** HQ cannot be reached for it now: what has no way back is asked about again when it can. */
  held?: boolean;
  /** The new one, with `set-password`. */
  password?: string;
};
