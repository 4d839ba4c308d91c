import { afterEach, expect, it, vi } from 'vitest';
import { ok } from '#shared/ipc/result.ts';
import { createUsernameAsker } from '../../../../../renderer/features/mobile-workers/ask-usernames.ts';

afterEach(() => vi.unstubAllGlobals());

const kept = 'Username ada.one is already taken';

/** HQ as the engine asks it: keeps one name, and can be asked or not. */
function setUp() {
  const asked: string[] = [];
  const pauses: number[] = [];
  const hq = { reachable: true, underWay: 0, most: 0 };
  const invoke = async (name: string, { username }: { username: string }) => {
    expect(name).toBe('mobileWorkers.askUsername');
    if (!hq.reachable) return ok({ asked: false, problem: null });
    hq.underWay += 1;
    hq.most = Math.max(hq.most, hq.underWay);
    await Promise.resolve();
    hq.underWay -= 1;
    asked.push(username);
    return ok({ asked: true, problem: username === 'ada.one' ? kept : null });
  };
  vi.stubGlobal('window', { roster: { invoke } });
  let told: ReadonlyMap<string, string> = new Map();
  const asker = createUsernameAsker(
    (next) => {
      told = next;
    },
    (ms) => {
      pauses.push(ms);
      return Promise.resolve();
    },
  );
  return { asker, asked, pauses, hq, told: () => Object.fromEntries(told), open: new AbortController().signal };
}

const many = (count: number) => Array.from({ length: count }, (_, at) => `worker.${at}`);

it('HQ is asked about pasted names one at a time, each once, and told in its words', async () => {
  const { asker, asked, hq, told, open } = setUp();
  await Promise.all([asker.ask(['ada.one', 'bo'], open), asker.ask(['bo', 'ada.one', 'cy'], open)]);
  expect(asked).toEqual(['ada.one', 'bo', 'cy']);
  expect(hq.most).toBe(1);
  expect(told()).toEqual({ 'ada.one': kept, bo: '', cy: '' });
});

it('many pasted names are asked for slowly, so that HQ’s pages keep room for sync', async () => {
  const { asker, asked, pauses, open } = setUp();
  await asker.ask(many(50), open);
  expect(asked).toHaveLength(50);
  expect(pauses).toEqual(Array(30).fill(1_000));
});

it('no pasted name is asked for once the dialog is closed', async () => {
  const { asker, asked } = setUp();
  const closed = new AbortController();
  const round = asker.ask(many(50), closed.signal);
  await vi.waitFor(() => expect(asked.length).toBeGreaterThan(2));
  closed.abort();
  const before = asked.length;
  await round;
  // The one under way.
  expect(asked.length).toBeLessThanOrEqual(before + 1);
});

it('where HQ cannot be asked nothing is said against a pasted name, and it is asked later', async () => {
  const { asker, asked, hq, told, open } = setUp();
  hq.reachable = false;
  await asker.ask(['ada.one', 'bo'], open);
  expect(asked).toEqual([]);
  expect(told()).toEqual({});
  hq.reachable = true;
  await asker.ask(['ada.one', 'bo'], open);
  expect(told()).toEqual({ 'ada.one': kept, bo: '' });
});
