/**
 * The negative control: a client as one writes it in an afternoon. It keeps a queue in a file, sends it in order, tries again where
 * something went wrong and takes every 2xx for a yes. Driven through the same scripts it must lose edits and do things twice; where it
 * does not, the faults are too kind to prove anything about Roster.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nestUserData } from '#shared/domain/fields.ts';
import type { FieldValues } from '#shared/domain/entities.ts';
import type { Client, ManyDone, Saved, SavedMany, SavedSheet, SheetOrder, Waiting } from './client.ts';
import type { Person } from './people.ts';
import type { Stage } from './play.ts';

type Job = { method: 'POST' | 'PUT' | 'PATCH'; entity: Person['entity']; localId: string; body: FieldValues };
type Kept = { queue: Job[]; ids: Record<string, string> };

/** As many tries as such clients have. */
const tries = 3;

export class NaiveClient implements Client {
  readonly #stage: Stage;
  readonly #file: string;
  #kept: Kept = { queue: [], ids: {} };
  #isDead = true;
  #pointsLeft: number | null = null;
  #inFlight = new AbortController();
  #sync: Promise<void> = Promise.resolve();

  constructor(stage: Stage) {
    this.#stage = stage;
    this.#file = join(stage.folder, 'queue.json');
  }

  async start(): Promise<void> {
    await this.#sync;
    if (existsSync(this.#file)) this.#kept = JSON.parse(readFileSync(this.#file, 'utf8')) as Kept;
    this.#isDead = false;
    this.#pointsLeft = null;
  }

  async people(): Promise<Person[]> {
    const list = async (path: string, entity: Person['entity']): Promise<Person[]> => {
      const { objects } = (await this.#stage.practice.ask(`${path}?limit=1000`)).json() as {
        objects: { id: string; username: string }[];
      };
      return objects.map(({ id, username }) => ({ entity, localId: id, username }));
    };
    return [...(await list('user/v1/', 'mobile-worker')), ...(await list('web-user/v1/', 'web-user'))];
  }

  edit(_changeId: string, { entity, localId }: Person, patch: FieldValues): Promise<Saved> {
    this.#add({ method: entity === 'web-user' ? 'PATCH' : 'PUT', entity, localId, body: patch });
    return Promise.resolve({ ok: true, localId, truth: {} });
  }

  create(changeId: string, values: FieldValues, password: string): Promise<Saved> {
    const localId = `new-${changeId}`;
    this.#add({ method: 'POST', entity: 'mobile-worker', localId, body: { ...values, password } });
    return Promise.resolve({ ok: true, localId, truth: {} });
  }

  #add(job: Job): void {
    this.#kept.queue.push(job);
    this.#save();
  }

  #save(): void {
    writeFileSync(this.#file, JSON.stringify(this.#kept));
  }

  /** It knows edits and new workers alone. */
  act(): Promise<Saved> {
    return Promise.resolve({ ok: false, code: 'wrong-state', why: 'it does not know actions' });
  }

  /** One after the other, as if done alone. */
  async changeMany(batchId: string, people: readonly Person[], what: ManyDone): Promise<SavedMany> {
    if (what.kind === 'act') return { ok: false, code: 'wrong-state', why: 'it does not know actions' };
    for (const person of people) await this.edit(batchId, person, what.patch);
    return { ok: true, changed: people.length, already: 0, cannot: new Map(), truth: new Map() };
  }

  async sheet({ batchId, people, field, value }: SheetOrder): Promise<SavedSheet> {
    for (const person of people) await this.edit(batchId, person, { [field]: value });
    const rows = people.map(({ localId }) => ({ localId, changeIds: [batchId], planned: 'update', why: '' }));
    return { ok: true, rows, truth: new Map() };
  }

  endSheet(): Promise<'not-possible'> {
    return this.decide();
  }

  endBatch(): Promise<'not-possible'> {
    return this.decide();
  }

  invite(): Promise<Saved> {
    return this.act();
  }

  signIn(): void {
    // Nor HQ's pages.
  }

  hasSignedIn(): boolean {
    return true;
  }

  waiting(): Promise<Waiting[]> {
    return Promise.resolve([]);
  }

  isPaused(): Promise<boolean> {
    return Promise.resolve(false);
  }

  decide(): Promise<'not-possible'> {
    return Promise.resolve('not-possible');
  }

  unresolve(): Promise<'not-possible'> {
    return this.decide();
  }

  decidedValues(): Promise<FieldValues> {
    return Promise.resolve({});
  }

  undoable(): Promise<[]> {
    return Promise.resolve([]);
  }

  undo(): Promise<Saved> {
    return this.act();
  }

  press(): Promise<void> {
    this.#begin();
    return Promise.resolve();
  }

  async pass(_ms: number, rush: boolean): Promise<void> {
    if (rush) {
      // HQ takes too long: whatever is under way is given up.
      this.#inFlight.abort();
      this.#inFlight = new AbortController();
      return;
    }
    this.#begin();
    await this.#sync;
  }

  #begin(): void {
    this.#sync = this.#sync.then(() => this.#sendAll());
  }

  async #sendAll(): Promise<void> {
    for (const job of [...this.#kept.queue]) {
      for (let attempt = 1; attempt <= tries && !this.#isDead; attempt += 1) if (await this.#send(job)) break;
      if (this.#isDead) return;
      this.#kept.queue = this.#kept.queue.filter((other) => other !== job);
    }
    this.#save();
  }

  /** @returns whether it takes it for done */
  async #send({ method, entity, localId, body }: Job): Promise<boolean> {
    const { hq } = this.#stage.practice;
    const id = localId.startsWith('new-') ? this.#kept.ids[localId] : localId;
    const record = method === 'POST' ? '' : `${id}/`;
    const resource = entity === 'web-user' ? 'web-user' : 'user';
    this.#point();
    try {
      const response = await fetch(`${hq.url}/a/${hq.project}/api/${resource}/v1/${record}`, {
        method,
        headers: { Authorization: `ApiKey ${hq.username}:${hq.apiKey}`, 'Content-Type': 'application/json' },
        body: JSON.stringify(nestUserData(body)),
        signal: this.#inFlight.signal,
      });
      const text = await response.text();
      this.#point();
      if (!response.ok) return false;
      if (method === 'POST') this.#kept.ids[localId] = (JSON.parse(text) as { id: string }).id;
      return true;
    } catch {
      // Whatever it was: once more.
      return false;
    }
  }

  #point(): void {
    if (this.#pointsLeft === null) return;
    this.#pointsLeft -= 1;
    if (this.#pointsLeft <= 0) this.#die();
  }

  #die(): void {
    this.#isDead = true;
    this.#inFlight.abort();
    this.#inFlight = new AbortController();
  }

  setClock(): void {
    // It looks at no clock.
  }

  arm(count: number | null): void {
    this.#pointsLeft = count;
  }

  async kill(): Promise<void> {
    this.#die();
    return Promise.resolve();
  }

  async end(): Promise<void> {
    await this.#sync;
    this.#die();
  }

  isDead(): boolean {
    return this.#isDead;
  }

  errors(): string[] {
    return [];
  }
}
