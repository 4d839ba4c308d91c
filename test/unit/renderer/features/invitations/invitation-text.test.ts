import { expect, it } from 'vitest';
import { mailText, timeLeftText } from '../../../../../renderer/features/invitations/invitation-text.ts';

const sent = { serverId: 'i1', bounced: false, emailStatus: 'Delivered', waiting: [] };
const now = Date.parse('2026-05-20T12:00:00Z');

it('says what waits here before what HQ says', () => {
  expect(mailText(sent)).toBe('Delivered');
  expect(mailText({ ...sent, emailStatus: null })).toBe('HQ does not say');
  expect(mailText({ ...sent, bounced: true })).toBe('Undeliverable');
  expect(mailText({ ...sent, waiting: ['resend'] })).toBe('Will be sent again');
  expect(mailText({ ...sent, bounced: true, waiting: ['remove'] })).toBe('Will be deleted');
  expect(mailText({ ...sent, serverId: null })).toBe('Waiting to send');
});

it('counts the days left by HQ’s calendar month', () => {
  expect(timeLeftText({ invitedOn: '2026-05-01T23:00:00Z' }, now)).toBe('12 days left');
  expect(timeLeftText({ invitedOn: '2026-04-23T01:00:00Z' }, now)).toBe('3 days left');
  expect(timeLeftText({ invitedOn: '2026-04-20T01:00:00Z' }, now)).toBe('Last day');
  expect(timeLeftText({ invitedOn: null }, now)).toBe('');
});

it('warns from the 28th day on, and between the clocks of HQ’s server and HQ’s page says that it may be over', () => {
  expect(timeLeftText({ invitedOn: '2026-04-22T01:00:00Z' }, now)).toBe('Soon over: 2 days left');
  expect(timeLeftText({ invitedOn: '2026-04-21T01:00:00Z' }, now)).toBe('Soon over: 1 day left');
  expect(timeLeftText({ invitedOn: '2026-04-19T23:00:00Z' }, now)).toBe('May have expired');
  expect(timeLeftText({ invitedOn: '2026-04-18T23:00:00Z' }, now)).toBe('Expired');
});
