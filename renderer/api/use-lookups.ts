import type { Lookups } from '#shared/ipc/contract.ts';
import { useMethod } from './use-method.ts';

const noLookups: Lookups = {
  locations: [],
  groups: [],
  roles: [],
  assignableRoles: null,
  rolePermissions: {},
  profiles: [],
  profileIds: {},
  profileFields: {},
  usesTableau: false,
  tableauGroups: [],
  doubled: { roles: [], profiles: [] },
  namesakes: { roles: [], profiles: [] },
  fieldDefinitions: [],
  workerFields: [],
  webUserFields: [],
  languages: [],
};

/** Locations, groups, roles and the like, empty until read. */
export function useLookups(): Lookups {
  return useMethod('lookups.get', {}, { keepPrevious: true }).data ?? noLookups;
}
