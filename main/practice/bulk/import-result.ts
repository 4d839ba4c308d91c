import type { Row } from './cell.ts';

/** One row of the result as HQ stores it: `flag` is created, updated, invited, or the text of the error. */
export type RowResult = { username: string; row: Row; flag: string };

/** HQ: tasks.py import_users. `isCrashed`: the task died on the way, its report is lost and the poll answers 500. */
export type ImportResult = { errors: string[]; rows: RowResult[]; isCrashed: boolean };
