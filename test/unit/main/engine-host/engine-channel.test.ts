import { describe, expect, it, vi } from 'vitest';
import { EngineChannel } from '../../../../main/engine-host/engine-channel.ts';
import { FakeChild } from '../../../helpers/fake-child.ts';
import { ManualTimers } from '../../../helpers/manual-timers.ts';

function setUp() {
  const child = new FakeChild();
  const timers = new ManualTimers();
  const listeners = { ready: vi.fn(), event: vi.fn(), log: vi.fn() };
  return { child, timers, listeners, channel: new EngineChannel(child, timers, listeners) };
}

describe('a request', () => {
  it('gets the reply with its own id, in whatever order replies come', async () => {
    const { child, timers, channel } = setUp();
    const first = channel.request('a', { x: 1 });
    const second = channel.request('b', {});
    expect(child.sent).toEqual([
      { id: 1, method: 'a', params: { x: 1 } },
      { id: 2, method: 'b', params: {} },
    ]);
    child.say({ id: 2, result: { ok: true, data: 'second' } });
    child.say({ id: 1, result: { ok: false, error: { code: 'not-found', message: 'none' } } });
    expect(await second).toEqual({ ok: true, data: 'second' });
    expect(await first).toMatchObject({ ok: false, error: { code: 'not-found' } });
    expect(timers.waiting).toBe(0);
  });

  it('is answered when the engine takes too long; the late reply goes nowhere', async () => {
    const { child, timers, channel } = setUp();
    const answer = channel.request('a', {}, 5000);
    timers.advance(5000);
    expect(await answer).toMatchObject({ ok: false, error: { code: 'internal' } });
    child.say({ id: 1, result: { ok: true, data: 'late' } });
    expect(await answer).toMatchObject({ ok: false });
  });

  it('without a limit waits as long as the engine lives', async () => {
    const { child, timers, channel } = setUp();
    const answer = channel.request('a', {}, null);
    expect(timers.waiting).toBe(0);
    child.say({ id: 1, result: { ok: true, data: 1 } });
    expect(await answer).toEqual({ ok: true, data: 1 });
  });

  it('under way when the engine ends, or made afterwards, is told so', async () => {
    const { channel, timers, child } = setUp();
    const answer = channel.request('a', {});
    channel.close();
    expect(await answer).toMatchObject({ ok: false, error: { code: 'engine-restarted' } });
    expect(timers.waiting).toBe(0);
    expect(await channel.request('b', {})).toMatchObject({ ok: false, error: { code: 'engine-restarted' } });
    expect(child.sent).toHaveLength(1);
  });
});

it('hands ready, events and log lines to their listeners, and reports what it does not know', () => {
  const { child, listeners } = setUp();
  child.say({ ready: true });
  child.say({ event: 'data.changed', payload: { entities: [] } });
  child.say({ log: { level: 'info', message: 'pulled' } });
  expect(listeners.ready).toHaveBeenCalledOnce();
  expect(listeners.event).toHaveBeenCalledWith('data.changed', { entities: [] });
  expect(listeners.log).toHaveBeenCalledWith({ level: 'info', message: 'pulled' });
  child.say('what?');
  child.say({ id: 1, result: 'not a result' });
  expect(listeners.log).toHaveBeenCalledTimes(3);
  expect(listeners.log).toHaveBeenLastCalledWith(expect.objectContaining({ level: 'error' }));
});
