import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { isExpired, pageDaysLeft } from '#practice/invitations.ts';
import { USERS, newVisitor } from './page-visitor.ts';
import type { Visitor } from './page-visitor.ts';
import { startPractice } from './practice-client.ts';
import type { Practice } from './practice-client.ts';

const DAY_MS = 86_400_000;
let practice: Practice;
let visitor: Visitor;
let now: number;

beforeEach(async () => {
  now = Date.UTC(2026, 5, 1);
  practice = await startPractice({ size: 6, throttle: false, clock: () => new Date(now) });
  visitor = newVisitor(practice);
  await visitor.signIn();
});
afterEach(() => practice.hq.close());

const madeSchema = z.object({ id: z.string() });
const pendingSchema = z.array(z.looseObject({ uuid: z.string(), email: z.string(), invited_on: z.string() }));
type Pending = z.infer<typeof pendingSchema>[number];

async function pending(email: string): Promise<Pending | undefined> {
  const all = pendingSchema.parse(await visitor.pageData(`${USERS}web/`, 'invitations'));
  return all.find((item) => item.email === email);
}

/** The form's value for a role. */
async function roleValue(label: string): Promise<string> {
  const { text } = await visitor.visit(`${USERS}web/invite/`);
  return new RegExp(`value="([^"]*)">${label}<`).exec(text)?.[1] ?? '';
}

async function idOf(entity: string, name: string): Promise<string> {
  const found = await practice.control(`state?entity=${entity}&username=${encodeURIComponent(name)}`);
  return madeSchema.parse(found).id;
}

async function invite(email: string, more: Record<string, string> = {}): Promise<string> {
  const answer = await visitor.visit(`${USERS}web/invite/`, { email, role: await roleValue('App Editor'), ...more });
  expect([answer.status, answer.headers.get('location')]).toEqual([302, `${USERS}web/`]);
  expect((await visitor.visit(`${USERS}web/`)).text).toContain(`Invitation sent to ${email.toLowerCase()}`);
  return (await pending(email.toLowerCase()))?.uuid ?? '';
}

describe('the invite form', () => {
  test('has no default role, and tells profiles and custom fields as page data', async () => {
    const { text } = await visitor.visit(`${USERS}web/invite/`);
    expect(text).toMatch(
      /<select name="role"[^>]*><option value=""( selected)?>Select a role<\/option><option value="admin">/,
    );
    expect(await visitor.pageData(`${USERS}web/invite/`, 'custom_fields_profiles')).toMatchObject([
      { id: 12, name: 'Clinique – équipe fixe' },
      { id: 11, name: 'Community programme', fields: { programme: 'community' } },
    ]);
    expect(await visitor.pageData(`${USERS}web/invite/`, 'custom_fields_slugs')).toContain('team');
    expect(await visitor.pageData(`${USERS}web/invite/`, 'required_custom_fields_slugs')).toEqual([]);
    expect(await visitor.pageData(`${USERS}commcare/`, 'required_custom_fields_slugs')).toEqual(['team']);
    expect(await visitor.pageData(`${USERS}web/invite/`, 'custom_fields_profile_slug')).toBe('commcare_profile');
    expect(await visitor.pageData(`${USERS}web/invite/`, 'can_edit_original_profile')).toBe(true);
  });

  test('invites with every field, mails the invitee and a copy to the inviter', async () => {
    const place = await idOf('location', 'Amara Clinic 1');
    const uuid = await invite('New.Person@example.org', {
      assigned_locations: place,
      primary_location: place,
      'data-field-commcare_profile': '12',
      'data-field-worker_type': 'nurse',
    });
    expect(await practice.control(`state?entity=invitation&id=${uuid}`)).toMatchObject({
      email: 'new.person@example.org',
      role: 'App Editor',
      primary_location_id: place,
      assigned_location_ids: [place],
      profile: 'Clinique – équipe fixe',
      user_data: { worker_type: 'nurse' },
      invited_by: practice.hq.username,
    });
    expect(await practice.control('mail')).toMatchObject([
      { kind: 'invitation', to: 'new.person@example.org', text: 'This invitation expires in 30 days.' },
      { kind: 'invitation-copy', to: practice.hq.username },
    ]);
  });

  test.each([
    ['no e-mail', { email: '' }, 'This field is required.'],
    ['no address', { email: 'nobody' }, 'Enter a valid email address.'],
    ['no role', { role: '' }, 'This field is required.'],
    [
      'an unknown role',
      { role: 'user-role:x' },
      'Select a valid choice. user-role:x is not one of the available choices.',
    ],
    ['an unknown place', { assigned_locations: 'x', primary_location: 'x' }, 'Select a valid choice. x is not'],
    ['a wrong choice', { 'data-field-worker_type': 'pilot' }, 'is not a valid choice for Type of worker'],
    ['a wrong pattern', { 'data-field-start_date': 'soon' }, 'is not a valid match for Start date'],
    ['an unknown profile', { 'data-field-commcare_profile': '99' }, 'Select a valid choice. 99'],
    [
      'somebody deactivated everywhere',
      { email: 'left.long.ago@example.org' },
      'A user with this email address is deactivated.',
    ],
    [
      'a member, whatever the case',
      { email: 'PRACTICE.admin@example.org' },
      'A user with this email address is already in this project or has a pending invitation.',
    ],
  ])('shows the form again for %s', async (_what, wrong, text) => {
    const role = await roleValue('App Editor');
    const answer = await visitor.visit(`${USERS}web/invite/`, { email: 'new@example.org', role, ...wrong });
    expect(answer.status).toBe(200);
    expect(answer.text).toContain(text);
    expect(await practice.control('mail')).toEqual([]);
  });

  test('a second invitation of the same person is the sign that the first arrived', async () => {
    await invite('twice@example.org');
    const role = await roleValue('App Editor');
    const again = await visitor.visit(`${USERS}web/invite/`, { email: 'twice@example.org', role });
    expect(again.status).toBe(200);
    expect(again.text).toContain('is already in this project or has a pending invitation.');
  });

  test('Tableau fields only with the flag', async () => {
    expect((await visitor.visit(`${USERS}web/invite/`)).text).not.toContain('name="tableau_role"');
    await practice.control('settings', { json: { tableau: true } });
    const uuid = await invite('tableau@example.org', { tableau_role: 'Viewer', tableau_group_indices: '1' });
    const stored = `state?entity=invitation&id=${uuid}`;
    expect(await practice.control(stored)).toMatchObject({ tableau_role: 'Viewer', tableau_groups: ['group2'] });
    const role = await roleValue('App Editor');
    await visitor.visit(`${USERS}web/invite/edit/${uuid}/`, { role, tableau_role: 'Explorer', program: 'p1' });
    expect(await practice.control(stored)).toMatchObject({ tableau_role: 'p1' });
  });
});

