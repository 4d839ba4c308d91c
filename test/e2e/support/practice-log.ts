/** What a practice HQ that the test runs has seen and keeps, through its control endpoints. */
import { z } from 'zod';
import type { Practice } from '../../engine/practice/practice-client.ts';

const logSchema = z.array(
  z.object({
    method: z.string(),
    path: z.string(),
    status: z.number(),
    applied: z.boolean(),
    /** The account it was asked in the name of. */
    by: z.string().nullable(),
    faults: z.array(z.string()),
    body: z.unknown(),
  }),
);
export type PracticeRequest = z.infer<typeof logSchema>[number];

const recordSchema = z.looseObject({ id: z.string() });

export async function requests(practice: Practice): Promise<PracticeRequest[]> {
  return logSchema.parse(await practice.control('log'));
}

/** Requests that ask HQ to change something, in the order they came. */
export async function writes(practice: Practice): Promise<PracticeRequest[]> {
  return (await requests(practice)).filter(({ method }) => method !== 'GET');
}

/** One person as HQ keeps them. */
export async function recordAt(
  practice: Practice,
  entity: 'worker' | 'web-user' | 'role' | 'location',
  username: string,
) {
  const answer = await practice.control(`state?entity=${entity}&username=${encodeURIComponent(username)}`);
  return recordSchema.parse(answer);
}

/** Another admin changes a person at HQ. */
export async function editAtHq(
  practice: Practice,
  entity: 'worker' | 'web-user',
  username: string,
  set: Record<string, unknown>,
): Promise<void> {
  await practice.control('edit', { json: { entity, username, set } });
}

/** HQ's id of what has this name (of a person, the username). */
export async function idAt(practice: Practice, entity: string, name: string): Promise<string> {
  return recordSchema.parse(await practice.control(`state?entity=${entity}&username=${encodeURIComponent(name)}`)).id;
}

/** Usernames of HQ's Admins, active or not. */
export async function adminsAt(practice: Practice): Promise<string[]> {
  const users = z.array(z.looseObject({ username: z.string(), role: z.string() }));
  const all = users.parse(await practice.control('state?entity=web-user'));
  return all.filter(({ role }) => role === 'Admin').map(({ username }) => username);
}
