import type { ImportResult } from './import-result.ts';

/** Handles and files of finished jobs are kept for an hour. HQ: soil. */
const KEPT_MS = 3_600_000;

/** What a job made. `file`: a workbook and its name. */
export type JobOutcome =
  | { kind: 'download'; file: Buffer; name: string }
  /** It died on the way; the poll answers 500. */
  | { kind: 'failed'; reason: string }
  | { kind: 'upload'; what: 'web' | 'mobile'; result: ImportResult };

/** `pollsLeft`: how often of all `polls` it still answers "not yet". */
type Job = { outcome: JobOutcome; polls: number; pollsLeft: number; madeAt: number };

/**
 * Downloads and uploads in the background, as a client sees them. The work itself is done when it is asked for; only the
 * answer is held back, for a number of polls and not for a time, so that a run is the same each time. In memory: they
 * end with the practice HQ.
 */
export class Jobs {
  readonly #newToken: () => string;
  readonly #jobs = new Map<string, Job>();

  constructor(newToken: () => string) {
    this.#newToken = newToken;
  }

  /** Notes a finished piece of work and returns its id, in HQ's form. */
  add(outcome: JobOutcome, now: Date, polls: number): string {
    const id = `dl-${this.#newToken()}`;
    this.#jobs.set(id, { outcome, polls, pollsLeft: polls, madeAt: now.getTime() });
    return id;
  }

  /** One poll: the outcome, 'running', or undefined for an id that is unknown or too old. */
  poll(id: string, now: Date): JobOutcome | 'running' | undefined {
    const job = this.#fresh(id, now);
    if (!job) return undefined;
    if (job.pollsLeft === 0) return job.outcome;
    job.pollsLeft -= 1;
    return 'running';
  }

  /** How much of it is done, 0 to 100, as HQ's progress bar says it; told after a poll. */
  percent(id: string): number {
    const job = this.#jobs.get(id);
    return job === undefined || job.polls === 0 ? 0 : Math.floor((100 * (job.polls - 1 - job.pollsLeft)) / job.polls);
  }

  /** The file of a download that is ready. */
  file(id: string, now: Date): { file: Buffer; name: string } | undefined {
    const job = this.#fresh(id, now);
    return job?.pollsLeft === 0 && job.outcome.kind === 'download' ? job.outcome : undefined;
  }

  #fresh(id: string, now: Date): Job | undefined {
    const job = this.#jobs.get(id);
    if (!job || now.getTime() - job.madeAt <= KEPT_MS) return job;
    this.#jobs.delete(id);
    return undefined;
  }
}