describe('editing an invitation', () => {
  test('changes everything but the e-mail and the date, and mails nobody', async () => {
    const uuid = await invite('edit.me@example.org', { 'data-field-notes': 'old', 'data-field-worker_type': 'nurse' });
    const before = await pending('edit.me@example.org');
    const mails = z.array(z.unknown()).parse(await practice.control('mail')).length;
    now += 5 * DAY_MS;
    const path = `${USERS}web/invite/edit/${uuid}/`;
    expect((await visitor.visit(path)).text).toContain('value="edit.me@example.org" readonly');
    const role = await roleValue('Read Only');
    const answer = await visitor.visit(path, { email: 'other@example.org', role, 'data-field-notes': 'new' });
    expect(answer.status).toBe(302);
    expect((await visitor.visit(`${USERS}web/`)).text).toContain(
      'Invite to edit.me@example.org was successfully updated.',
    );
    expect(await practice.control(`state?entity=invitation&id=${uuid}`)).toMatchObject({
      email: 'edit.me@example.org',
      role: 'Read Only',
      user_data: { notes: 'new' },
    });
    expect((await pending('edit.me@example.org'))?.invited_on).toBe(before?.invited_on);
    expect(z.array(z.unknown()).parse(await practice.control('mail'))).toHaveLength(mails);
  });

  test('one that was deleted meanwhile comes back as a new one, with a mail', async () => {
    const uuid = await invite('gone@example.org');
    await visitor.visit(`${USERS}web/delete_invitation/`, { uuid });
    const path = `${USERS}web/invite/edit/${uuid}/`;
    expect((await visitor.visit(path)).text).toContain('<h1>Invite Web User</h1>');
    const role = await roleValue('App Editor');
    const answer = await visitor.visit(path, { email: 'gone@example.org', role });
    expect(answer.status).toBe(302);
    const made = await pending('gone@example.org');
    expect(made?.uuid).toBeDefined();
    expect(made?.uuid).not.toBe(uuid);
    const mails = z.array(z.looseObject({ kind: z.string() })).parse(await practice.control('mail'));
    expect(mails.filter((mail) => mail.kind === 'invitation')).toHaveLength(2);
  });

  test('one that was accepted reports success and changes nobody', async () => {
    const uuid = await invite('joined@example.org');
    const guest = newVisitor(practice);
    const join = `${USERS}join/${uuid}/`;
    await guest.visit(join);
    const joined = await guest.visit(join, { full_name: 'Jo Ined', password: 'kzt-93-Weather' });
    expect(joined.status).toBe(302);
    expect(await practice.control('mail')).toMatchObject([
      {},
      {},
      { kind: 'invitation-accepted', to: practice.hq.username },
    ]);
    const role = await roleValue('Read Only');
    const answer = await visitor.visit(`${USERS}web/invite/edit/${uuid}/`, { role });
    expect(answer.status).toBe(302);
    expect((await visitor.visit(`${USERS}web/`)).text).toContain('was successfully updated.');
    const user = await practice.control('state?entity=web-user&username=joined@example.org');
    expect(user).toMatchObject({ role: 'App Editor', first_name: 'Jo', last_name: 'Ined' });
    expect((await guest.visit(join)).headers.get('location')).toContain('/login/');
  });
});

