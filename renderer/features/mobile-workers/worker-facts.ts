import type { PersonDetail } from '#shared/domain/change.ts';
import { personalIdStateSchema } from '#shared/domain/entities.ts';
import { isUnconfirmed } from '#shared/domain/shown-status.ts';
import type { MobileWorkerRow, PersonalIdState, PersonStatus } from '#shared/domain/entities.ts';

/** What the rules for actions on a worker ask about. */
export type WorkerFacts = {
  status: PersonStatus;
  personalId: PersonalIdState;
  /** HQ has the worker. */
  atHq: boolean;
  email: string;
  /** The account waits for the worker's own confirmation. */
  unconfirmed: boolean;
};

export function factsOfRow({ status, personalId, serverId, email, unconfirmed }: MobileWorkerRow): WorkerFacts {
  return { status, personalId, atHq: serverId !== null, email, unconfirmed };
}

/** The panel's person; PersonalID as it will be with what waits. */
export function factsOfDetail(detail: PersonDetail): WorkerFacts {
  const { status, serverId, values, readOnly } = detail;
  const email = values['email'];
  const told = personalIdStateSchema.safeParse(readOnly['personal_id']);
  return {
    status,
    personalId: told.success ? told.data : 'unknown',
    atHq: serverId !== null,
    email: typeof email === 'string' ? email : '',
    unconfirmed: isUnconfirmed(detail),
  };
}
