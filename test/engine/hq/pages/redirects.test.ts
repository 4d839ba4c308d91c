import { describe, expect, it } from 'vitest';
import type { HqPages } from '#engine/hq/pages/hq-pages.ts';
import { data, html, redirect, scriptedHq, users } from '../../../helpers/scripted-pages.ts';
import type { Answers } from '../../../helpers/scripted-pages.ts';
import { sendJson } from '../../../helpers/scripted-server.ts';

const target = { id: '2', email: 'bo@x.org' };
const invitation = { uuid: 'u1', email: 'ana@x.org', role: 'Helper', role_label: 'Helper' };
const form = (email: string) => `<form method="post"><input name="email" value="${email}">
  <select name="role"><option value="">Select</option><option value="user-role:7">Helper</option></select></form>`;

/** Each change by a page that HQ answers with a redirect: what is posted where, and how it is asked for. */
const actions: [string, string, (pages: HqPages) => Promise<{ kind: string }>][] = [
  ['deactivate', 'deactivate/2/', (pages) => pages.setWebUserActive(target, false)],
  ['reactivate', 'reactivate/3/', (pages) => pages.setWebUserActive({ id: '3', email: 'cy@x.org' }, true)],
  ['remove', 'remove/2/', (pages) => pages.removeWebUser(target)],
  ['undo', 'undo/9/', (pages) => pages.undoRemoval({ address: `${users}undo/9/` }, { id: '9', email: 'di@x.org' })],
  ['invite', 'web/invite/', (pages) => pages.invite('new@x.org', { role: 'user-role:7' })],
  ['edit', 'web/invite/edit/u1/', (pages) => pages.editInvitation('u1', { role: 'user-role:7' })],
  ['upload', 'web/upload/', (pages) => pages.startUpload('web-user', { name: 'a.xlsx', content: Buffer.from('PK') })],
];

function project(post: string, answer: Answers[string]): Answers {
  const rows = [
    {
      id: '2',
      email: 'bo@x.org',
      role: 'Helper',
      removeUrl: `${users}remove/2/`,
      deactivateUrl: `${users}deactivate/2/`,
    },
    {
      id: '3',
      email: 'cy@x.org',
      role: 'Helper',
      removeUrl: `${users}remove/3/`,
      reactivateUrl: `${users}reactivate/3/`,
    },
  ];
  const list: Answers[string] = (_request, response) =>
    sendJson(response, 200, { users: rows, total: rows.length, page: 1, query: '' });
  return {
    'web/json/': list,
    'web/': (_request, response) => html(response, data('invitations', [invitation])),
    'web/invite/': (_request, response) => html(response, form('')),
    'web/invite/edit/u1/': (_request, response) => html(response, form('ana@x.org')),
    'web/upload/': (_request, response) => html(response, '<form method="post"></form>'),
    [`POST ${post}`]: answer,
  };
}

describe.each(actions)('HQ sends away from %s', (_name, post, act) => {
  it.each([
    ['/no_permissions/', 'permission'],
    ['/a/demo/dashboard/', 'permission'],
    ['/a/other/settings/users/web/', 'permission'],
    ['/account/two_factor/', 'login'],
    ['/a/demo/login/?next=x', 'session-over'],
  ])('to %s: nothing was done', async (to, kind) => {
    const { pages, seen } = await scriptedHq(project(post, (_request, response) => redirect(response, to)));
    expect((await act(pages)).kind).toBe(kind);
    expect(seen.filter(({ method }) => method === 'POST').map(({ url }) => url)).toEqual([`${users}${post}`]);
  });
});

it('asking for a download that is not allowed is not a job', async () => {
  for (const [to, kind] of [
    ['/no_permissions/', 'permission'],
    ['/account/two_factor/', 'login'],
  ] as const) {
    const { pages } = await scriptedHq({ 'web/download/': (_request, response) => redirect(response, to) });
    expect((await pages.startDownload('web-user', {})).kind).toBe(kind);
  }
});

it.each(actions.slice(0, 3))('a page that is not there says nothing about the person: %s', async (_name, post, act) => {
  const { pages } = await scriptedHq(project(post, (_request, response) => html(response, '<h1>Not Found</h1>', 404)));
  expect((await act(pages)).kind).toBe('permission');
});
