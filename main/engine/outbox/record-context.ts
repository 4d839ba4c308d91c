/** What recording a change needs to know: whose file, who makes it, and the clock. */
import type { ProjectFacts } from '#shared/domain/rules.ts';
import type { WorkerRules } from '#shared/domain/worker-rules.ts';
import type { EngineDatabase } from '../db/database.ts';
import type { RightLooker } from './change-view.ts';
import type { ManyLimits } from './many-pieces.ts';

export type RecordContext = {
  db: EngineDatabase;
  /** Username that makes the change. */
  author: string;
  project: string;
  /** 32 bytes, base64. */
  secretKey: string;
  now: () => number;
  /** Whether the project uses PersonalID, null while HQ has not told. */
  usesPersonalId: () => boolean | null;
  /** What passwords of workers must be where the project demands strong ones; left out or null: not told. */
  strongPasswords?: () => WorkerRules['strongPasswords'];
  /** What HQ's rules are checked against, read once for many changes (`withFacts`); left out: read for each. */
  facts?: ProjectFacts;
  /** Which rights of the account's are known to be missing now; left out where nobody asks. */
  rights?: () => RightLooker;
  /** How many people one transaction takes; left out: as the contract has it. */
  manyLimits?: ManyLimits;
};
