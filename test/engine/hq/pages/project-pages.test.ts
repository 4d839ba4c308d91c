import { describe, expect, it } from 'vitest';
import { data, html, scriptedHq } from '../../../helpers/scripted-pages.ts';
import { valueOf } from '../../../helpers/rest-gateway.ts';
import { sendJson } from '../../../helpers/scripted-server.ts';

describe('the last administrator', () => {
  it('is not removed by somebody who is none', async () => {
    const rows = [
      { id: '1', email: 'me@x.org', role: 'Helper', removeUrl: null, deactivateUrl: null, reactivateUrl: null },
      { id: '2', email: 'boss@x.org', role: 'Admin', removeUrl: '/r/', deactivateUrl: '/d/', reactivateUrl: null },
    ];
    const { pages, seen } = await scriptedHq({
      'web/json/': (_request, response) => sendJson(response, 200, { users: rows, total: 2, page: 1, query: '' }),
    });
    for (const act of [
      pages.removeWebUser({ id: '2', email: 'boss@x.org' }),
      pages.setWebUserActive({ id: '2', email: '' }, false),
    ])
      expect(await act).toMatchObject({
        kind: 'refused',
        status: 0,
        messages: [expect.stringContaining('boss@x.org')],
      });
    expect(seen.every(({ method }) => method === 'GET')).toBe(true);
  });

  it('an action address of another server is not followed', async () => {
    const row = {
      id: '2',
      email: 'b@x.org',
      role: 'Helper',
      removeUrl: 'https://evil.example/',
      deactivateUrl: '',
      reactivateUrl: null,
    };
    const { pages } = await scriptedHq({
      'web/json/': (_request, response) => sendJson(response, 200, { users: [row], total: 1 }),
    });
    expect(await pages.removeWebUser({ id: '2', email: 'b@x.org' })).toMatchObject({ kind: 'refused', status: 0 });
  });
});

describe('a project', () => {
  it('tells its roles, fields and rights', async () => {
    const fields = [
      data('custom_fields_slugs', ['team', 'start']),
      data('required_custom_fields_slugs', ['team']),
      data('custom_fields_profiles', [{ id: 4, name: 'Field', fields: { team: 'Red' }, more: 1 }]),
      data('custom_fields_profile_slug', 'commcare_profile'),
    ].join('');
    const { pages } = await scriptedHq({
      'web/': (_request, response) => html(response, `<div data-name="my_role" data-value="/a/demo/my_role/"></div>`),
      'web/invite/': (_request, response) =>
        html(
          response,
          `${fields}<form method="post"><select name="role"><option value="">Select</option><option value="user-role:7">Editor</option></select>
            <select name="x-data-field-team"><option value=""></option><option>Red</option><option>Blue</option></select></form>`,
        ),
      'roles/': (_request, response) =>
        html(response, data('user_roles', [{ _id: '7', name: 'Editor', permissions: { edit_web_users: true } }])),
      '/a/demo/my_role/': (_request, response) =>
        sendJson(response, 200, { role: 'Editor', is_domain_admin: false, permissions: { edit_web_users: true } }),
    });
    expect(valueOf(await pages.roles())).toEqual({
      assignable: [{ value: 'user-role:7', id: '7', name: 'Editor' }],
      all: [{ id: '7', name: 'Editor', permissions: { edit_web_users: true } }],
    });
    expect(valueOf(await pages.customFields('web-user'))).toEqual({
      slugs: ['team', 'start'],
      required: ['team'],
      choices: { team: ['Red', 'Blue'] },
      profiles: [{ id: '4', name: 'Field', fields: { team: 'Red' } }],
      profileSlug: 'commcare_profile',
    });
    expect(valueOf(await pages.ownRights())).toMatchObject({ role: 'Editor', isAdmin: false });
  });

  it('tells it all at once, each page asked for once, and leaves out what the account may not see', async () => {
    const asked: string[] = [];
    const { pages } = await scriptedHq({
      'web/invite/': (request, response) => {
        asked.push(request.url);
        html(response, `<form method="post"><select name="role"><option value="admin">Admin</option></select></form>`);
      },
      'roles/': (request, response) => {
        asked.push(request.url);
        response.writeHead(403, { 'content-type': 'text/html' });
        response.end('<html><head><title>403</title></head><body>Permission denied</body></html>');
      },
      'commcare/': (request, response) => {
        asked.push(request.url);
        html(response, `${data('custom_fields_slugs', ['team'])}<table><th>PersonalID Status</th></table>`);
      },
    });
    const setup = valueOf(await pages.project());
    // An HQ without the page of definitions loses nothing else.
    expect(setup).toMatchObject({
      definitions: null,
      roles: { assignable: [{ id: 'admin' }], all: null },
      fields: { 'web-user': { slugs: [] }, 'mobile-worker': { slugs: ['team'] } },
      personalId: true,
    });
    expect(asked).toHaveLength(3);
  });

  it('tells the pattern of a custom field, with what HQ says to a value that does not match', async () => {
    const { pages } = await scriptedHq({
      'web/invite/': (_request, response) => html(response, ''),
      'roles/': (_request, response) => html(response, ''),
      'commcare/': (_request, response) => html(response, ''),
      'user_data/': (_request, response) =>
        html(
          response,
          data('custom_fields', [
            { slug: 'start', label: 'Start', choices: [], regex: '^[0-9]+$', regex_msg: 'Digits', required_for: [] },
            { slug: 'team', label: 'Team', choices: ['Red'], regex: null, regex_msg: null, upstream_id: null },
          ]),
        ),
    });
    expect(valueOf(await pages.project()).definitions).toEqual([
      { slug: 'start', label: 'Start', choices: [], regex: '^[0-9]+$', regexMessage: 'Digits' },
      { slug: 'team', label: 'Team', choices: ['Red'], regex: '', regexMessage: '' },
    ]);
  });

  it('that shows them to nobody is no error; page data in another form is', async () => {
    const { pages } = await scriptedHq({
      'web/': (_request, response) => html(response, data('invitations', [{ uuid: 1 }])),
      'commcare/': (_request, response) => html(response, data('custom_fields_slugs', 'team')),
    });
    expect(valueOf(await pages.roles())).toEqual({ assignable: null, all: null });
    expect(valueOf(await pages.ownRights())).toBeNull();
    expect(valueOf(await pages.hasPersonalId())).toBe(false);
    expect(await pages.listInvitations()).toMatchObject({ kind: 'bad-reply', path: '0.uuid' });
    expect(await pages.customFields('mobile-worker')).toMatchObject({ kind: 'bad-reply', path: 'custom_fields_slugs' });
  });
});
