/** Invitations as the practice HQ has them, and the mails it would have sent for them. */
import { z } from 'zod';
import type { Practice } from '../../engine/practice/practice-client.ts';

const invitationSchema = z.array(
  z.looseObject({
    id: z.string(),
    email: z.string(),
    assigned_location_ids: z.array(z.string()),
    invited_on: z.string(),
  }),
);
const mailSchema = z.array(z.looseObject({ to: z.string(), kind: z.string() }));

export async function invitationsAt(practice: Practice) {
  return invitationSchema.parse(await practice.control('state?entity=invitation'));
}

export async function invitationOf(practice: Practice, email: string) {
  return (await invitationsAt(practice)).find((one) => one.email === email);
}

/** The kinds of all mails to this address, in their order. */
export async function mailsTo(practice: Practice, email: string): Promise<string[]> {
  const all = mailSchema.parse(await practice.control('mail'));
  return all.filter(({ to }) => to === email).map(({ kind }) => kind);
}
