/** Actions on a person that are no field values: each is a change of kind `action` (or `delete`) with its own rules. */
import { z } from 'zod';
import type { PersonEntity } from './person-entity.ts';

export const personActions = [
  /** Web user or worker: no more access to the project; can be taken back. */
  'deactivate',
  'reactivate',
  /** Web user: Remove Membership. Invitation or worker: delete. No way back (HQ offers an undo for web users for a moment). */
  'remove',
  /** Worker: PersonalID log-in on or off. */
  'link',
  'unlink',
  /** Worker: a new password, which the change carries encrypted. */
  'set-password',
  /** Worker: HQ mails a link to set a new password. */
  'email-password-reset',
  /** Invitation: mailed again, its 30 days begin anew. */
  'resend',
] as const;
export const personActionSchema = z.enum(personActions);
export type PersonAction = (typeof personActions)[number];

/** Which actions a kind of person has. */
export const actionsOf: Record<PersonEntity, readonly PersonAction[]> = {
  'mobile-worker': ['deactivate', 'reactivate', 'remove', 'link', 'unlink', 'set-password', 'email-password-reset'],
  'web-user': ['deactivate', 'reactivate', 'remove'],
  invitation: ['remove', 'resend'],
};

/** Two of these in an unsent lane cancel out: the first is taken back, nothing is sent. */
export const opposites: Partial<Record<PersonAction, PersonAction>> = {
  deactivate: 'reactivate',
  reactivate: 'deactivate',
  link: 'unlink',
  unlink: 'link',
};

/** HQ closes these while the worker's PersonalID is Active: nobody could log in with that password. */
export const aboutPassword: ReadonlySet<PersonAction> = new Set(['set-password', 'email-password-reset']);

/** These send e-mail: never repeated without the person's word. */
export const mailing: ReadonlySet<PersonAction> = new Set(['email-password-reset', 'resend']);
