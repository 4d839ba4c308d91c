import type { AppError } from '#shared/ipc/result.ts';
import type { WindowPage } from '../../api/row-window.ts';
import type { ListFacts } from './people-screen.tsx';

/** A list method's answer in the shape of a row window. */
export function takePage<Row>(answer: {
  rows: Row[];
  total: number;
  all: number;
  unavailable: AppError | null;
  asOf: number | null;
}): WindowPage<Row, ListFacts> {
  const { rows, total, all, unavailable, asOf } = answer;
  return { rows, total, facts: { all, unavailable, asOf } };
}
