import { beforeEach, describe, expect, it, vi } from 'vitest';
import { fail } from '#shared/ipc/result.ts';
import { createFakeBridge } from '../../../helpers/fake-bridge/fake-bridge.ts';
import type { FakeBridge, FakeOptions } from '../../../helpers/fake-bridge/fake-bridge.ts';
import { fakeBackupCode, fakeCode, fakePassword } from '../../../helpers/fake-bridge/fake-connection.ts';
import { call } from '../../../../renderer/api/call.ts';
import { useSignIn } from '../../../../renderer/state/sign-in.ts';
import { useToasts } from '../../../../renderer/state/toasts.ts';

function open(options: FakeOptions = {}) {
  const bridge = createFakeBridge(options);
  vi.stubGlobal('window', { roster: bridge });
  useSignIn.getState().open();
  return bridge;
}

const flow = () => useSignIn.getState();

async function session(): Promise<string> {
  const result = await call('connection.get', {});
  if (!result.ok) throw new Error(result.error.message);
  return result.data.session;
}

beforeEach(() => {
  useSignIn.getState().reset();
  useToasts.setState({ toasts: [] });
});

describe('signing in', () => {
  it('by password closes the dialog and says so', async () => {
    open();
    await flow().sendPassword(fakePassword);
    expect(flow()).toMatchObject({ opened: false, busy: false });
    expect(useToasts.getState().toasts).toMatchObject([{ tone: 'good', text: 'Signed in to HQ.' }]);
    expect(await session()).toBe('signed-in');
  });

  it('shows HQ’s own words when it refuses, and takes the next try', async () => {
    open();
    await flow().sendPassword('wrong');
    expect(flow()).toMatchObject({
      opened: true,
      busy: false,
      prompt: { ask: 'password' },
      refused: ['Please enter a correct username and password.'],
    });
    await flow().sendPassword(fakePassword);
    expect(flow().opened).toBe(false);
  });

  it('goes from the password to the code, and says when HQ did not take the code', async () => {
    open({ connection: { signIn: 'two-factor' } });
    await flow().sendPassword(fakePassword);
    expect(flow()).toMatchObject({ prompt: { ask: 'token', backup: true }, refused: null });
    await flow().sendCode('000000');
    expect(flow().refused?.[0]).toContain('Invalid token');
    await flow().sendCode(fakeCode);
    expect(await session()).toBe('signed-in');
  });

  it('takes a backup code instead', async () => {
    open({ connection: { signIn: 'two-factor' } });
    await flow().sendPassword(fakePassword);
    await flow().askForBackup();
    expect(flow()).toMatchObject({ prompt: { ask: 'backup' }, refused: null });
    await flow().sendCode(fakeCode);
    expect(flow()).toMatchObject({
      prompt: { ask: 'backup' },
      refused: [expect.stringContaining('Invalid token') as unknown],
    });
    await flow().sendCode(fakeBackupCode);
    expect(flow().opened).toBe(false);
  });

  it('leads to the browser where the organisation signs people in', async () => {
    open({ connection: { signIn: 'sso' } });
    await flow().sendPassword('anything');
    expect(flow().prompt).toEqual({ ask: 'browser', address: expect.stringContaining('https://') as unknown });
  });

  it('keeps the step when HQ cannot be reached, and begins again when the first step is forgotten', async () => {
    const offline = fail('offline', 'HQ cannot be reached.');
    open({ connection: { signIn: 'two-factor' }, failures: { 'session.signInCode': offline } });
    await flow().sendPassword(fakePassword);
    await flow().sendCode(fakeCode);
    expect(flow()).toMatchObject({ prompt: { ask: 'token' }, busy: false, error: { code: 'offline' } });
    open({ failures: { 'session.signInCode': fail('wrong-state', 'Begin with the password.') } });
    await flow().sendCode(fakeCode);
    expect(flow()).toMatchObject({ prompt: { ask: 'password' }, error: { code: 'wrong-state' } });
  });
});

/** HQ has looked at the password and takes its time to say so. */
async function slowly(bridge: FakeBridge) {
  const answerNow: (() => void)[] = [];
  const { invoke } = bridge;
  bridge.invoke = async (method, input) => {
    const answer = await invoke(method, input);
    if (method === 'session.signIn') await new Promise<void>((resolve) => answerNow.push(resolve));
    return answer;
  };
  const asked = flow().sendPassword(fakePassword);
  await vi.waitFor(() => expect(answerNow).toHaveLength(1));
  bridge.invoke = invoke;
  return { asked, answer: () => answerNow[0]?.() };
}

describe('cancelling while HQ is asked', () => {
  it('lets nothing of the answer be seen, and leaves nobody signed in', async () => {
    const { asked, answer } = await slowly(open());
    expect(flow().busy).toBe(true);
    flow().cancel();
    expect(flow()).toMatchObject({ opened: false, busy: false });
    answer();
    await asked;
    expect(useToasts.getState().toasts).toEqual([]);
    expect(await session()).toBe('none');
  });

  it('does so too when the dialog was opened again meanwhile, which sees nothing of it', async () => {
    const { asked, answer } = await slowly(open());
    flow().cancel();
    flow().open();
    answer();
    await asked;
    expect(flow()).toMatchObject({ opened: true, busy: false, refused: null, prompt: { ask: 'password' } });
    expect(await session()).toBe('none');
  });

  it('signs out before the next try, never after it', async () => {
    const { asked, answer } = await slowly(open());
    flow().cancel();
    flow().open();
    const second = flow().sendPassword(fakePassword);
    answer();
    await Promise.all([asked, second]);
    expect(flow().opened).toBe(false);
    expect(await session()).toBe('signed-in');
  });

  it('before HQ was asked at all, asks nothing', async () => {
    const { asked, answer } = await slowly(open());
    flow().cancel();
    flow().open();
    const second = flow().sendPassword(fakePassword);
    flow().cancel();
    answer();
    await Promise.all([asked, second]);
    expect(await session()).toBe('none');
  });
});
