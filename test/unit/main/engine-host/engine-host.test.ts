import { describe, expect, it, vi } from 'vitest';
import { AppFailure } from '#shared/ipc/result.ts';
import { EngineHost, type EngineHostDeps } from '../../../../main/engine-host/engine-host.ts';
import { FakeChild } from '../../../helpers/fake-child.ts';
import { ManualTimers } from '../../../helpers/manual-timers.ts';

/** Answers every request with its method's name. */
function echo(child: FakeChild): void {
  child.answer = (message) => {
    const { id, method } = message as { id: number; method: string };
    child.say({ id, result: { ok: true, data: method } });
  };
}

function setUp(change: Partial<EngineHostDeps> = {}) {
  const children: FakeChild[] = [];
  const timers = new ManualTimers();
  const deps: EngineHostDeps = {
    fork: () => {
      const child = new FakeChild();
      children.push(child);
      return child;
    },
    now: () => timers.now,
    timers,
    log: vi.fn(),
    onEvent: vi.fn(),
    reopen: vi.fn(() => Promise.resolve()),
    onFailed: vi.fn(),
    ...change,
  };
  return { host: new EngineHost(deps), children, timers, deps };
}

/** Lets everything that is ready to run, run. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

async function up(children: FakeChild[]): Promise<FakeChild> {
  await settle();
  const child = children.at(-1);
  if (child === undefined) throw new Error('nothing was started');
  echo(child);
  child.say({ ready: true });
  await settle();
  return child;
}

describe('starting', () => {
  it('lets calls wait for the engine', async () => {
    const { host, children, deps } = setUp();
    host.start();
    const answer = host.request('sync.status', {});
    await settle();
    expect(children[0]?.sent).toEqual([]);
    await up(children);
    expect(await answer).toEqual({ ok: true, data: 'sync.status' });
    expect(deps.reopen).not.toHaveBeenCalled();
  });

  it('answers every call with the reason when the engine cannot be started at all', async () => {
    const { host, deps } = setUp({
      fork: () => {
        throw new AppFailure('internal', 'no Node here');
      },
    });
    host.start();
    expect(deps.onFailed).toHaveBeenCalledWith({ code: 'internal', message: 'no Node here' });
    expect(await host.request('a', {})).toEqual({ ok: false, error: { code: 'internal', message: 'no Node here' } });
  });

  it('stops an engine that does not become ready and tries another', async () => {
    const { host, children, timers } = setUp();
    host.start();
    timers.advance(30_000);
    await settle();
    expect(children[0]?.killed).toBe(true);
    expect(children).toHaveLength(2);
  });
});

describe('a crash', () => {
  it('answers calls under way, and opens the account again before the next one gets through', async () => {
    const order: string[] = [];
    const { host, children } = setUp({
      reopen: async (request) => {
        order.push(JSON.stringify(await request('account.open', {})));
      },
    });
    host.start();
    const first = await up(children);
    first.answer = () => undefined;
    const lost = host.request('people.edit', {});
    await settle();
    first.exit('signal SIGKILL');
    expect(await lost).toMatchObject({ ok: false, error: { code: 'engine-restarted' } });
    const next = host.request('sync.status', {});
    const second = await up(children);
    expect(await next).toEqual({ ok: true, data: 'sync.status' });
    expect(order).toEqual(['{"ok":true,"data":"account.open"}']);
    expect(second.sent.map((message) => (message as { method: string }).method)).toEqual([
      'account.open',
      'sync.status',
    ]);
  });

  it('too often ends in a clear failure with the engine’s last words, until the person asks again', async () => {
    const { host, children, deps } = setUp();
    host.start();
    for (let crash = 1; crash <= 5; crash += 1) {
      await settle();
      children.at(-1)?.complain('SqliteError: disk I/O error');
      children.at(-1)?.exit('exit code 1');
    }
    await settle();
    expect(children).toHaveLength(5);
    expect(deps.onFailed).toHaveBeenCalledOnce();
    const refused = await host.request('a', {});
    expect(refused).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(JSON.stringify(refused)).toContain('disk I/O error');
    host.restart();
    await up(children);
    expect(children).toHaveLength(6);
    expect(await host.request('a', {})).toEqual({ ok: true, data: 'a' });
  });

  it('does not stay shut when the account fails to open again', async () => {
    const { host, children } = setUp({ reopen: () => Promise.reject(new Error('broken')) });
    host.start();
    (await up(children)).exit('exit code 1');
    await up(children);
    expect(await host.request('a', {})).toEqual({ ok: true, data: 'a' });
  });
});

describe('the end', () => {
  it('is asked for, then made sure of', async () => {
    const { host, children } = setUp();
    host.start();
    const child = await up(children);
    await host.stop();
    expect(child.sent).toEqual([{ id: 1, method: 'shutdown', params: {} }]);
    expect(child.killed).toBe(true);
    expect(children).toHaveLength(1);
  });

  it('while starting answers the calls that were waiting', async () => {
    const { host, children } = setUp();
    host.start();
    const waiting = host.request('sync.status', {});
    await settle();
    await host.stop();
    expect(await waiting).toMatchObject({ ok: false, error: { code: 'engine-restarted' } });
    expect(children).toHaveLength(1);
  });

  it('comes after three seconds even if the engine does not answer', async () => {
    const { host, children, timers } = setUp();
    host.start();
    const child = await up(children);
    child.answer = () => undefined;
    const stopped = host.stop();
    await settle();
    expect(child.killed).toBe(false);
    timers.advance(3_000);
    await stopped;
    expect(child.killed).toBe(true);
  });
});
