/** A practice HQ of the test's own, and Roster's window connected to it with its people here. */
import type { Page } from '@playwright/test';
import { startPractice } from '../../engine/practice/practice-client.ts';
import type { Practice } from '../../engine/practice/practice-client.ts';
import { connectTo } from './connect-form.ts';
import { newUserData, startRoster } from './roster-window.ts';
import type { RosterWindow } from './roster-window.ts';
import { sampleSize } from './sample-size.ts';

export type PracticeWindow = { practice: Practice; roster: RosterWindow; page: Page };

/** Small and without throttling: what is looked at is what is shown and sent. Nothing of getting connected is left in HQ's log. */
export async function openPracticeWindow(options: Parameters<typeof startPractice>[0] = {}): Promise<PracticeWindow> {
  const practice = await startPractice({ throttle: false, size: sampleSize, ...options });
  const roster = await startRoster(await newUserData());
  await connectTo(roster.page, practice.hq);
  await practice.control('log', { method: 'DELETE' });
  return { practice, roster, page: roster.page };
}

export async function closePracticeWindow({ practice, roster }: Omit<PracticeWindow, 'page'>): Promise<void> {
  await roster.close();
  await practice.hq.close();
}
