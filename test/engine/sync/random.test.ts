import { describe, expect, it } from 'vitest';
import type { FaultKind } from '#practice/start-practice-hq.ts';
import { assertLaws, assertQuiet } from '../../helpers/assert-laws.ts';
import { startHarness } from '../../helpers/engine-harness.ts';
import type { Harness } from '../../helpers/engine-harness.ts';
import { seed, seededRandom } from '../../helpers/test-deps.ts';

/** Steps of one run; a run takes a few seconds. */
const steps = 60;
const faults: FaultKind[] = [
  'drop-before',
  'drop-after',
  '500-before',
  '500-after',
  'cut-body',
  'html-200',
  '429',
  '401',
  '403',
  'stale-list',
  'edit-meanwhile',
];

/** A person, another admin, a bad network and a bad HQ, all at once, in an order only the seed knows. */
class Chaos {
  readonly recorded: string[] = [];
  readonly #harness: Harness;
  readonly #random: () => number;
  #count = 0;

  constructor(harness: Harness, start: number) {
    this.#harness = harness;
    this.#random = seededRandom(start);
  }

  #pick<T>(items: readonly T[]): T {
    const item = items[Math.floor(this.#random() * items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  }

  #id(): string {
    this.#count += 1;
    return `chaos-${this.#count.toString().padStart(4, '0')}`;
  }

  async step(): Promise<void> {
    const actions = [
      () => this.#edit(),
      () => this.#edit(),
      () => this.#create(),
      () => this.#editAtHq(),
      () => this.#fault(),
      () => this.#decide(),
      () => this.#harness.sync(this.#pick(['sync', 'pull', 'push'])).then(() => undefined),
      () => this.#harness.sync('push').then(() => undefined),
      () => this.#reopen(),
      () => Promise.resolve(this.#harness.ahead(this.#pick([1_000, 120_000, 900_000]))),
    ];
    await this.#pick(actions)();
  }

  async #edit(): Promise<void> {
    const { rows } = await this.#harness.call('mobileWorkers.list', { limit: 6 });
    const changeId = this.#id();
    const patch = {
      [this.#pick(['first_name', 'last_name', 'user_data.training', 'language'])]: this.#pick(['a', 'b', 'c', '']),
    };
    const params = { changeId, entity: 'mobile-worker', localId: this.#pick(rows).localId, patch };
    const result = await this.#harness.engine.call('people.edit', params);
    expect(result.ok).toBe(true);
    const { changeId: carrier } = (result as { data: { changeId: string | null } }).data;
    // An edit that says what is already there is no change.
    if (carrier === changeId) this.recorded.push(changeId);
  }

  async #create(): Promise<void> {
    const changeId = this.#id();
    // Before every name of the sample, so that later edits find them too.
    const values = { username: `a.${changeId}`, first_name: this.#pick(['N', 'M']) };
    await this.#harness.call('mobileWorkers.create', { changeId, values, password: 'Long-pass-1' });
    this.recorded.push(changeId);
  }

  async #editAtHq(): Promise<void> {
    const { rows } = await this.#harness.call('mobileWorkers.list', { limit: 6 });
    const row = this.#pick(rows);
    if (!(await this.#harness.atHq('worker', row.username))) return;
    await this.#harness.editAtHq('worker', row.username, { first_name: this.#pick(['a', 'b', 'x']) });
  }

  async #fault(): Promise<void> {
    const method = this.#pick(['GET', 'PUT', 'POST']);
    await this.#harness.fault({ match: { method, path: '/api/user/' }, kind: this.#pick(faults), ms: 60_000 });
  }

  async #decide(): Promise<void> {
    const { changes } = await this.#harness.call('changes.list', {});
    if (changes.length === 0) return;
    const change = this.#pick(changes);
    const { engine } = this.#harness;
    await engine.call(this.#pick(['changes.retry', 'changes.retry', 'changes.discard']), { id: change.id });
  }

  async #reopen(): Promise<void> {
    await this.#harness.engine.call('account.close', {});
    expect(await this.#harness.open()).toMatchObject({ ok: true });
  }

  /** The network is well again, the person sends everything again. */
  async calmDown(): Promise<void> {
    await this.#harness.practice.control('faults', { method: 'DELETE' });
    for (let round = 0; round < 6; round += 1) {
      this.#harness.ahead(1_000_000);
      await this.#harness.sync();
      const { changes } = await this.#harness.call('changes.list', {});
      for (const { id, state } of changes) {
        if (state !== 'queued') await this.#harness.engine.call('changes.retry', { id });
      }
    }
  }
}

describe('whatever happens in whatever order', () => {
  it.each([1, 2, 3, seed])(
    'nothing is lost and nothing is done twice (seed %i)',
    { timeout: 90_000 },
    async (start) => {
      const harness = await startHarness({ practice: { size: 20 } });
      await harness.open();
      await harness.sync('pull');
      const chaos = new Chaos(harness, start);
      for (let step = 0; step < steps; step += 1) await chaos.step();
      await chaos.calmDown();
      const posts = (await harness.writes()).filter(({ method, applied }) => method === 'POST' && applied);
      const names = posts.map(({ body }) => (body as { username: string }).username);
      expect(new Set(names).size, 'L3: one create per worker').toBe(names.length);
      await harness.engine.shutdown();
      assertLaws(harness.folder, chaos.recorded);
      await assertQuiet(harness.folder, harness.practice);
    },
  );
});
