import type { Hq } from '../hq.ts';
import type { UserKind, WebUser } from '../model.ts';
import type { Row } from './cell.ts';

/** What the rules of one import look at: who uploads, for which project, and all rows meant for that project. */
export type Scope = {
  hq: Hq;
  uploader: WebUser;
  kind: UserKind;
  /** The project the rows go to: the upload's own, or one that shares its permissions. */
  project: string;
  rows: readonly Row[];
  /** Group names that exist or stand in the groups sheet. */
  groupNames: readonly string[];
};

/** Why HQ will not take a row; undefined = it passes. */
export type Validator = (row: Row) => string | undefined;

/** A refusal of one row, found while it was being applied. HQ: UserUploadError. */
export class RowError extends Error {}
