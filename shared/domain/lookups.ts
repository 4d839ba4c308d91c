/** What the screens offer to choose from. */
import { z } from 'zod';

export const lookupsSchema = z.object({
  locations: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      siteCode: z.string(),
      parentId: z.string().nullable(),
      typeName: z.string(),
      people: z.number().int(),
    }),
  ),
  groups: z.array(z.object({ id: z.string(), name: z.string() })),
  /** The project's role names from HQ's pages; those seen on web users where nobody was signed in (REST has no list of roles). */
  roles: z.array(z.string()),
  /** Those of them this account may give; null while HQ's pages have not told. */
  assignableRoles: z.array(z.string()).nullable(),
  /** What each role allows, by HQ's names of the permissions; null where the account may not see it. Empty while HQ's pages have not told. */
  rolePermissions: z.record(z.string(), z.array(z.string()).nullable()),
  /** Names of profiles, from HQ's pages or else as seen on web users. */
  profiles: z.array(z.string()),
  /** HQ's number of each profile, by its name (not of doubled ones): workers carry the number. Empty while HQ's pages have not told. */
  profileIds: z.record(z.string(), z.string()),
  /** Custom data each profile fixes, by the profile's name; empty while HQ's pages have not told. */
  profileFields: z.record(z.string(), z.record(z.string(), z.string())),
  /** Names that several roles (or profiles) have: a name alone does not say which is meant. */
  doubled: z.object({ roles: z.array(z.string()), profiles: z.array(z.string()) }),
  /** Those of one name, each by HQ's id, which HQ's forms of invitations take. `assignable` as above: null while HQ's pages have not told. */
  namesakes: z.object({
    roles: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        assignable: z.boolean().nullable(),
        permissions: z.array(z.string()).nullable(),
      }),
    ),
    profiles: z.array(z.object({ id: z.string(), name: z.string(), fields: z.record(z.string(), z.string()) })),
  }),
  /** The project synchronises its users with Tableau: HQ's pages said so, or somebody has a Tableau role. */
  usesTableau: z.boolean(),
  /** Names of Tableau groups as seen on web users. */
  tableauGroups: z.array(z.string()),
  /** Custom fields as the project defines them; empty while HQ's pages have not told. */
  fieldDefinitions: z.array(
    z.object({
      entity: z.enum(['mobile-worker', 'web-user']),
      name: z.string(),
      required: z.boolean(),
      /** null: any text, as far as HQ's pages tell. */
      choices: z.array(z.string()).nullable(),
      /** What every value has to match, in Python's words; left out where there is none, or this account may not see the definition. */
      pattern: z
        .object({
          regex: z.string(),
          /** What HQ says to a value that does not match; '' where the project wrote nothing. */
          message: z.string(),
          /** HQ's name of the field, for its own message. */
          label: z.string(),
        })
        .optional(),
    }),
  ),
  /** Names of custom fields, from HQ's pages or else as seen in user_data, without HQ's own keys. */
  workerFields: z.array(z.string()),
  webUserFields: z.array(z.string()),
  /** Language codes seen on or set for workers here. */
  languages: z.array(z.string()),
});
export type Lookups = z.infer<typeof lookupsSchema>;
