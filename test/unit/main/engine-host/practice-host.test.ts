import { describe, expect, it, vi } from 'vitest';
import { PracticeHost } from '../../../../main/engine-host/practice-host.ts';
import { FakeChild } from '../../../helpers/fake-child.ts';
import { ManualTimers } from '../../../helpers/manual-timers.ts';

function ready(port: number) {
  return {
    type: 'ready',
    url: `http://127.0.0.1:${String(port)}`,
    project: 'practice-project',
    username: 'practice@example.org',
    apiKey: 'k'.repeat(40),
    signIn: { username: 'practice@example.org', password: 'p' },
    controlToken: 't',
  };
}

function setUp() {
  const children: { child: FakeChild; options: unknown }[] = [];
  const timers = new ManualTimers();
  const onMoved = vi.fn();
  const host = new PracticeHost({
    fork: (options) => {
      const child = new FakeChild();
      children.push({ child, options: JSON.parse(options) as unknown });
      return child;
    },
    stateDir: '/data/practice',
    now: () => timers.now,
    timers,
    log: vi.fn(),
    onMoved,
  });
  return { host, children, timers, onMoved };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('the practice HQ', () => {
  it('starts once, on its own folder, and says where it is', async () => {
    const { host, children } = setUp();
    const both = Promise.all([host.start(50), host.start()]);
    children[0]?.child.say(ready(4000));
    const expected = {
      url: 'http://127.0.0.1:4000',
      project: 'practice-project',
      username: 'practice@example.org',
      apiKey: 'k'.repeat(40),
      signIn: { username: 'practice@example.org', password: 'p' },
    };
    expect(await both).toEqual([expected, expected]);
    expect(await host.start()).toEqual(expected);
    expect(children.map(({ options }) => options)).toEqual([{ stateDir: '/data/practice', size: 50 }]);
  });

  it('that cannot start says why', async () => {
    const { host, children } = setUp();
    const started = host.start();
    children[0]?.child.say({ type: 'failed', message: 'the folder is read-only' });
    await expect(started).rejects.toMatchObject({ error: { code: 'internal' } });
    await expect(started).rejects.toThrow('the folder is read-only');
  });

  it('that ends before it is ready says so with its last words', async () => {
    const { host, children } = setUp();
    const started = host.start();
    children[0]?.child.complain('out of memory');
    children[0]?.child.exit('signal SIGKILL');
    await expect(started).rejects.toThrow('out of memory');
  });

  it('comes back on the same port after a crash, unnoticed', async () => {
    const { host, children, onMoved } = setUp();
    const started = host.start();
    children[0]?.child.say(ready(4000));
    await started;
    children[0]?.child.exit('signal SIGKILL');
    await settle();
    expect(children[1]?.options).toEqual({ stateDir: '/data/practice', port: 4000 });
    children[1]?.child.say(ready(4000));
    await settle();
    expect(onMoved).not.toHaveBeenCalled();
  });

  it('comes back elsewhere when its port was taken, and tells', async () => {
    const { host, children, onMoved } = setUp();
    const started = host.start();
    children[0]?.child.say(ready(4000));
    await started;
    children[0]?.child.exit('signal SIGKILL');
    await settle();
    children[1]?.child.say({ type: 'failed', message: 'address in use' });
    await settle();
    children[2]?.child.say(ready(4001));
    await settle();
    expect(onMoved).toHaveBeenCalledWith(expect.objectContaining({ url: 'http://127.0.0.1:4001' }));
  });

  it('stays stopped when it was stopped', async () => {
    const { host, children } = setUp();
    const started = host.start();
    children[0]?.child.say(ready(4000));
    await started;
    await host.stop();
    expect(children[0]?.child.killed).toBe(true);
    await settle();
    expect(children).toHaveLength(1);
  });
});
