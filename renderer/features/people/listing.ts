import type { Capability } from '#shared/domain/capability.ts';
import type { PersonEntity } from '#shared/domain/entities.ts';

/** What it takes to read the list of each kind of people. */
export const listing: Record<PersonEntity, Capability> = {
  'mobile-worker': 'list-mobile-workers',
  'web-user': 'list-web-users',
  invitation: 'list-invitations',
};
