import { AppFailure } from '#shared/ipc/result.ts';
import type { AppError } from '#shared/ipc/result.ts';
import type { ExitCode } from './exit-codes.ts';

/** A failed command that says its exit code itself (a sync on hold is not a failure). */
export class CommandFailure extends AppFailure {
  readonly exitCode: ExitCode;

  constructor(error: AppError, exitCode: ExitCode) {
    super(error.code, error.message, error.details);
    this.exitCode = exitCode;
  }
}
