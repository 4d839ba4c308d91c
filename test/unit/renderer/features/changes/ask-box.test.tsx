import { MantineProvider } from '@mantine/core';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { fakeChange } from '../../../../helpers/fake-bridge/fake-changes.ts';
import { AskBox, sendsMail } from '../../../../../renderer/features/changes/ask-box.tsx';

function draw(sentAt: number | null): string {
  const change = fakeChange({ id: 'a', state: 'ask', kind: 'action', action: 'resend', entity: 'invitation', sentAt });
  return renderToStaticMarkup(
    <MantineProvider>
      <AskBox change={change} />
    </MantineProvider>,
  );
}

it('says when it may have been sent, and offers both answers', () => {
  expect(draw(Date.now())).toMatch(/May have been sent at \d/);
  expect(draw(null)).toMatch(/May have been sent</);
  expect(draw(null)).toMatch(/Send again.*Mark as done/);
});

it('sendsMail knows what HQ mails', () => {
  expect(sendsMail({ kind: 'create', action: null, entity: 'invitation' })).toBe(true);
  expect(sendsMail({ kind: 'create', action: null, entity: 'mobile-worker' })).toBe(false);
  expect(sendsMail({ kind: 'action', action: 'email-password-reset', entity: 'mobile-worker' })).toBe(true);
  expect(sendsMail({ kind: 'action', action: 'deactivate', entity: 'web-user' })).toBe(false);
});
