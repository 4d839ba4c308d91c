import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEngine } from '#engine/engine.ts';
import type { Engine } from '#engine/engine.ts';
import type { ChangeView } from '#shared/domain/change.ts';
import type { Json } from '#shared/domain/entities.ts';
import type { MethodOutput } from '#shared/ipc/contract.ts';
import { harnessDeps, secretKey, unwrap } from '../../helpers/engine-harness.ts';
import { unquietRows, violationsInFile } from '../../helpers/find-violations.ts';
import { seed } from '../../helpers/test-deps.ts';
import { startPractice } from '../practice/practice-client.ts';
import type { Practice } from '../practice/practice-client.ts';

/** Interleavings tried; each takes about a second. */
const tried = 15;
/** Few people and fields, so that the two are in each other's way all the time. */
const people = 3;
const fields = ['first_name', 'last_name', 'user_data.notes'] as const;

const stepArbitrary = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('edit' as const),
      by: fc.nat(1),
      who: fc.nat(people - 1),
      field: fc.nat(2),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('create' as const), by: fc.nat(1), same: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('hq' as const), who: fc.nat(people - 1), field: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('decide' as const), by: fc.nat(1), mine: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('sync' as const), by: fc.nat(1) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('both' as const) }) },
);
type Step = typeof stepArbitrary extends fc.Arbitrary<infer T> ? T : never;

type LogEntry = {
  handled: number;
  method: string;
  path: string;
  status: number;
  applied: boolean;
  by: string;
  body: Record<string, Json> | null;
};
/** A value of a field HQ took, or was given by the admin at HQ. */
type Write = { handled: number; by: string; person: string; field: string; value: string };

class Roster {
  readonly username: string;
  readonly folder = mkdtempSync(join(tmpdir(), 'roster twö '));
  readonly engine: Engine;
  readonly recorded: string[] = [];
  /** What each edit saw at HQ, by the value it made. */
  readonly saw = new Map<string, Json>();
  /** HQ's values that were written over because the person said so. */
  readonly agreed: Json[] = [];
  readonly #errors: string[] = [];
  #ahead = 0;

