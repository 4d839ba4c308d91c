/** What HQ's pages tell of workers to be made, before one is: the plan's number, and whether passwords must be strong. */
import { describe, expect, it } from 'vitest';
import type { HarnessOptions } from '../../helpers/engine-harness.ts';
import { startHarness } from '../../helpers/engine-harness.ts';

async function started(settings: object, options: HarnessOptions = {}) {
  const harness = await startHarness(options);
  await harness.practice.control('settings', { json: settings });
  await harness.open();
  await harness.sync('pull');
  const rules = () => harness.call('mobileWorkers.rules', {});
  const active = (await harness.call('mobileWorkers.list', { status: 'active', limit: 1 })).total;
  return { ...harness, rules, active };
}

describe('the number of workers the plan includes', () => {
  it('is not known without a sign-in; an administrator is told, with how many are active and wait here', async () => {
    const { rules, signIn, sync, call, active, ahead } = await started({ workerLimit: 50 });
    expect((await rules()).workerLimit).toBeNull();
    await signIn();
    await sync('pull');
    expect((await rules()).workerLimit).toEqual({ limit: 50, reached: false, active });
    await call('mobileWorkers.create', {
      changeId: 'create-01',
      values: { username: 'nia.test', 'user_data.team': 'north' },
      password: 'Lamp-91',
    });
    expect((await rules()).workerLimit).toMatchObject({ active: active + 1 });
    ahead(60_000);
    await sync('pull');
    expect((await rules()).workerLimit).toEqual({ limit: 50, reached: false, active: active + 1 });
  });

  it('is any number where the plan says so', async () => {
    const { rules, signIn, sync } = await started({ workerLimit: null });
    await signIn();
    await sync('pull');
    expect((await rules()).workerLimit).toMatchObject({ limit: null, reached: false });
  });

  it('is told to whoever may edit workers where it is reached, and until it is not any more', async () => {
    const { rules, signIn, sync, active, practice, editAtHq, account } = await started({ workerLimit: 5 });
    await editAtHq('web-user', account.username, { role: 'Field Implementer' });
    await signIn();
    await sync('pull');
    expect((await rules()).workerLimit).toEqual({ limit: 5, reached: true, active });
    await practice.control('settings', { json: { workerLimit: active + 1 } });
    await sync('pull');
    expect((await rules()).workerLimit).toEqual({ limit: 5, reached: false, active });
  });

  it('is told neither as reached nor as free to who may only look', async () => {
    const { rules, signIn, sync, editAtHq, account } = await started({ workerLimit: 5 });
    await editAtHq('web-user', account.username, { role: 'Read Only' });
    await signIn();
    await sync('pull');
    expect((await rules()).workerLimit).toBeNull();
  });
});

describe('strong passwords', () => {
  it('are demanded as the Mobile Workers page says, of new workers and of new passwords', async () => {
    const { rules, signIn, sync, call } = await started({ strongPasswords: true });
    expect((await rules()).strongPasswords).toBeNull();
    const made = {
      changeId: 'create-01',
      values: { username: 'nia.test', 'user_data.team': 'north' },
      password: 'aB3$x',
    };
    await signIn();
    await sync('pull');
    expect((await rules()).strongPasswords).toEqual({ minLength: 8, minScore: 2 });
    await expect(call('mobileWorkers.create', made)).rejects.toThrow(/at least 8 characters/);
    const { rows } = await call('mobileWorkers.list', { status: 'active', limit: 1 });
    const localId = rows[0]?.localId ?? '';
    const set = { changeId: 'set-0001', entity: 'mobile-worker', localId, action: 'set-password' } as const;
    await expect(call('people.act', { ...set, password: 'aB3$x' })).rejects.toThrow(/at least 8 characters/);
    await call('mobileWorkers.create', { ...made, password: 'Kestrel-Over-7-Fells' });
    // What is stored was looked at when it was typed.
    await call('changes.edit', { id: 'create-01', patch: { username: 'nia.two' } });
    await expect(call('changes.edit', { id: 'create-01', patch: {}, password: 'aB3$x' })).rejects.toThrow(/at least 8/);
  });

  it('are not where it says so', async () => {
    const { rules, signIn, sync, call } = await started({ strongPasswords: false });
    await signIn();
    await sync('pull');
    expect((await rules()).strongPasswords).toBe(false);
    const made = { changeId: 'create-01', values: { username: 'nia.test', 'user_data.team': 'north' }, password: 'a' };
    expect((await call('mobileWorkers.create', made)).changeId).toBe('create-01');
  });
});
