import { MantineProvider } from '@mantine/core';
import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import type { CapabilityState } from '#shared/domain/capability.ts';
import { GatedButton } from '../../../../renderer/ui/gated-button.tsx';
import { MissingNote } from '../../../../renderer/ui/missing-note.tsx';

const draw = (node: ReactNode): string => renderToStaticMarkup(<MantineProvider>{node}</MantineProvider>);
const nothing = (): void => undefined;
const noRight: CapabilityState = { can: false, obstacle: 'no-permission', why: 'No right.', how: 'Ask an admin.' };
const notSignedIn: CapabilityState = { can: false, obstacle: 'not-signed-in', why: 'Pages.', how: 'Sign in.' };

it('MissingNote offers the sign-in only where that mends it', () => {
  expect(draw(<MissingNote missing={noRight} />)).toContain('No right. Ask an admin.');
  expect(draw(<MissingNote missing={noRight} />)).not.toContain('<button');
  for (const look of ['inline', 'block'] as const)
    expect(draw(<MissingNote missing={notSignedIn} look={look} />)).toMatch(/<button.*Sign in to HQ…/);
});

it('GatedButton is an ordinary button while nothing is missing', () => {
  const html = draw(
    <GatedButton missing={null} onClick={nothing}>
      New
    </GatedButton>,
  );
  expect(html).not.toContain('aria-disabled');
  expect(html).not.toContain('aria-describedby');
});

it('GatedButton says why not, to the keyboard and to screen readers', () => {
  const html = draw(
    <GatedButton missing={noRight} onClick={nothing}>
      New
    </GatedButton>,
  );
  const [button = ''] = /<button[^>]*>/.exec(html) ?? [];
  expect(button).toContain('aria-disabled="true"');
  // It stays in the tab order.
  expect(button).not.toMatch(/ disabled|tabindex="-1"/);
  const [, id = 'none'] = /aria-describedby="([^"]+)"/.exec(button) ?? [];
  expect(html).toMatch(new RegExp(`id="${id}"[^>]*>No right\\. Ask an admin\\.<`));
});
