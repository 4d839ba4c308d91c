/** What Roster relies on in HQ's page data and list JSON. Unknown fields are kept in `record`, missing ones tolerated. */
import { z } from 'zod';
import type { Json } from '#shared/domain/entities.ts';
import type { HqRecord } from '../hq-record.ts';
import type {
  PageList,
  PageLocation,
  PageWebUser,
  PageWorker,
  PendingInvitation,
  PersonalIdState,
} from './hq-pages.ts';

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
/** null and '' both mean "HQ offers none". */
const address = z
  .string()
  .nullish()
  .transform((value) => (value === undefined || value === '' ? null : value));
const idSchema = z.union([z.string().min(1), z.number()]).transform(String);

/** Parsed JSON is `Json` throughout; the schema looks only at what is relied on. */
function asRecord(row: Record<string, unknown>, id: string): HqRecord {
  return { ...(row as Record<string, Json>), id };
}

export const webUserRowSchema = z
  .looseObject({
    id: idSchema,
    email: text,
    name: text,
    role: text,
    phoneNumbers: z.array(z.string()).nullish(),
    removeUrl: address,
    deactivateUrl: z.string().nullish(),
    reactivateUrl: z.string().nullish(),
    isUntrustedIdentityProvider: z.boolean().nullish(),
  })
  .transform((row): PageWebUser => {
    const deactivate = row.deactivateUrl || null;
    const reactivate = row.reactivateUrl || null;
    const ssoControlled = row.deactivateUrl === '' && row.reactivateUrl === '';
    return {
      id: row.id,
      email: row.email,
      name: row.name,
      role: row.role,
      phoneNumbers: row.phoneNumbers ?? [],
      self: row.removeUrl === null && !ssoControlled,
      active: deactivate !== null ? true : reactivate !== null ? false : null,
      ssoControlled,
      untrustedIdentityProvider: row.isUntrustedIdentityProvider ?? false,
      addresses: { remove: row.removeUrl, deactivate, reactivate },
      record: asRecord(row, row.id),
    };
  });

const personalId = z
  .boolean()
  .nullish()
  .transform((linked): PersonalIdState | null =>
    linked === undefined ? null : linked === null ? 'not-linked' : linked ? 'active' : 'inactive',
  );

export const workerRowSchema = z
  .looseObject({
    user_id: idSchema,
    username: z.string(),
    first_name: text,
    last_name: text,
    is_active: z.boolean().nullish(),
    is_account_confirmed: z.boolean().nullish(),
    status: text,
    is_personalid_link_active: personalId,
    // Its name until the middle of 2025.
    is_connect_link_active: personalId,
  })
  .transform((row): PageWorker => ({
    id: row.user_id,
    username: row.username,
    name: `${row.first_name} ${row.last_name}`.trim(),
    active: row.is_active ?? row.status !== 'Deactivated',
    confirmed: row.is_account_confirmed ?? true,
    status: row.status,
    personalId: row.is_personalid_link_active ?? row.is_connect_link_active,
    record: asRecord(row, row.user_id),
  }));

type Asked = { page: number; limit: number };
const totalSchema = z.number().int().min(0);

/** @param asked HQ repeats the page only in one of its lists */
export function listSchema<Row>(row: z.ZodType<Row>, asked: Asked) {
  return z
    .looseObject({ users: z.array(row), total: totalSchema })
    .transform(({ users, total }) => pageOf(users, total, asked));
}

/** Source: corehq/apps/reports/filters/api.py, `EmwfOptionsView`. */
export function locationSearchSchema(asked: Asked) {
  const row = z
    .looseObject({ id: idSchema, text: z.string() })
    .transform(({ id, text: path }): PageLocation => ({ id, path }));
  return z
    .looseObject({ results: z.array(row), total: totalSchema })
    .transform(({ results, total }) => pageOf(results, total, asked));
}

function pageOf<Row>(rows: Row[], total: number, { page, limit }: Asked): PageList<Row> {
  const more = rows.length > 0 && page * limit < total;
  return { rows, page, total, nextPage: more ? page + 1 : null };
}

export const invitationsSchema = z.array(
  z
    .looseObject({
      uuid: z.string().min(1),
      email: z.string(),
      invited_on: z.string().nullish(),
      role_label: text,
      email_marked_as_bounced: z.boolean().nullish(),
      email_status: z.string().nullish(),
    })
    .transform((row): PendingInvitation => ({
      uuid: row.uuid,
      email: row.email,
      invitedOn: row.invited_on ?? null,
      role: row.role_label,
      bounced: row.email_marked_as_bounced ?? false,
      emailStatus: row.email_status ?? null,
      record: asRecord(row, row.uuid),
    })),
);

/** HQ's answer to the small POSTs of the Web Users page. */
export const statusSchema = z.looseObject({ status: z.string(), response: text });

export const rolesDataSchema = z.array(
  z
    .looseObject({ _id: idSchema.optional(), id: idSchema.optional(), name: z.string(), permissions: z.unknown() })
    .transform((role) => ({
      id: role._id ?? role.id ?? '',
      name: role.name,
      permissions: z.record(z.string(), z.unknown()).catch({}).parse(role.permissions),
    })),
);

export const profilesDataSchema = z.array(
  z.looseObject({
    id: idSchema,
    name: z.string(),
    fields: z
      .record(z.string(), z.unknown())
      .nullish()
      .transform((fields) => fields ?? {}),
  }),
);
export const slugsSchema = z.array(z.string());

/** Source: corehq/apps/custom_data_fields/edit_model.py (`CustomDataModelMixin.page_context`), models.py (`Field.to_dict`). */
export const definitionsSchema = z.array(
  z
    .looseObject({
      slug: z.string(),
      label: text,
      choices: z.array(z.string()).nullish(),
      regex: text,
      regex_msg: text,
    })
    .transform(({ slug, label, choices, regex, regex_msg }) => ({
      slug,
      label,
      choices: choices ?? [],
      regex,
      regexMessage: regex_msg,
    })),
);

export const ownRightsSchema = z
  .looseObject({
    role: z.union([z.string(), z.looseObject({ name: z.string() }).transform(({ name }) => name)]).nullish(),
    is_domain_admin: z.boolean().nullish(),
    permissions: z.record(z.string(), z.unknown()).nullish(),
  })
  .transform((rights) => ({
    role: rights.role ?? '',
    isAdmin: rights.is_domain_admin ?? false,
    permissions: rights.permissions ?? {},
  }));

/** Of `check_username`: one of the two. Source: corehq/apps/users/views/mobile/users.py. */
export const usernameCheckSchema = z
  .object({ success: z.string().optional(), error: z.string().optional() })
  .refine(({ success, error }) => success !== undefined || error !== undefined);
