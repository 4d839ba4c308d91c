/**
 * HQ's clock, and how the client's time is let pass with it: in stretches shorter than the shortest pause after a 429 (7.5 s) at first, then
 * in longer ones. HQ's clock is at the end of a stretch from its beginning on.
 */
const stretchMs = 5_000;
const fineMs = 60_000;

export class StageTime {
  #now: number;
  #atOnce = 0;
  #isClosing = false;
  #passing: Promise<unknown> = Promise.resolve();
  readonly #coarse: Set<string>;

  /** @param coarse gets the times that stand for more than one short stretch, and so tell too little about when something came */
  constructor(begin: number, coarse: Set<string>) {
    this.#now = begin;
    this.#coarse = coarse;
  }

  get now(): number {
    return this.#now;
  }

  /** Lets `ms` pass, a stretch after the other. @returns whether all is over, if `wait`; else at once */
  async pass(ms: number, wait: boolean, work: (ms: number) => Promise<void>): Promise<void> {
    this.#passing = Promise.all([this.#passing, this.#stretches(ms, work)]);
    if (wait) await this.#passing;
  }

  async #stretches(ms: number, work: (ms: number) => Promise<void>): Promise<void> {
    for (let passed = 0; passed < ms && !this.#isClosing;) {
      const length = Math.min(ms - passed, passed < fineMs ? stretchMs : fineMs);
      passed += length;
      await this.stretch(length, () => work(length));
    }
  }

  /** `ms` at once, while `work` goes on. */
  async stretch(ms: number, work: () => Promise<void>): Promise<void> {
    this.#now += ms;
    this.#atOnce += 1;
    const isCoarse = ms > stretchMs || this.#atOnce > 1;
    if (isCoarse) this.#note();
    await work();
    if (isCoarse || this.#atOnce > 1) this.#note();
    this.#atOnce -= 1;
  }

  #note(): void {
    this.#coarse.add(new Date(this.#now).toISOString());
  }

  /** Whatever was let pass has passed. */
  async rest(): Promise<void> {
    await this.#passing;
  }

  /** The last `ms` of a client: what is left of other stretches is not waited for. */
  async close(ms: number, work: () => Promise<void>): Promise<void> {
    this.#isClosing = true;
    await this.stretch(ms, work);
    await this.#passing;
    this.#isClosing = false;
  }
}
