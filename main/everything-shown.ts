import type { EventPayload } from '#shared/ipc/contract.ts';

/** What a window shows of an account. */
export const everythingShown: EventPayload<'data.changed'>['entities'] = [
  'mobile-worker',
  'web-user',
  'invitation',
  'lookups',
  'changes',
  'history',
  'connection',
  'downloads',
];
