/** An account: one server + project + signed-in user; one folder and one database file each (design D10). */
import { z } from 'zod';

/** HQ's own servers, offered as presets. Source: CommCare HQ's public documentation of its cloud locations. */
export const serverPresets = [
  { id: 'www', url: 'https://www.commcarehq.org' },
  { id: 'india', url: 'https://india.commcarehq.org' },
  { id: 'eu', url: 'https://eu.commcarehq.org' },
] as const;

/** `undefined` where the text is no address; the schema below says so to the person. */
function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

/**
 * A server address as typed → its origin. Accepts a missing scheme (https is assumed, http only for this computer's own
 * loopback address, where the practice HQ runs) and a path (cut off).
 */
export const serverAddressSchema = z
  .string()
  .trim()
  .min(1)
  .transform((text, context) => {
    // Another scheme's name must not be taken for a computer's (a port may follow one: "localhost:8000").
    const otherScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) && !/^https?:\/\//i.test(text);
    const loopback = /^(https?:\/\/)?(127\.0\.0\.1|localhost)(:|\/|$)/i.test(text);
    const withScheme = /^https?:\/\//i.test(text) ? text : `${loopback ? 'http' : 'https'}://${text}`;
    const url = parseUrl(withScheme);
    if (url && !otherScheme && (url.protocol === 'https:' || loopback)) return url.origin;
    context.addIssue({ code: 'custom', message: 'server-address' });
    return z.NEVER;
  });

/** A project's name in HQ's addresses: lower-case letters, digits and hyphens. Source: HQ's domain name rule (`legacy_domain_re`). */
export const projectNameSchema = z
  .string()
  .trim()
  .regex(/^[a-zA-Z0-9][\w.:-]*$/, 'project-name');

export const accountSchema = z.object({
  id: z.string().min(1),
  /** `practice`: the built-in practice HQ, whose port may change between starts. */
  kind: z.enum(['hq', 'practice']),
  server: z.string(),
  project: z.string(),
  username: z.string(),
});
export type Account = z.infer<typeof accountSchema>;

export const connectionInputSchema = z.object({
  server: serverAddressSchema,
  project: projectNameSchema,
  username: z.string().trim().toLowerCase().min(1, 'username'),
  /** HQ makes 40 hex characters, the column holds 128; anything without white space is let through to HQ's own answer. */
  apiKey: z.string().trim().min(1, 'api-key').max(128, 'api-key'),
});
/** As typed (before the schema's clean-up). */
export type ConnectionInput = z.input<typeof connectionInputSchema>;
export type Connection = z.output<typeof connectionInputSchema>;

/** What a connection test found. Each step is tried in order and the first failure ends the test. */
export const connectionReportSchema = z.object({
  account: z.object({ username: z.string(), name: z.string(), email: z.string() }),
  project: z.object({ name: z.string(), title: z.string() }),
  /** What this key may read; a missing right is explained before the person has typed anything. */
  canRead: z.object({ mobileWorkers: z.boolean(), webUsers: z.boolean(), groups: z.boolean(), locations: z.boolean() }),
});
export type ConnectionReport = z.infer<typeof connectionReportSchema>;
