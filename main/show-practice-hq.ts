/** Tells how to get at the practice HQ with a browser, and opens it there. */
import type { MessageBoxOptions } from 'electron';
import { t } from '#shared/messages/translate.ts';
import type { PracticeReady } from './engine-host/practice-host.ts';

export type PracticeGuide = {
  /** Shows a message box; the number of the button that was pressed. */
  ask: (options: MessageBoxOptions) => Promise<number>;
  /** Into the clipboard. */
  copy: (text: string) => Promise<void>;
  /** In the person's browser. */
  open: (url: string) => Promise<void>;
};

/** Buttons of the box, by number. */
const buttons = ['main.practice.copy-and-open', 'main.practice.open', 'main.practice.cancel'] as const;

/** The password is no secret: it is the same in every practice project, and nothing but this computer can use it. */
export async function showPracticeHq({ url, signIn }: PracticeReady, guide: PracticeGuide): Promise<void> {
  const pressed = await guide.ask({
    type: 'info',
    message: t('main.practice.title'),
    detail: t('main.practice.text', { address: url, username: signIn.username, password: signIn.password }),
    buttons: buttons.map((key) => t(key)),
    defaultId: 0,
    cancelId: buttons.length - 1,
  });
  const button = buttons[pressed];
  if (button === undefined || button === 'main.practice.cancel') return;
  if (button === 'main.practice.copy-and-open') await guide.copy(signIn.password);
  await guide.open(url);
}
