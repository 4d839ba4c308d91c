import type { PersonEntity } from '#shared/domain/entities.ts';

/** The visible table of each kind of person; its search index is called `<table>_search`. */
export const visibleTables = {
  'mobile-worker': 'mobile_workers',
  'web-user': 'web_users',
  invitation: 'invitations',
} as const satisfies Record<PersonEntity, string>;
