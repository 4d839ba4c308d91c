/** What a sheet calls places, groups and profiles: HQ's importer finds them by site code and name, never by id. */
import { customData } from './sheet-person.ts';
import type { PersonEntity } from '#shared/domain/entities.ts';
import type { EngineDatabase } from '../../db/database.ts';
import { fieldDefinitions } from '../../mirror/lookups.ts';

export type SheetNames = {
  /**
   * What is not known here stands with its id: HQ refuses such a row, where a blank cell would take the place, group or profile away.
   * @returns by id of a location
   */
  siteCode(id: string): string;
  group(id: string): string;
  /** @param id HQ's number of a profile */
  profile(id: string): string;
  /** Values that a profile gives, by name of the custom field. @param named id or name */
  profileFields(named: string): Readonly<Record<string, unknown>>;
  /** Whether HQ's importer takes the value for one of a defined field; where nobody was signed in to learn them, all count as defined. */
  isDefined(field: string): boolean;
  /** Names of the defined fields. */
  fields: readonly string[];
  usesProfiles: boolean;
  usesLocations: boolean;
  /** How many places, groups and profiles stand with their id so far. */
  unnamed(): number;
};

type Profile = { name: string; id: string | null; fields: string | null };

export function readSheetNames(db: EngineDatabase, entity: PersonEntity): SheetNames {
  const byId = (sql: string) =>
    new Map((db.statement(sql).all() as { id: string; name: string }[]).map(({ id, name }) => [id, name]));
  const codes = byId('SELECT location_id AS id, site_code AS name FROM locations');
  const groups = byId('SELECT group_id AS id, name FROM groups');
  const profiles = db.statement('SELECT name, profile_id AS id, fields FROM profiles').all() as Profile[];
  const profileNames = new Map(profiles.map(({ id, name }) => [id, name]));
  const fieldsOf = new Map(
    profiles.flatMap(({ id, name, fields }) => {
      const given = fields === null ? {} : (JSON.parse(fields) as Record<string, unknown>);
      return [[id ?? name, given] as const, [name, given] as const];
    }),
  );
  const fields = fieldDefinitions(db)
    .filter((definition) => definition.entity === entity)
    .map(({ name }) => name);
  const defined = new Set(fields);
  const missing = new Set<string>();
  const named = (names: ReadonlyMap<string | null, string>, id: string) => {
    const name = names.get(id) ?? '';
    if (name === '' && id !== '') missing.add(id);
    return name || id;
  };
  return {
    siteCode: (id) => named(codes, id),
    group: (id) => named(groups, id),
    profile: (id) => named(profileNames, id),
    profileFields: (id) => fieldsOf.get(id) ?? {},
    isDefined: (field) => defined.size === 0 || defined.has(field),
    fields,
    usesProfiles: profiles.length > 0,
    usesLocations: codes.size > 0,
    unnamed: () => missing.size,
  };
}

/** The columns of a person's custom data, the profile's values among them. Source: HQ's bulk_download.py. */
export function dataCells(
  names: SheetNames,
  values: Parameters<typeof customData>[0],
  profile: string,
): [header: string, value: unknown][] {
  const all = { ...Object.fromEntries(customData(values)), ...names.profileFields(profile) };
  return Object.entries(all).map(([name, value]) => [
    `${names.isDefined(name) ? 'data' : 'uncategorized_data'}: ${name}`,
    value,
  ]);
}
