import type { AppError, Result } from '#shared/ipc/result.ts';

/** Rows per read: two to five screens full, about 0.2 MB over the bridge. */
export const pageRows = 200;
/** Pages kept in memory, nearest to what is on screen: scrolling back a little must not flicker. */
const keptPages = 24;

export type WindowPage<Row, Facts> = { rows: Row[]; total: number; facts: Facts };

export type RowWindowState<Row, Facts> = {
  /** False until the first answer: nothing is known yet, neither rows nor that there are none. */
  loaded: boolean;
  total: number;
  facts: Facts | null;
  error: AppError | null;
  rowAt(index: number): Row | undefined;
};

type Read<Query, Row, Facts> = (query: Query, offset: number, limit: number) => Promise<Result<WindowPage<Row, Facts>>>;

/**
 * A sliding window over a long list: reads the pages on screen, keeps the old rows until new ones are there (after a change of the
 * query as well as after a refresh), and never shows an answer to a question that is no longer asked.
 */
export class RowWindow<Query, Row, Facts> {
  readonly #read: Read<Query, Row, Facts>;
  #query: Query | null = null;
  /** Grows with each new query: answers to earlier ones are dropped. */
  #epoch = 0;
  /** Grows with each refresh: answers asked for before it are shown, and read again. */
  #generation = 0;
  #shownEpoch = 0;
  #first = 0;
  #last = 0;
  #pages = new Map<number, Row[]>();
  #fresh = new Set<number>();
  #inFlight = new Set<string>();
  readonly #listeners = new Set<() => void>();
  #state: RowWindowState<Row, Facts> = { loaded: false, total: 0, facts: null, error: null, rowAt: () => undefined };

  constructor(read: Read<Query, Row, Facts>) {
    this.#read = read;
  }

  readonly state = (): RowWindowState<Row, Facts> => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Asks something else, from the top of the list. */
  setQuery(query: Query): void {
    this.#query = query;
    this.#epoch += 1;
    this.#first = 0;
    this.#last = 0;
    this.#fresh.clear();
    this.#load();
  }

  /** Says which rows are on screen (first to last, both included). */
  setRange(first: number, last: number): void {
    this.#first = Math.floor(Math.max(0, first) / pageRows);
    this.#last = Math.floor(Math.max(0, last) / pageRows);
    this.#load();
  }

  /** Reads what is on screen again and forgets that the rest was up to date. */
  refresh(): void {
    this.#generation += 1;
    this.#fresh.clear();
    this.#load();
  }

  #load(): void {
    if (this.#query === null) return;
    for (let page = this.#first; page <= this.#last; page += 1) {
      const ticket = `${this.#epoch}:${page}`;
      if (this.#fresh.has(page) || this.#inFlight.has(ticket)) continue;
      this.#inFlight.add(ticket);
      void this.#fetch(this.#query, page, ticket);
    }
  }

  async #fetch(query: Query, page: number, ticket: string): Promise<void> {
    const epoch = this.#epoch;
    const generation = this.#generation;
    const answer = await this.#read(query, page * pageRows, pageRows);
    this.#inFlight.delete(ticket);
    if (epoch !== this.#epoch) return;
    if (!answer.ok) {
      // Not read again by itself: the next refresh or scroll does.
      this.#fresh.add(page);
      this.#publish({ ...this.#state, loaded: true, error: answer.error });
      return;
    }
    this.#take(page, answer.data, generation);
    this.#load();
  }

  #take(page: number, data: WindowPage<Row, Facts>, generation: number): void {
    if (this.#shownEpoch !== this.#epoch) {
      this.#pages = new Map();
      this.#shownEpoch = this.#epoch;
    }
    this.#pages.set(page, data.rows);
    if (generation === this.#generation) this.#fresh.add(page);
    this.#dropFarPages();
    const pages = this.#pages;
    this.#publish({
      loaded: true,
      total: data.total,
      facts: data.facts,
      error: null,
      rowAt: (index) => pages.get(Math.floor(index / pageRows))?.[index % pageRows],
    });
  }

  #dropFarPages(): void {
    if (this.#pages.size <= keptPages) return;
    const middle = (this.#first + this.#last) / 2;
    const byDistance = [...this.#pages.keys()].sort((a, b) => Math.abs(b - middle) - Math.abs(a - middle));
    for (const page of byDistance.slice(0, this.#pages.size - keptPages)) {
      this.#pages.delete(page);
      this.#fresh.delete(page);
    }
  }

  #publish(state: RowWindowState<Row, Facts>): void {
    this.#state = state;
    this.#listeners.forEach((listener) => listener());
  }
}
