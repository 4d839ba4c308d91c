import { describe, expect, it } from 'vitest';
import { data, html, redirect, scriptedHq, users } from '../../../helpers/scripted-pages.ts';
import type { Answers } from '../../../helpers/scripted-pages.ts';
import { valueOf } from '../../../helpers/rest-gateway.ts';

type Invitation = { uuid: string; email: string; role: string; team: string; locations: string[] };

/** An HQ with invitations: edits and deletions as HQ does them, quirks included. */
async function invitationHq(invitations: Invitation[]) {
  const list = () =>
    data(
      'invitations',
      invitations.map(({ uuid, email, role }) => ({
        uuid,
        email,
        role_label: role,
        invited_on: '2026-10-01T00:00:00Z',
      })),
    );
  const form = (one?: Invitation, error = '') => `${data('custom_fields_slugs', ['team'])}<form method="post">
      <input type="hidden" name="csrfmiddlewaretoken" value="t"><input name="email" value="${one?.email ?? ''}">${error}
      <select name="role"><option value="">Select a role</option>${['admin', 'user-role:7']
        .map((value) => `<option value="${value}"${one?.role === value ? ' selected' : ''}>Role ${value}</option>`)
        .join('')}</select>
      <select name="assigned_locations" multiple>${(one?.locations ?? [])
        .map((id) => `<option value="${id}" selected>${id}</option>`)
        .join('')}</select><input name="primary_location" value="${one?.locations[0] ?? ''}">
      <input name="data-field-team" value="${one?.team ?? ''}"></form>`;
  const take = (body: string): Invitation => {
    const sent = new URLSearchParams(body);
    return {
      uuid: `new-${invitations.length}`,
      email: sent.get('email') ?? '',
      role: sent.get('role') ?? '',
      team: sent.get('data-field-team') ?? '',
      locations: sent.getAll('assigned_locations'),
    };
  };
  const answers: Answers = {
    'web/': (_request, response) => html(response, list()),
    'GET web/invite/': (_request, response) => html(response, form()),
    'POST web/invite/': (request, response) => {
      const made = take(request.body);
      if (made.role === '')
        return html(response, `${form(made)}<div class="invalid-feedback" id="error_1_id_role">Required.</div>`);
      if (invitations.some(({ email }) => email === made.email)) {
        const error = 'A user with this email address is already in this project or has a pending invitation.';
        return html(response, form(made, `<span id="error_1_id_email" class="help-block">${error}</span>`));
      }
      invitations.push(made);
      redirect(response, `${users}web/`);
    },
  };
  for (const { uuid } of [...invitations, { uuid: 'gone' }]) {
    const at = () => invitations.findIndex((one) => one.uuid === uuid);
    answers[`GET web/invite/edit/${uuid}/`] = (_request, response) => html(response, form(invitations[at()]));
    answers[`POST web/invite/edit/${uuid}/`] = (request, response) => {
      const index = at();
      const made = take(request.body);
      const old = invitations[index];
      if (old === undefined) invitations.push(made);
      else invitations[index] = { ...made, uuid, email: old.email };
      redirect(response, `${users}web/`);
    };
  }
  return { ...(await scriptedHq(answers)), answers };
}

const ana = (): Invitation => ({
  uuid: 'u1',
  email: 'ana@x.org',
  role: 'user-role:7',
  team: 'Red',
  locations: ['l1', 'l2'],
});

