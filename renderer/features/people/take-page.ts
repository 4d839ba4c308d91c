import type { AppError } from '#shared/ipc/result.ts';
import type { WindowPage } from '../../api/row-window.ts';
import type { ListFacts } from './people-screen.tsx';

/** A list method's answer in the shape of a row window. */
export function takePage<Row>(answer: {
  rows: Row[];
  total: number;
  all: number;
  unavailable: AppError | null;
}): WindowPage<Row, ListFacts> {
  return { rows: answer.rows, total: answer.total, facts: { all: answer.all, unavailable: answer.unavailable } };
}
