import type { Answer, Practice } from './practice-client.ts';

const LOGIN = '/a/practice-project/login/';
/** Where HQ's user pages live. */
export const USERS = '/a/practice-project/settings/users/';

/** A workbook to upload, in a multipart form. */
export type UploadFile = { name: string; bytes: Buffer };

/** A browser: keeps cookies, sends the CSRF token with every form. */
export type Visitor = {
  visit(path: string, form?: Record<string, string> | URLSearchParams): Promise<Answer>;
  /** A script's call with a JSON body. */
  call(path: string, method: string, json: unknown): Promise<Answer>;
  /** POSTs files under the field name HQ reads. */
  upload(path: string, files: readonly UploadFile[], field?: string): Promise<Answer>;
  /** As `upload`; the bytes of the answer. */
  uploadForFile(path: string, files: readonly UploadFile[]): Promise<Buffer>;
  /** The bytes of a file. */
  fetchFile(path: string): Promise<Buffer>;
  signIn(username?: string, password?: string): Promise<Answer>;
  /** The value of one piece of page data on a page. */
  pageData(path: string, name: string): Promise<unknown>;
};

function unescapeHtml(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

export function newVisitor(practice: Practice): Visitor {
  const jar = new Map<string, string>();
  const headers = (isPost: boolean): Record<string, string> => ({
    Cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
    ...(isPost ? { 'X-CSRFToken': jar.get('csrftoken') ?? '' } : {}),
  });
  const keep = (cookies: readonly string[]): void => {
    for (const cookie of cookies) {
      const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split('=');
      jar.set(name, value);
    }
  };
  const visit: Visitor['visit'] = async (path, form) => {
    const answer = await practice.ask(path, {
      auth: 'none',
      method: form ? 'POST' : 'GET',
      headers: {
        ...headers(form !== undefined),
        ...(form ? { 'Content-Type': 'application/x-www-form-urlencoded' } : {}),
      },
      raw: form && new URLSearchParams(form).toString(),
    });
    keep(answer.headers.getSetCookie());
    return answer;
  };
  const send = (path: string, files: readonly UploadFile[], field = 'bulk_upload_file'): Promise<Response> => {
    const body = new FormData();
    for (const file of files) body.append(field, new Blob([new Uint8Array(file.bytes)]), file.name);
    return fetch(practice.hq.url + path, { method: 'POST', body, headers: headers(true), redirect: 'manual' });
  };
  return {
    visit,
    call: (path, method, json) =>
      practice.ask(path, {
        auth: 'none',
        method: 'POST',
        headers: { ...headers(true), 'X-Requested-With': 'XMLHttpRequest', 'DjNg-Remote-Method': method },
        json,
      }),
    upload: async (path, files, field) => {
      const response = await send(path, files, field);
      const text = await response.text();
      return { status: response.status, headers: response.headers, text, json: (): unknown => JSON.parse(text) };
    },
    uploadForFile: async (path, files) => Buffer.from(await (await send(path, files)).arrayBuffer()),
    fetchFile: async (path) => {
      const response = await fetch(practice.hq.url + path, { headers: headers(false), redirect: 'manual' });
      return Buffer.from(await response.arrayBuffer());
    },
    signIn: async (username = practice.hq.signIn.username, password = practice.hq.signIn.password) => {
      await visit(LOGIN);
      return visit(LOGIN, { 'auth-username': username, 'auth-password': password });
    },
    pageData: async (path, name) => {
      const { text } = await visit(path);
      const value = new RegExp(`data-name="${name}" data-value="([^"]*)"`).exec(text)?.[1];
      const parsed: unknown = value === undefined ? undefined : JSON.parse(unescapeHtml(value));
      return parsed;
    },
  };
}
