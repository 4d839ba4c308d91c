import { expect, it } from 'vitest';
import { factLine } from '../../../../renderer/features/people/detail/fact-line.ts';

const now = new Date(2026, 10, 22, 18, 0).getTime();

it('says what HQ’s pages tell in words, with the time in the person’s way', () => {
  const asOf = new Date(2026, 10, 22, 9, 42).toISOString();
  const { label, text } = factLine('page_facts_as_of', asOf, now);
  expect(label).toBe('Read from HQ’s web pages');
  expect(text).toMatch(/9:42/);
  expect(text).not.toContain('2026');
  expect(factLine('sso_controlled', false, now)).toEqual({ label: 'Under single sign-on', text: 'No' });
});

it('says when somebody was last active, or that they never were', () => {
  const { label, text } = factLine('last_form', new Date(2025, 2, 4, 12, 6).toISOString(), now);
  expect([label, text]).toEqual(['Last form', expect.stringMatching(/Mar 4, 2025/)]);
  expect(factLine('last_login', null, now)).toEqual({ label: 'Last login', text: 'Never' });
});

it('calls what it has no words for as HQ does, and what says nothing is empty', () => {
  expect(factLine('is_admin', true, now)).toEqual({ label: 'Is admin', text: 'Yes' });
  expect(factLine('new_fact', null, now)).toEqual({ label: 'New fact', text: '' });
});

it('writes phone numbers as people do', () => {
  expect(factLine('phone_numbers', ['254700000009', 'ext. 7'], now).text).toBe('+254700000009, ext. 7');
});
