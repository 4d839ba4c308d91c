import { create } from 'zustand';
import type { SignInStep } from '#shared/domain/capability.ts';
import type { AppError, Result } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { call } from '../api/call.ts';
import { useToasts } from './toasts.ts';

/** What the dialog asks for: a password, a code from the device, a backup code, or (single sign-on) to go to a browser. */
export type SignInPrompt =
  { ask: 'password' } | { ask: 'token'; backup: boolean } | { ask: 'backup' } | { ask: 'browser'; address: string };

type SignIn = {
  opened: boolean;
  prompt: SignInPrompt;
  busy: boolean;
  /** HQ's own words about what was typed last; null when it said nothing against it. */
  refused: string[] | null;
  error: AppError | null;
  open(): void;
  /** Closes the dialog. What HQ is being asked comes to nothing. */
  cancel(): void;
  restart(): void;
  sendPassword(password: string): Promise<void>;
  sendCode(code: string): Promise<void>;
  askForBackup(): Promise<void>;
  reset(): void;
};

const closed = { opened: false, prompt: { ask: 'password' }, busy: false, refused: null, error: null } as const;

/** The way into HQ's web pages, one dialog for all places that lead to it. Keeps nothing that was typed. */
export const useSignIn = create<SignIn>((set, get) => {
  /** Grows with every request and with every cancel: an answer to an earlier one is not shown any more. */
  let attempt = 0;

  /** One request after the other: what becomes of a cancelled one must not happen to the next. */
  let last: Promise<void> = Promise.resolve();

  function send(ask: () => Promise<Result<SignInStep>>): Promise<void> {
    const mine = (attempt += 1);
    set({ busy: true, refused: null, error: null });
    last = last.then(async () => {
      if (mine !== attempt) return;
      const result = await ask();
      if (mine === attempt) return take(result);
      // Cancelled while HQ was asked, and HQ said yes: the person did not want that any more.
      if (result.ok && result.data.step === 'done') await call('session.signOut', {});
    });
    return last;
  }

  function take(result: Result<SignInStep>): void {
    if (!result.ok) {
      // The engine no longer knows of the first step (it was restarted): the password comes first again.
      const prompt = result.error.code === 'wrong-state' ? closed.prompt : get().prompt;
      return set({ busy: false, error: result.error, prompt });
    }
    const step = result.data;
    switch (step.step) {
      case 'done':
        set(closed);
        return useToasts.getState().show({ tone: 'good', text: t('sign-in.done') });
      case 'browser':
        return set({ busy: false, prompt: { ask: 'browser', address: step.address } });
      case 'refused':
        return set({ busy: false, prompt: { ask: 'password' }, refused: step.messages });
      case 'token':
      case 'backup': {
        // The same form once more means that the code was not taken, even where HQ does not say so.
        const again = get().prompt.ask === step.step || step.messages.length > 0;
        const prompt: SignInPrompt = step.step === 'token' ? { ask: 'token', backup: step.backup } : { ask: 'backup' };
        return set({ busy: false, prompt, refused: again ? step.messages : null });
      }
    }
  }

  function forget(): void {
    attempt += 1;
    set(closed);
  }

  return {
    ...closed,
    open: () => set({ ...closed, opened: true }),
    cancel: forget,
    reset: forget,
    restart: () => set({ ...closed, opened: true }),
    sendPassword: (password) => send(() => call('session.signIn', { password })),
    sendCode: (code) => send(() => call('session.signInCode', { code })),
    askForBackup: () => send(() => call('session.signInBackup', {})),
  };
});
