import { expect, it } from 'vitest';
import { mailText, timeLeftText } from '../../../../../renderer/features/invitations/invitation-text.ts';

const sent = { serverId: 'i1', bounced: false, emailStatus: 'Delivered', waiting: [] };
const now = Date.parse('2026-05-20T12:00:00Z');

it('says what waits here before what HQ says', () => {
  expect(mailText(sent)).toBe('Delivered');
  expect(mailText({ ...sent, emailStatus: null })).toBe('');
  expect(mailText({ ...sent, bounced: true })).toBe('Undeliverable');
  expect(mailText({ ...sent, waiting: ['resend'] })).toBe('Will be sent again');
  expect(mailText({ ...sent, bounced: true, waiting: ['remove'] })).toBe('Will be deleted');
  expect(mailText({ ...sent, serverId: null })).toBe('Waiting to send');
});

it('counts the days left by HQ’s calendar month', () => {
  expect(timeLeftText({ invitedOn: '2026-05-01T23:00:00Z' }, now)).toBe('12 days left');
  expect(timeLeftText({ invitedOn: '2026-04-21T01:00:00Z' }, now)).toBe('1 day left');
  expect(timeLeftText({ invitedOn: '2026-04-20T01:00:00Z' }, now)).toBe('Last day');
  expect(timeLeftText({ invitedOn: '2026-04-19T23:00:00Z' }, now)).toBe('Expired');
  expect(timeLeftText({ invitedOn: null }, now)).toBe('');
});
