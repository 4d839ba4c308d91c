/**
 * Newer and older address of each REST resource; `throttled` as in HQ's Meta classes.
 * Source: corehq/apps/api/urls.py, resources/v0_5.py, v1_0.py, corehq/apps/locations/resources/v0_6.py.
 */
export const resources = {
  identity: { path: '/api/identity/v1/', older: '/api/v0.5/identity/', throttled: false },
  projects: { path: '/api/user_domains/v1/', older: '/api/v0.5/user_domains/', throttled: false },
  user: { path: 'user/v1/', older: 'v0.5/user/', throttled: true },
  webUser: { path: 'web-user/v1/', older: 'v0.5/web-user/', throttled: true },
  /** Was never there under an older address. */
  invitation: { path: 'invitation/v1/', older: null, throttled: true },
  group: { path: 'group/v1/', older: 'v0.5/group/', throttled: true },
  bulkUser: { path: 'bulk-user/v1/', older: 'v0.5/bulk-user/', throttled: true },
  location: { path: 'location/v2/', older: 'v0.6/location/', throttled: false },
  locationV1: { path: 'location/v1/', older: 'v0.5/location/', throttled: false },
  locationType: { path: 'location_type/v1/', older: 'v0.5/location_type/', throttled: false },
  usernames: { path: 'domain_usernames/v1/', older: 'v0.5/domain_usernames/', throttled: false },
} as const;

export type Resource = keyof typeof resources;
