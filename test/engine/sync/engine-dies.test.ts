import { fork } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { MethodOutput } from '#shared/ipc/contract.ts';
import type { Result } from '#shared/ipc/result.ts';
import { EngineHost } from '../../../main/engine-host/engine-host.ts';
import type { ChildPort } from '../../../main/engine-host/child-port.ts';
import { systemTimers } from '../../../main/engine-host/timers.ts';
import { assertLaws, assertQuiet } from '../../helpers/assert-laws.ts';
import { accountOf, secretKey, startHarness, unwrap } from '../../helpers/engine-harness.ts';
import type { Harness } from '../../helpers/engine-harness.ts';

/** A real engine process as main sees one. @param failpoint where it kills itself; the first one only */
function enginePort(failpoint: string | null): ChildPort {
  const file = join(import.meta.dirname, '../../helpers/engine-child.ts');
  const child = fork(file, failpoint === null ? [] : [failpoint], { silent: true });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return {
    pid: () => child.pid,
    send: (message) => {
      if (child.connected) child.send(message as object, () => undefined);
    },
    onMessage: (listener) => child.on('message', listener),
    onErrorLine: () => undefined,
    onExit: (listener) => child.once('exit', (_code, signal) => listener(String(signal))),
    kill: () => child.kill('SIGKILL'),
  };
}

/** Main's end, as the app has it: after a crash it starts the engine again and opens the account before any call gets through. */
async function startHost(harness: Harness, failpoint: string): Promise<EngineHost> {
  const { hq } = harness.practice;
  const secrets = { apiKey: hq.apiKey, secretKey };
  const params = { folder: harness.folder, account: accountOf(hq), secrets, autoSync: false };
  const failpoints = [failpoint, null];
  const host = new EngineHost({
    fork: () => enginePort(failpoints.shift() ?? null),
    now: () => Date.now(),
    timers: systemTimers,
    log: () => undefined,
    onEvent: () => undefined,
    reopen: async (request) => void unwrap(await request('account.open', params)),
    onFailed: () => undefined,
  });
  onTestFinished(() => host.stop());
  host.start();
  unwrap(await host.request('account.open', params));
  return host;
}

async function pulled(): Promise<Harness & { localId: string; username: string }> {
  const harness = await startHarness();
  await harness.open();
  await harness.sync('pull');
  const [first] = (await harness.call('mobileWorkers.list', {})).rows;
  await harness.engine.call('account.close', {});
  await harness.requests();
  return { ...harness, localId: first?.localId ?? '', username: first?.username ?? '' };
}

describe('the engine dies while main lives', () => {
  it.each(['write:record-edit:before-commit', 'write:record-edit:after-commit'])(
    'at %s: whoever asked is told, and asking again with the same id makes one change',
    async (failpoint) => {
      const harness = await pulled();
      const host = await startHost(harness, failpoint);
      const params = {
        changeId: 'edit-0001',
        entity: 'mobile-worker',
        localId: harness.localId,
        patch: { first_name: 'Once' },
      };
      const lost = await host.request('people.edit', params);
      expect(lost).toMatchObject({ ok: false, error: { code: 'engine-restarted' } });
      unwrap(await host.request('people.edit', params));
      const { changes } = unwrap((await host.request('changes.list', {})) as Result<MethodOutput<'changes.list'>>);
      expect(changes.map(({ id, state }) => `${id} ${state}`)).toEqual(['edit-0001 queued']);
      await host.stop();
      await harness.open();
      expect(await harness.sync()).toMatchObject({ done: true, pushed: 1, pending: 0, attention: 0 });
      expect(await harness.atHq('worker', harness.username)).toMatchObject({ first_name: 'Once' });
      expect(await harness.writes()).toHaveLength(1);
      await harness.engine.shutdown();
      await assertQuiet(harness.folder, harness.practice);
      assertLaws(harness.folder, ['edit-0001']);
    },
  );

  it('a new worker asked for twice is made once', async () => {
    const harness = await pulled();
    const host = await startHost(harness, 'write:record-create:after-commit');
    const params = { changeId: 'create-0001', values: { username: 'nia.one' }, password: 'Long-pass-1' };
    const lost = await host.request('mobileWorkers.create', params);
    expect(lost).toMatchObject({ ok: false, error: { code: 'engine-restarted' } });
    unwrap(await host.request('mobileWorkers.create', params));
    await host.stop();
    await harness.open();
    expect(await harness.sync()).toMatchObject({ done: true, pushed: 1, pending: 0, attention: 0 });
    expect((await harness.writes()).filter(({ method }) => method === 'POST')).toHaveLength(1);
    await harness.engine.shutdown();
    await assertQuiet(harness.folder, harness.practice);
    assertLaws(harness.folder, ['create-0001']);
  });

  it('calls that were waiting for an answer are all answered', async () => {
    const harness = await pulled();
    const host = await startHost(harness, 'call:people.edit');
    const params = {
      changeId: 'edit-0001',
      entity: 'mobile-worker',
      localId: harness.localId,
      patch: { first_name: 'X' },
    };
    const [edit, list] = await Promise.all([host.request('people.edit', params), host.request('sync.status', {})]);
    for (const lost of [edit, list]) expect(lost).toMatchObject({ ok: false, error: { code: 'engine-restarted' } });
    expect(await host.request('sync.status', {})).toMatchObject({ ok: true });
  });
});
