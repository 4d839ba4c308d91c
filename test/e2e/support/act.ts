/** Actions on people (deactivate, resend …), saved over the window's own bridge. */
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import type { PersonAction } from '#shared/domain/action.ts';
import type { RosterBridge } from '#shared/ipc/channel.ts';
import type { MethodOutput } from '#shared/ipc/contract.ts';
import type { Result } from '#shared/ipc/result.ts';

/** Saves an action on the one person who is found by this text. */
export async function act(
  page: Page,
  entity: 'mobile-worker' | 'web-user',
  search: string,
  action: PersonAction,
): Promise<void> {
  const saved = await page.evaluate(
    async ([kind, text, what]) => {
      const roster = Reflect.get<object, string>(window, 'roster') as RosterBridge;
      const list = kind === 'web-user' ? 'webUsers.list' : 'mobileWorkers.list';
      const found = (await roster.invoke(list, { search: text })) as Result<MethodOutput<typeof list>>;
      const localId = found.ok ? (found.data.rows[0]?.localId ?? '') : '';
      const input = { changeId: crypto.randomUUID(), entity: kind, localId, action: what };
      return (await roster.invoke('people.act', input)) as Result<unknown>;
    },
    [entity, search, action] as const,
  );
  expect(saved).toMatchObject({ ok: true });
}
