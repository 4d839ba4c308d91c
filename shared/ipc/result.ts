/**
 * Errors travel as values: a thrown error loses its class (and often its text) on the way across Electron's IPC, so every
 * method of the contract answers with a `Result`. The command line prints the very same shape with `--json`.
 */
import { z } from 'zod';

/** The closed set of what can go wrong; the screens and the command line's exit codes switch on it. */
export const errorCodes = [
  /** The input of a call does not fit its schema, or a command line is wrong. */
  'invalid-input',
  /** Nothing with that id, username or name exists here. */
  'not-found',
  /** The values break HQ's rules; `details.fields` says which field and why. */
  'validation',
  /** The thing cannot be done in the state it is in (retry of a change that is being sent, edit of a finished one). */
  'wrong-state',
  /** HQ cannot be reached: no network, dead host, refused, timed out. */
  'offline',
  /** The secure connection failed: certificate not trusted, expired or for another name. */
  'tls',
  /** What answered is not CommCare HQ (HTML where JSON was due: a captive portal, a proxy, a wrong address). */
  'not-hq',
  /** HQ does not accept the credentials. */
  'credential',
  /** The account is no member of the project, or the project does not exist. */
  'no-project',
  /** HQ knows the account but it may not do this. */
  'permission',
  /** The project's plan lacks the feature. */
  'plan',
  /** HQ asks for a pause, or has cut the project's API off. */
  'throttled',
  /** HQ failed on its side. */
  'server',
  /** Sync is on hold until the person does something; `message` says what. */
  'on-hold',
  /** The account is open in another Roster. */
  'busy',
  /** The database was written by a newer Roster. */
  'database-newer',
  /** The database file is damaged. */
  'database-corrupt',
  /** The disk or folder cannot be written. */
  'read-only',
  /** The system has no key store and the person has not said yet what to do about it. */
  'no-key-store',
  /** No account is open. */
  'no-account',
  /** The person cancelled. */
  'cancelled',
  /** The engine process ended while the call was under way; nothing committed was lost. */
  'engine-restarted',
  /** A fault of Roster itself. */
  'internal',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** Problems of single fields: field key → the messages to show at it (HQ's own words where HQ said them). */
export const fieldProblemsSchema = z.record(z.string(), z.array(z.string()));
export type FieldProblems = z.infer<typeof fieldProblemsSchema>;

export const appErrorSchema = z.object({
  code: z.enum(errorCodes),
  /** A sentence for the person: what happened, where, and what to do. */
  message: z.string(),
  /** Facts for programs and for the screens, e.g. `{ fields: FieldProblems }`, `{ status: 401 }`. Never a secret. */
  details: z.record(z.string(), z.unknown()).optional(),
});
export type AppError = z.infer<typeof appErrorSchema>;

export type Result<T> = { ok: true; data: T } | { ok: false; error: AppError };

export function ok<T>(data: T): Result<T> {
  return { ok: true, data };
}

export function fail<T = never>(code: ErrorCode, message: string, details?: Record<string, unknown>): Result<T> {
  return { ok: false, error: details === undefined ? { code, message } : { code, message, details } };
}

/** An `AppError` that is thrown inside one process; the boundary turns it back into a value. */
export class AppFailure extends Error {
  readonly error: AppError;

  constructor(code: ErrorCode, message: string, details?: Record<string, unknown>) {
    super(message);
    this.name = 'AppFailure';
    this.error = details === undefined ? { code, message } : { code, message, details };
  }
}
