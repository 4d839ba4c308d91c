import type { BulkOffer } from '../people/bulk/bulk-bar.tsx';

/** What can be done to many web users at once. */
export const webUserBulk: readonly BulkOffer[] = [
  { kind: 'role', needs: 'edit-web-user' },
  { kind: 'locations', needs: 'assign-locations' },
  { kind: 'deactivate', needs: 'activate-web-user' },
  { kind: 'reactivate', needs: 'activate-web-user' },
];