describe('an invitation', () => {
  it('is read from its form and edited in it, everything else kept', async () => {
    const invitations = [ana()];
    const { pages, seen } = await invitationHq(invitations);
    expect(valueOf(await pages.readInvitation('u1'))).toEqual({
      email: 'ana@x.org',
      values: {
        role: 'user-role:7',
        assignedLocations: ['l1', 'l2'],
        primaryLocation: 'l1',
        profile: '',
        customFields: { team: 'Red' },
      },
      offers: { locations: true, profile: false, tableau: false, customFields: ['team'] },
      roles: [
        { value: 'admin', id: 'admin', name: 'Role admin' },
        { value: 'user-role:7', id: '7', name: 'Role user-role:7' },
      ],
    });
    const edited = valueOf(await pages.editInvitation('u1', { role: 'admin', customFields: { team: 'Blue & co' } }));
    expect(edited).toMatchObject({ uuid: 'u1', recreated: false });
    expect(invitations).toEqual([{ ...ana(), role: 'admin', team: 'Blue & co' }]);
    const post = seen.find(({ method }) => method === 'POST');
    expect(post?.headers).toMatchObject({
      'x-csrftoken': 'csrftoken-1',
      cookie: 'sessionid=sessionid-1; csrftoken=csrftoken-1',
      referer: expect.stringContaining('web/invite/edit/u1/') as string,
    });
  });

  it('that is gone is not edited, so that HQ makes no new one', async () => {
    const { pages, seen } = await invitationHq([ana()]);
    expect(await pages.editInvitation('gone', { role: 'admin' })).toMatchObject({ kind: 'gone' });
    expect(seen.every(({ method }) => method === 'GET')).toBe(true);
  });

  it('deleted between the form and the edit is not edited either', async () => {
    const invitations = [ana()];
    const { pages, answers, seen } = await invitationHq(invitations);
    const form = answers['GET web/invite/edit/u1/'];
    answers['GET web/invite/edit/u1/'] = (request, response) => {
      form?.(request, response);
      invitations.pop();
    };
    expect(await pages.editInvitation('u1', { role: 'admin' })).toMatchObject({ kind: 'gone' });
    expect(seen.every(({ method }) => method === 'GET')).toBe(true);
  });

  it('deleted in the very moment is told to be a new one', async () => {
    const invitations = [ana()];
    const { pages, answers } = await invitationHq(invitations);
    const post = answers['POST web/invite/edit/u1/'];
    answers['POST web/invite/edit/u1/'] = (request, response) => {
      invitations.pop();
      post?.(request, response);
      answers['GET web/invite/edit/new-0/'] = answers['GET web/invite/']!;
      answers['GET web/invite/edit/new-0/'] = (_request, reply) =>
        html(
          reply,
          `<form method="post"><input name="email" value="ana@x.org"><select name="role"><option value="admin" selected>A</option></select></form>`,
        );
    };
    expect(valueOf(await pages.editInvitation('u1', { role: 'admin' }))).toMatchObject({
      uuid: 'new-0',
      recreated: true,
    });
  });

  it('is held back where the person went offline before anything left', async () => {
    const { pages, seen } = await invitationHq([ana()]);
    const admit = AbortSignal.abort();
    expect(await pages.editInvitation('u1', { role: 'admin' }, { admit })).toMatchObject({
      kind: 'not-sent',
      cause: 'cancelled',
    });
    expect(seen.every(({ method }) => method === 'GET')).toBe(true);
  });

  it('is not said to be changed where HQ answers and changes nothing', async () => {
    const { pages, answers } = await invitationHq([ana()]);
    answers['POST web/invite/edit/u1/'] = (_request, response) => redirect(response, `${users}web/`);
    expect(await pages.editInvitation('u1', { role: 'admin' })).toMatchObject({
      kind: 'no-answer',
      cause: 'unconfirmed',
    });
  });

  it('is sent by the form, and refused at the field in HQ’s words', async () => {
    const { pages } = await invitationHq([ana()]);
    const form = valueOf(await pages.newInvitation());
    expect(form).toMatchObject({ email: '', values: { role: '' } });
    expect(valueOf(await pages.invite('bo@x.org', { role: 'admin', customFields: { team: 'Red' } }))).toMatchObject({
      email: 'bo@x.org',
    });
    expect(await pages.invite('ana@x.org', { role: 'admin' })).toMatchObject({
      kind: 'refused',
      fields: { email: [expect.stringContaining('pending invitation')] },
    });
    expect(await pages.invite('cy@x.org', {})).toMatchObject({ kind: 'refused', fields: { role: ['Required.'] } });
    expect(await pages.invite('cy@x.org', { profile: '1' })).toMatchObject({ kind: 'refused', status: 0 });
  });
});
