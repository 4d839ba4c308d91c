import { MantineProvider } from '@mantine/core';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { SIGN_IN_PASSWORD } from '#practice/sample/build-sample.ts';
import { PasswordStep } from '../../../../renderer/features/sign-in/password-step.tsx';

function draw(practice: boolean): string {
  return renderToStaticMarkup(
    <MantineProvider>
      <PasswordStep practice={practice} />
    </MantineProvider>,
  );
}

it('PasswordStep says what signing in adds and that the password is not kept', () => {
  expect(draw(false)).toContain('pending invitations');
  expect(draw(false)).toContain('not kept');
});

it('PasswordStep tells the practice project’s password, and only there', () => {
  expect(draw(true)).toContain(SIGN_IN_PASSWORD);
  expect(draw(false)).not.toContain(SIGN_IN_PASSWORD);
});
