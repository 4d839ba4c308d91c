import { expect, it, vi } from 'vitest';
import { showPracticeHq } from '../../../main/show-practice-hq.ts';

const ready = {
  url: 'http://127.0.0.1:8900',
  project: 'practice-project',
  username: 'a@b.org',
  apiKey: 'the-key',
  signIn: { username: 'a@b.org', password: 'practice' },
};

/** The button with this text is pressed. */
async function press(button: string) {
  const ask = vi.fn(async ({ buttons = [] }: { buttons?: string[] }) => buttons.indexOf(button));
  const [copy, open] = [vi.fn(async () => undefined), vi.fn(async () => undefined)];
  await showPracticeHq(ready, { ask, copy, open });
  return { told: ask.mock.calls[0]?.[0] as { detail?: string }, copy, open };
}

it('tells address, username and password, and no key', async () => {
  const { told } = await press('Open');
  for (const part of [ready.url, ready.signIn.username, ready.signIn.password]) expect(told.detail).toContain(part);
  expect(JSON.stringify(told)).not.toContain(ready.apiKey);
});

it('opens the browser, with the password in the clipboard where that is wanted', async () => {
  const opened = await press('Open');
  expect(opened.open).toHaveBeenCalledWith(ready.url);
  expect(opened.copy).not.toHaveBeenCalled();
  const copied = await press('Copy the password and open');
  expect(copied.copy).toHaveBeenCalledWith(ready.signIn.password);
  expect(copied.open).toHaveBeenCalledWith(ready.url);
});

it('does nothing when it is closed', async () => {
  const { copy, open } = await press('Cancel');
  expect(copy).not.toHaveBeenCalled();
  expect(open).not.toHaveBeenCalled();
});
