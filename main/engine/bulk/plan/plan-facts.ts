/** What the plan knows of the project and of this account, read once; what is not known forbids nothing, HQ's answer decides then. */
import { z } from 'zod';
import type { Account } from '#shared/domain/account.ts';
import type { PlanKind } from '#shared/domain/bulk-plan.ts';
import type { Capability } from '#shared/domain/capability.ts';
import { adminRole } from '#shared/domain/rules/access-rules.ts';
import type { EngineDatabase } from '../../db/database.ts';
import { capabilityTable } from '../../hq/capabilities.ts';
import { allRoleNames } from '../../mirror/definitions.ts';
import { getLookups } from '../../mirror/lookups.ts';
import { projectFacts } from '../../mirror/project-facts.ts';
import { usernameKey } from '../../mirror/username-key.ts';
import { lacksWorkerDates } from '../worker-dates.ts';
import { connectionFacts, ownRole } from '../../sync/connection-facts.ts';

export type CustomField = {
  name: string;
  label: string;
  required: boolean;
  choices: readonly string[] | null;
  /** Python's, null for none. */
  regex: string | null;
};

export type Place = { id: string; siteCode: string; parentId: string | null };
export type Profile = { id: string; name: string; fields: Readonly<Record<string, string>> };

export type PlanFacts = {
  kind: PlanKind;
  project: string;
  /** The account's username. */
  author: string;
  /** The plan includes locations; HQ ignores the columns otherwise. */
  usesLocations: boolean;
  /** By site code in small letters; null: not all are known. */
  places: ReadonlyMap<string, Place> | null;
  siteCodeOf(id: string): string;
  /** By name; null: not all are known. */
  groups: ReadonlyMap<string, string> | null;
  groupNameOf(id: string): string;
  /** All role names of the project; null: not known. */
  roles: ReadonlySet<string> | null;
  /** Those this account may give; null: not known. */
  assignable: ReadonlySet<string> | null;
  /** Names that several roles, or several profiles, have. */
  doubled: { roles: readonly string[]; profiles: readonly string[] };
  /** By name; null: not known. */
  profiles: ReadonlyMap<string, Profile> | null;
  /** Profiles this account may give, by name; null: any. */
  ownProfiles: ReadonlySet<string> | null;
  /** Custom fields defined for this kind of people. */
  fields: readonly CustomField[];
  /** Locations this account may touch; null: all. */
  reach: ReadonlySet<string> | null;
  tableau: boolean;
  /** No worker has a date of deactivation; false: some may. */
  lacksDates: boolean;
  tableauGroups: readonly string[];
  /** Why this account may not do something, '' where nothing speaks against it. */
  lacks(capability: Capability): string;
};

const fieldRowsSchema = z.array(
  z.object({
    name: z.string(),
    label: z.string().nullable(),
    required: z.number(),
    choices: z.string().nullable(),
    regex: z.string().nullable(),
  }),
);
const profileRowsSchema = z.array(z.object({ id: z.string(), name: z.string(), fields: z.string().nullable() }));
const ownLocationsSchema = z.object({ visible: z.string() });
const assignedSchema = z.looseObject({ assigned_location_ids: z.array(z.string()).default([]) });

export function readPlanFacts(db: EngineDatabase, account: Account, kind: PlanKind): PlanFacts {
  const lookups = getLookups(db);
  const known = projectFacts(db, account.project);
  // Whether there is a key or a sign-in at this moment is another question: what is planned now can be sent later.
  const { facts } = connectionFacts(db, account, { api: true, signedIn: true });
  const capabilities = capabilityTable(facts);
  const own = ownRole(db, account);
  const profiles = readProfiles(db);
  const siteCodes = new Map(lookups.locations.map(({ id, siteCode }) => [id, siteCode]));
  const groupNames = new Map(lookups.groups.map(({ id, name }) => [id, name]));
  const assignable = lookups.assignableRoles === null ? null : new Set(lookups.assignableRoles);
  if (facts.isAdmin === 'yes') assignable?.add(adminRole);
  return {
    kind,
    project: account.project,
    author: account.username,
    usesLocations: facts.plan.locations !== 'no',
    places:
      known.locationIds === null
        ? null
        : new Map(lookups.locations.map((place) => [place.siteCode.toLowerCase(), place])),
    siteCodeOf: (id) => siteCodes.get(id) ?? id,
    groups: known.groupIds === null ? null : new Map(lookups.groups.map(({ id, name }) => [name, id])),
    groupNameOf: (id) => groupNames.get(id) ?? id,
    roles: allRoleNames(db),
    assignable: assignable ?? (facts.isAdmin === 'no' ? withoutAdmin(allRoleNames(db)) : null),
    doubled: lookups.doubled,
    profiles,
    ownProfiles: ownProfiles(own.permissions, profiles),
    fields: readFields(db, kind),
    reach: reachOf(db, account, own.permissions, lookups.locations),
    tableau: facts.flags.tableau !== 'no',
    lacksDates: lacksWorkerDates(db),
    tableauGroups: lookups.tableauGroups,
    lacks: (capability) => {
      const { obstacle, why } = capabilities[capability];
      return obstacle === 'no-permission' || obstacle === 'no-api-access' ? why : '';
    },
  };
}

