import { MantineProvider } from '@mantine/core';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import type { FieldValues } from '#shared/domain/entities.ts';
import { AccountNotes } from '../../../../../renderer/features/web-users/access-section.tsx';

function notes(readOnly: FieldValues, role = 'Admin'): string {
  return renderToStaticMarkup(
    <MantineProvider>
      <AccountNotes readOnly={readOnly} role={role} />
    </MantineProvider>,
  );
}

it('the panel says in words why an account cannot be handled', () => {
  expect(notes({ sso_controlled: true })).toMatch(/role="note"[^>]*>The organisation.*single sign-on decides/);
  expect(notes({ untrusted_identity_provider: true })).toMatch(/role="note"[^>]*>[^<]*does not trust/);
  expect(notes({ sso_controlled: false, untrusted_identity_provider: false })).not.toContain('note');
  // Not known yet: nothing is claimed.
  expect(notes({})).not.toContain('note');
});

it('the panel says what it means to be a member without a role', () => {
  expect(notes({}, '')).toMatch(/role="note"[^>]*>Without a role in this project/);
});

it('the panel says what HQ’s own word in place of a role means', () => {
  expect(notes({ pseudo_role: 'Enterprise User' }, '')).toMatch(/role="note"[^>]*>“Enterprise User” is HQ’s own word/);
  expect(notes({ pseudo_role: 'Unknown User' }, '')).toContain('could not tell');
  expect(notes({ pseudo_role: 'Dimagi User' }, 'App Editor')).not.toContain('note');
});
