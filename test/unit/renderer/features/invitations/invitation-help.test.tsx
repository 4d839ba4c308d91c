import { MantineProvider } from '@mantine/core';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { InvitationHelpText } from '../../../../../renderer/features/invitations/invitation-help.tsx';

const server = 'https://eu.commcarehq.org';

function draw(asOf: number | null = Date.now()): string {
  return renderToStaticMarkup(
    <MantineProvider>
      <InvitationHelpText server={server} asOf={asOf} />
    </MantineProvider>,
  );
}

/** The text of each step or reason. */
function lines(): string[] {
  return [...draw().matchAll(/<li>(.*?)<\/li>/g)].map(([, text = '']) => text);
}

const saying = (pattern: RegExp) => lines().filter((line) => pattern.test(line));

it('somebody with an account follows the link, or accepts from the logo', () => {
  expect(saying(/With an HQ account: follow the link and accept/)).toHaveLength(1);
  expect(saying(/click the logo and choose “Accept”/)).toHaveLength(1);
});

it('the link leads to the account’s own server, or to the organisation’s sign-in', () => {
  expect(saying(/^HQ mails a link to https:\/\/eu\.commcarehq\.org that leads to this project/)).toHaveLength(1);
  expect(saying(/single sign-on are led to its own sign-in/)).toHaveLength(1);
});

it('somebody without one makes it within 30 days: name, password, terms', () => {
  expect(saying(/within 30 days, enter name and password, agree to the terms, and “Create Account”/)).toHaveLength(1);
});

it('HQ confirms, and the inviter gets a mail', () => {
  expect(saying(/HQ confirms with a message and tells you by mail. The person then appears under Users/)).toHaveLength(
    1,
  );
});

it('the link works once; later the log-in is at the account’s own server', () => {
  expect(saying(/The link works once.*logs in as usual at https:\/\/eu\.commcarehq\.org/)).toHaveLength(1);
});

it('somebody with several projects chooses one', () => {
  expect(saying(/several projects chooses one after logging in/)).toHaveLength(1);
});

it('what to look into, with the age of what is shown', () => {
  for (const reason of [/Bounced/, /Expired/, /spam or junk/, /another address/, /Waiting to send/])
    expect(saying(reason), String(reason)).toHaveLength(1);
  expect(draw()).toContain('Read from HQ');
  expect(draw(null)).not.toContain('Read from HQ');
});

it('an expired invitation is resent, or deleted first: HQ takes no second one for the address', () => {
  const words = /^Expired: the link no longer works. Resend the invitation, or delete it and invite again/;
  expect(saying(words)).toHaveLength(1);
});

it('where HQ does not say what became of the mail, it may not have mailed: a resend does', () => {
  expect(saying(/^HQ does not say: it may not have mailed. Resend the invitation, and HQ mails it.$/)).toHaveLength(1);
});