describe('the three clocks of an invitation', () => {
  const at = (text: string): Date => new Date(`${text}Z`);
  test.each([
    ['2026-01-31T10:00:00', '2026-02-28T23:59:00', false],
    ['2026-01-31T10:00:00', '2026-03-01T00:00:00', true],
    ['2026-05-15T23:59:00', '2026-06-15T23:59:00', false],
    ['2026-05-15T00:00:00', '2026-06-16T00:00:00', true],
    ['2025-12-31T08:00:00', '2026-01-31T20:00:00', false],
  ])('the server: invited %s, at %s over: %s', (invited, time, over) => {
    expect(isExpired({ invited_on: at(invited).toISOString() }, at(time))).toBe(over);
  });

  test('the page counts 31 days of 24 hours, and the link may be over before', async () => {
    now = Date.UTC(2026, 1, 1, 12);
    const uuid = await invite('late@example.org');
    expect((await visitor.visit(`${USERS}web/`)).text).toContain('(31 days remaining)');
    now = Date.UTC(2026, 2, 2, 12);
    expect(pageDaysLeft({ invited_on: '2026-02-01T12:00:00Z' }, new Date(now))).toBe(2);
    const guest = newVisitor(practice);
    expect((await guest.visit(`${USERS}join/${uuid}/`)).headers.get('location')).toBe('/no_permissions/');
  });
});

describe('requests for access', () => {
  test('are filed once, shown to Admins, and approved by an invitation with a mail', async () => {
    const guest = newVisitor(practice);
    expect((await guest.visit(`${USERS}web/request/`)).status).toBe(404);
    await practice.control('settings', { json: { takesAccessRequests: true } });
    await guest.visit(`${USERS}web/request/`);
    const filed = { full_name: 'Ask Ing', email: 'asking@example.org' };
    expect((await guest.visit(`${USERS}web/request/`, filed)).text).toContain('has been submitted');
    expect((await guest.visit(`${USERS}web/request/`, filed)).text).toContain('A request is pending');
    const { text } = await visitor.visit(`${USERS}web/`);
    const approve = /href="([^"]*request_id=[^"]*)"/.exec(text)?.[1] ?? '';
    expect((await visitor.visit(approve)).text).toContain('>Add User</button>');
    const role = await roleValue('App Editor');
    expect((await visitor.visit(approve, { email: 'asking@example.org', role })).status).toBe(302);
    expect(await pending('asking@example.org')).toBeDefined();
    expect((await visitor.visit(`${USERS}web/`)).text).not.toContain('Pending Access Requests');
  });

  test('somebody with an account is added at once and told by mail', async () => {
    await practice.control('settings', { json: { takesAccessRequests: true } });
    await practice.control('edit', {
      json: {
        entity: 'web-user',
        create: true,
        set: { username: 'was@example.org', email: 'was@example.org', is_member: false },
      },
    });
    const guest = newVisitor(practice);
    await guest.visit(`${USERS}web/request/`);
    await guest.visit(`${USERS}web/request/`, { full_name: 'Was Here', email: 'was@example.org' });
    const approve = /href="([^"]*request_id=[^"]*)"/.exec((await visitor.visit(`${USERS}web/`)).text)?.[1] ?? '';
    await visitor.visit(approve, { email: 'was@example.org', role: await roleValue('Read Only') });
    expect(await practice.control('state?entity=web-user&username=was@example.org')).toMatchObject({
      is_member: true,
      role: 'Read Only',
    });
    const mails = z.array(z.looseObject({ kind: z.string() })).parse(await practice.control('mail'));
    expect(mails.at(-1)).toMatchObject({ kind: 'access-request-approved', to: 'was@example.org' });
  });

  test('are deleted by id', async () => {
    await practice.control('settings', { json: { takesAccessRequests: true } });
    const guest = newVisitor(practice);
    await guest.visit(`${USERS}web/request/`);
    await guest.visit(`${USERS}web/request/`, { full_name: 'No Body', email: 'no@example.org' });
    const id = /data-id="([^"]*)"/.exec((await visitor.visit(`${USERS}web/`)).text)?.[1] ?? '';
    expect((await visitor.visit(`${USERS}web/delete_request/`, { id })).json()).toEqual({ status: 'ok' });
    expect((await visitor.visit(`${USERS}web/delete_request/`, { id })).status).toBe(500);
  });
});
