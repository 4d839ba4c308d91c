/** What Roster relies on in HQ's replies. Unknown fields are kept, missing optional ones tolerated. */
import { z } from 'zod';
import type { Json } from '#shared/domain/entities.ts';
import type { EntryResult, HqIdentity, HqPage, HqProject } from '../gateway.ts';
import type { HqRecord } from '../hq-record.ts';

/** Ids are texts at HQ, numbers in some older resources. */
const idSchema = z.union([z.string().min(1), z.number()]).transform(String);
const optionalText = z
  .string()
  .nullish()
  .transform((text) => text ?? '');

/** Parsed JSON is `Json` throughout; the schema looks only at what is relied on. */
function asRecord(record: Record<string, unknown> & { id: string }): HqRecord {
  return record as Record<string, Json> & { id: string };
}

export const userSchema = z.looseObject({ id: idSchema, username: z.string() }).transform((record) => {
  // Some versions of HQ echo the password of a PUT: it must not get any further than this.
  delete record['password'];
  return asRecord(record);
});

export const groupSchema = z.looseObject({ id: idSchema, name: z.string() }).transform(asRecord);

/** API v2: `location_id` is the id. */
export const locationSchema = z
  .looseObject({ location_id: idSchema, name: z.string() })
  .transform((record) => asRecord({ ...record, id: record.location_id }));

export const createdSchema = z.looseObject({ id: idSchema }).transform(({ id }) => ({ id }));

/** Actions and deletions: `{}`, or nothing at all. */
export const nothingSchema = z.union([z.null(), z.looseObject({})]).transform(() => null);

export const invitationSchema = z.looseObject({ id: idSchema, email: z.string() }).transform(asRecord);

export const locationTypeSchema = z
  .looseObject({ id: idSchema, name: z.string(), code: optionalText })
  .transform(asRecord);

/** Bulk search; its `meta` tells nothing (total_count is the page's length). */
export const foundSchema = z
  .looseObject({ objects: z.array(z.looseObject({ id: idSchema }).transform(asRecord)) })
  .transform(({ objects }) => objects);

export const idsSchema = z.array(idSchema);

/** HQ's ids of groups: hexadecimal, with or without hyphens. Anything else in an entry's place is what is wrong with it. */
const groupId = /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i;

/** A list's answer: in each place an id or an error's text. */
export function entriesSchema(count: number) {
  return z
    .array(z.string())
    .length(count)
    .transform((entries): EntryResult[] =>
      entries.map((entry) => (groupId.test(entry) ? { id: entry } : { problem: entry })),
    );
}

export const identitySchema = z
  .looseObject({
    id: idSchema,
    username: z.string(),
    first_name: optionalText,
    last_name: optionalText,
    email: optionalText,
  })
  .transform((who): HqIdentity => ({
    id: who.id,
    username: who.username,
    firstName: who.first_name,
    lastName: who.last_name,
    email: who.email,
  }));

export const projectsSchema = z
  .looseObject({ objects: z.array(z.looseObject({ domain_name: z.string(), project_name: optionalText })) })
  .transform((reply): HqProject[] =>
    reply.objects.map((entry) => ({ name: entry.domain_name, title: entry.project_name || entry.domain_name })),
  );

/** `domain_usernames`: `{user_id, user_name}`, workers without the project's suffix. */
export const usernamesSchema = z
  .looseObject({ user_id: idSchema, user_name: z.string() })
  .transform((entry) => asRecord({ ...entry, id: entry.user_id }));

const metaSchema = z.looseObject({
  total_count: z.number().int().min(0),
  offset: z.number().int().min(0).nullish(),
  limit: z.number().int().min(0).nullish(),
  next: z.string().nullish(),
});

/**
 * A page of a tastypie listing. `meta.next` is a bare query string (`?limit=1&offset=1`), null on the last page; only its offset is
 * taken, so that nothing in it can lead elsewhere.
 */
export function pageSchema(record: z.ZodType<HqRecord>, asked: { offset: number; url: string }) {
  return z.looseObject({ meta: metaSchema, objects: z.array(record) }).transform((reply, context): HqPage => {
    const { meta, objects } = reply;
    const page = { records: objects, offset: asked.offset, total: meta.total_count };
    if (meta.next === undefined) {
      const end = asked.offset + objects.length;
      return { ...page, nextOffset: objects.length > 0 && end < meta.total_count ? end : null };
    }
    if (meta.next === null || objects.length === 0) return { ...page, nextOffset: null };
    const nextOffset = offsetOf(meta.next, asked.url);
    if (nextOffset === null || nextOffset <= asked.offset) {
      context.addIssue({ code: 'custom', path: ['meta', 'next'], message: 'does not lead on' });
      return z.NEVER;
    }
    return { ...page, nextOffset };
  });
}

function offsetOf(next: string, url: string): number | null {
  const resolved = URL.canParse(next, url) ? new URL(next, url).searchParams.get('offset') : null;
  return resolved !== null && /^\d+$/.test(resolved) ? Number(resolved) : null;
}
