import { expect, it } from 'vitest';
import { parseAddresses } from '../../../../../renderer/features/invitations/addresses.ts';

const emails = (text: string): string[] => parseAddresses(text).map(({ email }) => email);

it('takes addresses apart at commas, semicolons, blanks and line ends', () => {
  expect(emails(' a@x.org,b@x.org;c@x.org\nd@x.org\t e@x.org ')).toEqual([
    'a@x.org',
    'b@x.org',
    'c@x.org',
    'd@x.org',
    'e@x.org',
  ]);
  expect(emails(' ,; ')).toEqual([]);
});

it('takes them out of names as mail programs copy them', () => {
  expect(emails('Ada Lovelace <ADA@x.org>, "B" <b@x.org>; c@x.org')).toEqual(['ada@x.org', 'b@x.org', 'c@x.org']);
});

it('takes them out of quotes, straight or curly, also where the name has a comma', () => {
  expect(emails('"Lovelace, Ada" <ada@x.org>; “Wanjiru, Nia” <nia@x.org>')).toEqual(['ada@x.org', 'nia@x.org']);
  expect(emails(`“a@x.org”, 'b@x.org' «c@x.org» d'arc@x.org`)).toEqual([
    'a@x.org',
    'b@x.org',
    'c@x.org',
    "d'arc@x.org",
  ]);
  expect(emails('“ ” "')).toEqual([]);
});

it('names what is no address and what is there twice, whatever the case', () => {
  expect(parseAddresses('nobody A@x.org a@X.org')).toMatchObject([
    { email: 'nobody', problem: "'nobody' is not a valid email address." },
    { email: 'a@x.org', problem: '', twice: false },
    { email: 'a@x.org', problem: '', twice: true },
  ]);
});
