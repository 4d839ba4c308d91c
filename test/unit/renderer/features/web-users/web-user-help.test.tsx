import { MantineProvider } from '@mantine/core';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { WebUserHelpText } from '../../../../../renderer/features/web-users/web-user-help.tsx';
import { isExternalLinkAllowed } from '../../../../../main/security/external-links.ts';

const html = renderToStaticMarkup(
  <MantineProvider>
    <WebUserHelpText />
  </MantineProvider>,
);

it('tells web users from mobile workers', () => {
  expect(html).toContain('oversee');
  expect(html).toContain('Mobile workers have accounts of their own');
});

it('leads to the overview of roles, at an address that may be opened', () => {
  const [, address = ''] = /href="([^"]+)"/.exec(html) ?? [];
  expect(isExternalLinkAllowed(address, null)).toBe(true);
  expect(html).toMatch(/target="_blank"[^>]*>Roles and Permissions Overview/);
});

it('says whom to ask who lost device and backup codes', () => {
  expect(html).toMatch(/two-factor.*backup codes.*support@dimagi\.com/);
});
