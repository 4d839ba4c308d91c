import { z } from 'zod';

export const FAULT_KINDS = [
  'drop-before',
  'drop-after',
  'delay',
  '500-before',
  '500-after',
  '429',
  'html-200',
  'redirect',
  '511',
  'cut-body',
  'stale-list',
  'short-list',
  'empty-list',
  'edit-meanwhile',
  'plan-401',
  'cut-off-401',
  '401',
  '403',
  'clock-skew',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export const editSchema = z.strictObject({
  entity: z.enum([
    'worker',
    'web-user',
    'invitation',
    'group',
    'location',
    'location-type',
    'role',
    'profile',
    'field',
    'api-key',
    'oauth-token',
  ]),
  id: z.string().optional(),
  /** Username of a worker (with or without its domain part) or web user; e-mail of an invitation; name of anything else. */
  username: z.string().optional(),
  set: z.record(z.string(), z.unknown()).default({}),
  /** true: the record goes away as HQ would do it (worker deleted, membership removed, invitation cancelled, location archived). */
  remove: z.boolean().optional(),
  /** true: make the record instead of changing one; `set` must hold all its fields except `id`. */
  create: z.boolean().optional(),
});
export type EditRequest = z.input<typeof editSchema>;
export type EditableEntity = z.output<typeof editSchema>['entity'];

export const faultRuleSchema = z.strictObject({
  match: z
    .strictObject({
      method: z.string().optional(),
      /** A part of path and query, or `re:` followed by a regular expression. */
      path: z.string().optional(),
    })
    .default({}),
  kind: z.enum(FAULT_KINDS),
  /** How many matching requests are hit. */
  times: z.int().min(1).default(1),
  /** How many matching requests pass untouched first. */
  after: z.int().min(0).optional(),
  /** delay: how long; stale-list: how far behind; clock-skew: how far the Date header is off (may be negative). */
  ms: z.int().optional(),
  /** 500-before, 500-after: another status than 500, e.g. 502, 503, 504 (these carry HTML, as a gateway's). */
  status: z.int().min(400).max(599).optional(),
  /** edit-meanwhile: what the other admin does; left out = a change to the record the path names. */
  edit: editSchema.optional(),
});
export type FaultRule = z.input<typeof faultRuleSchema>;

export type PracticeOptions = {
  /** 0 or left out = any free port. */
  port?: number;
  seed?: number;
  /** Number of mobile workers, 400 unless told; web users grow modestly with it. */
  size?: number;
  /** The state's SQLite file is kept here and used again on the next start; left out = in memory. */
  stateDir?: string;
  faults?: FaultRule[];
  /** HQ's real rate limits; on unless told. */
  throttle?: boolean;
  clock?: () => Date;
  /** What the fault `delay` waits with; the real time unless told. */
  wait?: (ms: number) => Promise<unknown>;
  log?: (line: string) => void;
};

/** The options that can cross a process border (entry.ts); `clock`, `wait` and `log` cannot. */
export const entryOptionsSchema = z.strictObject({
  port: z.int().min(0).max(65_535).optional(),
  seed: z.int().optional(),
  size: z.int().min(0).max(1_000_000).optional(),
  stateDir: z.string().min(1).optional(),
  faults: z.array(faultRuleSchema).optional(),
  throttle: z.boolean().optional(),
});

export type PracticeHq = {
  url: string;
  project: string;
  username: string;
  apiKey: string;
  signIn: { username: string; password: string };
  controlToken: string;
  close(): Promise<void>;
};