  constructor(username: string) {
    this.username = username;
    this.engine = createEngine(harnessDeps({}, this.#errors, () => this.#ahead));
  }

  async open({ hq }: Practice, apiKey: string): Promise<void> {
    const account = {
      id: this.username,
      kind: 'practice',
      server: hq.url,
      project: hq.project,
      username: this.username,
    };
    unwrap(
      await this.engine.call('account.open', {
        folder: this.folder,
        account,
        secrets: { apiKey, secretKey },
        autoSync: false,
      }),
    );
    await this.sync();
  }

  async sync(): Promise<void> {
    // Past every wait of a change that was tried before.
    this.#ahead += 600_000;
    unwrap(await this.engine.runSync('sync'));
  }

  async edit(changeId: string, localId: string, field: string): Promise<void> {
    const patch = { [field]: changeId };
    const result = await this.engine.call('people.edit', { changeId, entity: 'mobile-worker', localId, patch });
    const { detail } = unwrap(result) as MethodOutput<'people.edit'>;
    this.saw.set(changeId, detail.truth?.[field] ?? '');
    this.recorded.push(changeId);
  }

  async create(changeId: string, username: string): Promise<void> {
    const params = { changeId, values: { username, first_name: changeId }, password: 'Long-pass-1' };
    const result = await this.engine.call('mobileWorkers.create', params);
    // The mirror may know already that the other one was first.
    if (result.ok) this.recorded.push(changeId);
    else expect(result.error.code).toBe('validation');
  }

  async waiting(): Promise<ChangeView[]> {
    return (unwrap(await this.engine.call('changes.list', {})) as MethodOutput<'changes.list'>).changes;
  }

  /** The person decides what is asked; a name that is taken can only be given up. */
  async decide(mine: boolean): Promise<void> {
    for (const { id, kind, state, fields: shown } of await this.waiting()) {
      if (state !== 'conflict' && state !== 'rejected') continue;
      const keeps = mine && kind === 'update';
      if (keeps) this.agreed.push(...shown.map(({ theirs }) => theirs ?? ''));
      unwrap(await this.engine.call(keeps ? 'changes.retry' : 'changes.discard', { id }));
    }
  }

  async end(): Promise<void> {
    await this.engine.shutdown();
    expect(this.#errors.filter((line) => line.startsWith('error'))).toEqual([]);
  }
}

class Stage {
  readonly rosters: [Roster, Roster];
  readonly #practice: Practice;
  readonly #scheduler: fc.Scheduler;
  readonly #ids: string[];
  readonly #atHq: Write[] = [];
  #count = 0;

  constructor(practice: Practice, scheduler: fc.Scheduler, rosters: [Roster, Roster], ids: string[]) {
    this.#practice = practice;
    this.#scheduler = scheduler;
    this.rosters = rosters;
    this.#ids = ids;
  }

  async play(step: Step): Promise<void> {
    this.#count += 1;
    const name = `step-${this.#count.toString().padStart(4, '0')}`;
    switch (step.do) {
      case 'edit':
        return this.#roster(step.by).edit(name, this.#ids[step.who] ?? '', fields[step.field] ?? 'first_name');
      case 'create':
        return this.#roster(step.by).create(name, step.same ? 'both.want.it' : name);
      case 'hq':
        return this.#editAtHq(name, this.#ids[step.who] ?? '', fields[step.field] ?? 'first_name');
      case 'decide':
        return this.#roster(step.by).decide(step.mine);
      case 'sync':
        return this.#ordered(this.#roster(step.by).sync());
      case 'both':
        return this.#ordered(Promise.all(this.rosters.map((roster) => roster.sync())));
    }
  }

  #roster(by: number): Roster {
    return this.rosters[by === 0 ? 0 : 1];
  }

  /** Every request is held at HQ until the scheduler, and with it the seed, says that it is its turn. */
  async #ordered(work: Promise<unknown>): Promise<void> {
    await this.#scheduler.waitFor(work);
  }

  async #editAtHq(value: string, id: string, field: string): Promise<void> {
    const set = field === 'user_data.notes' ? { user_data: { notes: value } } : { [field]: value };
    const json = { entity: 'worker', id, set };
    const { handled } = (await this.#practice.control('edit', { json })) as { handled: number };
    this.#atHq.push({ handled, by: 'hq', person: id, field, value });
  }

  /** In the order HQ did them. */
  async log(): Promise<LogEntry[]> {
    const entries = (await this.#practice.control('log')) as LogEntry[];
    return entries.toSorted((left, right) => left.handled - right.handled);
  }

  /** The network is left alone, both decide, until nothing waits anywhere. */
  async calmDown(): Promise<void> {
    for (let round = 0; round < 8; round += 1) {
      for (const roster of this.rosters) {
        await this.#ordered(roster.sync());
        await roster.decide(round < 2);
      }
    }
  }

  /** All values HQ was given, in its order. */
  async writes(): Promise<Write[]> {
    const taken = (await this.log()).flatMap(({ handled, by, method, path, applied, body }) => {
      if (method !== 'PUT' || !applied || !body) return [];
      const { user_data: userData, ...rest } = body;
      const notes = (userData as Record<string, Json> | undefined)?.['notes'];
      const values = { ...rest, ...(notes === undefined ? {} : { 'user_data.notes': notes }) };
      const person = /\/([0-9a-f]{32})\//.exec(path)?.[1] ?? '';
      return Object.entries(values).map(([field, value]): Write => ({
        handled,
        by,
        person,
        field,
        value: value as string,
      }));
    });
    return [...taken, ...this.#atHq].sort((left, right) => left.handled - right.handled || (left.by === 'hq' ? 1 : -1));
  }
}

async function withStage(scheduler: fc.Scheduler, steps: Step[]): Promise<void> {
  const practice = await startPractice({
    size: 60,
    seed: 5,
    throttle: false,
    wait: () => scheduler.schedule(Promise.resolve()),
  });
  const { hq, control } = practice;
  // A second admin with a key of their own.
  const state = (await control('state?entity=web-user')) as { username: string; is_active_in_domain: boolean }[];
  const other =
    state.find(({ username, is_active_in_domain: active }) => active && username !== hq.username)?.username ?? '';
  await control('edit', { json: { entity: 'web-user', username: other, set: { role: 'Admin' } } });
  await control('edit', { json: { entity: 'api-key', create: true, set: { username: other, key: 'second-key' } } });
  const rosters: [Roster, Roster] = [new Roster(hq.username), new Roster(other)];
  try {
    await rosters[0].open(practice, hq.apiKey);
    await rosters[1].open(practice, 'second-key');
    const list = unwrap(await rosters[0].engine.call('mobileWorkers.list', { limit: people }));
    const stage = new Stage(
      practice,
      scheduler,
      rosters,
      (list as MethodOutput<'mobileWorkers.list'>).rows.map(({ localId }) => localId),
    );
    await control('faults', { json: { match: { path: '/api/' }, kind: 'delay', ms: 1, times: 100_000 } });
    for (const step of steps) await stage.play(step);
    await stage.calmDown();
    await control('faults', { method: 'DELETE' });
    for (const roster of rosters) {
      await roster.sync();
      expect(await roster.waiting(), 'L1: nothing is left behind').toEqual([]);
      await roster.end();
      expect(await unquietRows(roster.folder, practice)).toEqual([]);
      expect(violationsInFile(roster.folder, roster.recorded)).toEqual([]);
    }
    await expectHonest(stage);
  } finally {
    for (const { engine, folder } of rosters) {
      await engine.shutdown();
      rmSync(folder, { recursive: true, force: true });
    }
    await hq.close();
  }
}

/** What HQ was asked, seen from outside. */
async function expectHonest(stage: Stage): Promise<void> {
  const log = await stage.log();
  const writes = await stage.writes();
  const posts = log.filter(({ method, applied }) => method === 'POST' && applied);
  const names = posts.map(({ body }) => body?.['username']);
  expect(new Set(names).size, 'L3: nobody is made twice').toBe(names.length);
  for (const roster of stage.rosters) {
    const own = writes.filter(({ by }) => by === roster.username);
    for (const write of own) {
      const again = own.filter(
        ({ person, field, value }) => person === write.person && field === write.field && value === write.value,
      );
      if (!roster.agreed.length) expect(again, 'L3: no edit is applied twice').toHaveLength(1);
      expectAsked(log, writes, write, roster);
    }
    for (const [index, write] of own.entries()) {
      const later = own
        .slice(index + 1)
        .filter(({ person, field }) => person === write.person && field === write.field);
      for (const { value } of later) expect(value >= write.value, `L6: ${value} after ${write.value}`).toBe(true);
    }
  }
}

/** Another one's value is written over only by whoever saw it, or said so, or in the gap between our read and our write. */
function expectAsked(log: LogEntry[], writes: Write[], write: Write, roster: Roster): void {
  const { person, field, handled, value } = write;
  const before = writes.filter((one) => one.person === person && one.field === field && one.handled < handled).at(-1);
  if (!before || before.by === roster.username) return;
  const read = log.findLast(
    (entry) =>
      entry.handled > 0 &&
      entry.handled < handled &&
      entry.method === 'GET' &&
      entry.by === roster.username &&
      entry.path.includes(`/${person}/`),
  );
  // The admin at HQ wrote after the request of that number, the other Roster with it.
  if (!read || read.handled <= before.handled) return;
  const known = roster.saw.get(value) === before.value || roster.agreed.includes(before.value);
  expect(known, `${value} was written over ${before.value} (${field}) and nobody was asked`).toBe(true);
}

describe('two Rosters and an admin at HQ, at the same people at once', () => {
  it('keep every law in whatever order their requests arrive', { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(stepArbitrary, { minLength: 5, maxLength: 25 }), withStage),
      { numRuns: tried, seed, endOnFailure: false, interruptAfterTimeLimit: 200_000, markInterruptAsFailure: false },
    );
  });
});
