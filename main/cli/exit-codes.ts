import type { ErrorCode } from '#shared/ipc/result.ts';

/** The command line's exit codes: part of its contract. */
export const exitCodes = {
  done: 0,
  failed: 1,
  /** Bad usage or input: asking the same again cannot help. */
  input: 2,
  /** Done, but something needs attention. */
  attention: 3,
  /** Offline or on hold: what is waiting stays, and goes later. */
  offline: 4,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** For a command that failed. */
export function exitCodeOf(code: ErrorCode): ExitCode {
  switch (code) {
    case 'invalid-input':
    case 'validation':
      return exitCodes.input;
    case 'offline':
    case 'throttled':
    case 'on-hold':
      return exitCodes.offline;
    default:
      return exitCodes.failed;
  }
}

/** Errors that put sync on hold until a person does something: for a sync run that is "on hold", not "failed". */
const holds: readonly ErrorCode[] = ['tls', 'not-hq', 'credential', 'no-project', 'permission', 'plan', 'no-key-store'];

/** For a run of pull, push or sync that failed. */
export function syncExitCodeOf(code: ErrorCode): ExitCode {
  return holds.includes(code) ? exitCodes.offline : exitCodeOf(code);
}
