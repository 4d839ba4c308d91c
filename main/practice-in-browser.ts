import { clipboard, dialog, shell } from 'electron';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import type { PracticeReady } from './engine-host/practice-host.ts';
import { showPracticeHq } from './show-practice-hq.ts';

/** With Electron's own box, clipboard and browser. @throws AppFailure `internal` while no practice HQ runs */
export async function practiceInBrowser(ready: PracticeReady | null): Promise<void> {
  if (ready === null) throw new AppFailure('internal', t('main.practice.not-running'));
  await showPracticeHq(ready, {
    ask: async (options) => (await dialog.showMessageBox(options)).response,
    copy: async (text) => {
      await clipboard.writeText(text);
    },
    open: (url) => shell.openExternal(url),
  });
}
