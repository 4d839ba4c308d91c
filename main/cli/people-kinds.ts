import type { PersonEntity } from '#shared/domain/entities.ts';

/** The command line's words for the kinds of people, and the contract's lists of them. */
export const peopleKinds = [
  { word: 'web-users', entity: 'web-user', list: 'webUsers.list' },
  { word: 'mobile-workers', entity: 'mobile-worker', list: 'mobileWorkers.list' },
  { word: 'invitations', entity: 'invitation', list: 'invitations.list' },
] as const satisfies readonly { word: string; entity: PersonEntity; list: string }[];
export type PeopleKind = (typeof peopleKinds)[number];

/** How a command calls the argument that names a person: an invitation is found by its e-mail. */
export const keyArgument = 'ID|USERNAME';