/** Who is no admin never gives the built-in role; of the others only HQ knows. */
function withoutAdmin(names: ReadonlySet<string> | null): ReadonlySet<string> | null {
  return names === null ? null : new Set([...names].filter((name) => name !== adminRole));
}

function readFields(db: EngineDatabase, kind: PlanKind): CustomField[] {
  const entity = kind === 'web-users' ? 'web-user' : 'mobile-worker';
  const rows = db
    .statement(
      'SELECT name, label, required, choices, regex FROM user_fields WHERE defined = 1 AND entity = ? ORDER BY name',
    )
    .all(entity);
  return fieldRowsSchema.parse(rows).map(({ name, label, required, choices, regex }) => ({
    name,
    label: label ?? name,
    required: required === 1,
    choices: choices === null ? null : z.array(z.string()).parse(JSON.parse(choices)),
    regex: regex === '' ? null : regex,
  }));
}

function readProfiles(db: EngineDatabase): ReadonlyMap<string, Profile> | null {
  const rows = profileRowsSchema.parse(
    db.statement('SELECT profile_id AS id, name, fields FROM profiles WHERE profile_id IS NOT NULL').all(),
  );
  if (rows.length === 0) return null;
  return new Map(
    rows.map(({ id, name, fields }) => {
      const given = z.record(z.string(), z.unknown()).parse(JSON.parse(fields ?? '{}'));
      const texts = Object.entries(given).map(([key, value]) => [
        key,
        typeof value === 'string' ? value : String(value),
      ]);
      return [name, { id, name, fields: Object.fromEntries(texts) as Record<string, string> }];
    }),
  );
}

/**
 * HQ's role holds either "may edit profiles" or a list of those it may give. Projects without that feature have the permission switched on.
 * Source: corehq/apps/user_importer/validation.py (`ProfileValidator`).
 */
function ownProfiles(
  permissions: Record<string, unknown>,
  profiles: ReadonlyMap<string, Profile> | null,
): ReadonlySet<string> | null {
  const listed = z.array(z.union([z.string(), z.number()])).safeParse(permissions['edit_user_profile_list']).data;
  if (permissions['edit_user_profile'] !== false || listed === undefined || listed.length === 0) return null;
  const ids = new Set(listed.map(String));
  return new Set([...(profiles?.values() ?? [])].filter(({ id }) => ids.has(id)).map(({ name }) => name));
}

/** The account's own locations and all below them, where its role does not reach all. */
function reachOf(
  db: EngineDatabase,
  { username }: Account,
  permissions: Record<string, unknown>,
  places: readonly Place[],
): ReadonlySet<string> | null {
  if (permissions['access_all_locations'] !== false) return null;
  const row = db.statement('SELECT visible FROM web_users WHERE username_key = ?').get(usernameKey(username));
  if (row === undefined) return null;
  const own = assignedSchema.parse(JSON.parse(ownLocationsSchema.parse(row).visible)).assigned_location_ids;
  const children = new Map<string, string[]>();
  for (const { id, parentId } of places)
    if (parentId !== null) children.set(parentId, [...(children.get(parentId) ?? []), id]);
  const reached = new Set<string>();
  const open = [...own];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (reached.has(id)) continue;
    reached.add(id);
    open.push(...(children.get(id) ?? []));
  }
  return reached;
}
