import { describe, expect, it } from 'vitest';
import { html, redirect, scriptedHq, users } from '../../../helpers/scripted-pages.ts';
import { valueOf } from '../../../helpers/rest-gateway.ts';
import { sendJson } from '../../../helpers/scripted-server.ts';

describe('bulk jobs', () => {
  const job = 'dl-0123456789abcdef0123456789abcdef';

  it('download: started, waited for, fetched', async () => {
    let looks = 0;
    const { pages, seen } = await scriptedHq({
      'web/count_users/': (_request, response) => sendJson(response, 200, { user_count: 12 }),
      'web/download/': (_request, response) => redirect(response, `${users}web/download/status/${job}/`),
      [`commcare/download/poll/${job}/`]: (_request, response) =>
        (looks += 1) < 3
          ? html(response, `<div class="progress-bar" style="width: ${looks * 30}%"></div>`)
          : html(
              response,
              `<div id="ready_${job}"><a href="/downloads/temp/${job}?get_file=1">Download Users</a></div>`,
            ),
      [`/downloads/temp/${job}`]: (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/vnd.ms-excel' });
        response.end(Buffer.from([0x50, 0x4b, 0, 0xff]));
      },
    });
    expect(valueOf(await pages.countDownload('web-user', { roleId: '7' }))).toEqual({ users: 12, groups: null });
    const started = valueOf(await pages.startDownload('web-user', { search: 'an a', status: 'active' }));
    expect(started).toEqual({ job });
    const percents: (number | null)[] = [];
    const file = valueOf(await pages.finishDownload(job, { onProgress: (percent) => percents.push(percent) }));
    expect([...file]).toEqual([0x50, 0x4b, 0, 0xff]);
    expect(percents).toEqual([30, 60]);
    expect(seen.map(({ url }) => url)).toContain(`${users}web/download/?search_string=an+a&user_active_status=active`);
  });

  it('upload: sent as a browser does, waited for, told line by line', async () => {
    const { pages, seen } = await scriptedHq({
      'GET commcare/upload/': (_request, response) => html(response, '<form method="post"></form>'),
      'POST commcare/upload/': (_request, response) => redirect(response, `${users}commcare/upload/status/${job}/`),
      [`commcare/upload/poll/${job}/`]: (_request, response) =>
        html(
          response,
          `<div id="ready_${job}"><h3>Bulk upload complete.</h3><p>Successfully uploaded 2 mobile workers.</p><p>ana: Missing: role</p></div>`,
        ),
    });
    const workbook = { name: 'users "1".xlsx', content: Buffer.from('PK!') };
    expect(valueOf(await pages.startUpload('mobile-worker', workbook))).toEqual({ job });
    expect(valueOf(await pages.finishUpload('mobile-worker', job))).toEqual({
      state: 'done',
      messages: ['Bulk upload complete.', 'Successfully uploaded 2 mobile workers.', 'ana: Missing: role'],
      problems: [{ username: 'ana', problem: 'Missing: role' }],
    });
    const post = seen.find(({ method }) => method === 'POST');
    expect(post?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=roster-/);
    expect(post?.body).toMatch(/name="bulk_upload_file"; filename="users _1_.xlsx"\r\n.*\r\n\r\nPK!\r\n--roster-/s);
  });

  it('upload: wrong headers and unreadable workbooks are refused in HQ’s words', async () => {
    let redirects = true;
    const { pages } = await scriptedHq({
      'GET web/upload/': (_request, response) =>
        html(response, '<div class="alert alert-danger">Missing column role</div>'),
      'POST web/upload/': (_request, response) =>
        redirects ? redirect(response, `${users}web/upload/`) : html(response, '<div class="alert">Not Excel</div>'),
    });
    const workbook = { name: 'x.xlsx', content: Buffer.from('x') };
    const refused = (text: string) => ({ kind: 'refused', messages: [text] });
    expect(await pages.startUpload('web-user', workbook)).toMatchObject(refused('Missing column role'));
    redirects = false;
    expect(await pages.startUpload('web-user', workbook)).toMatchObject(refused('Not Excel'));
  });

  it('that fails at HQ, or is stopped, ends', async () => {
    const stop = new AbortController();
    const { pages, seen } = await scriptedHq({
      [`commcare/download/poll/${job}/`]: (_request, response) => html(response, '<p>Working</p>'),
      [`web/upload/poll/${job}/`]: (_request, response) => html(response, '', 500),
    });
    expect(await pages.finishUpload('web-user', job)).toMatchObject({ kind: 'server-error', status: 500 });
    expect(seen).toHaveLength(2);
    const stopped = pages.finishDownload(job, { signal: stop.signal, onProgress: () => stop.abort() });
    expect(await stopped).toMatchObject({ kind: 'no-answer', cause: 'cancelled' });
  });
});
