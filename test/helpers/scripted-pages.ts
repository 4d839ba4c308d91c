/** Pages in HQ's forms, played by a script: for what the practice HQ does not show, and for moments it cannot be caught in. */
import type { ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';
import { pageSession } from './page-session.ts';
import { scriptedServer } from './scripted-server.ts';
import type { SeenRequest } from './scripted-server.ts';

export const users = '/a/demo/settings/users/';
export type Answers = Record<string, (request: SeenRequest, response: ServerResponse) => void>;

/** Answers by method and path (without `users` and query); anything else is HQ's 404 page. */
export async function scriptedHq(answers: Answers) {
  const server = await scriptedServer((request, response) => {
    const path = request.url.replace(/\?.*$/, '').replace(users, '');
    const answer = answers[`${request.method} ${path}`] ?? answers[path];
    if (answer) answer(request, response);
    else html(response, '<h1>Not Found</h1>', 404);
  });
  onTestFinished(server.close);
  const session = pageSession({
    server: server.url,
    project: 'demo',
    cookies: ['sessionid', 'csrftoken'].map((name) => ({
      name,
      value: `${name}-1`,
      path: '/',
      expires: null,
      secure: false,
    })),
  });
  onTestFinished(() => session.pages.close());
  return { ...session, seen: server.seen };
}

export function html(
  response: ServerResponse,
  body: string,
  status = 200,
  headers: Record<string, string | string[]> = {},
): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', ...headers });
  response.end(`<!DOCTYPE html><html><body><div id="csrfTokenContainer"></div>${body}</body></html>`);
}
export const redirect = (response: ServerResponse, location: string) => {
  response.writeHead(302, { location });
  response.end();
};
const escaped = (value: unknown) => JSON.stringify(value).replaceAll('&', '&amp;').replaceAll('"', '&quot;');
export const data = (name: string, value: unknown) => `<div data-name="${name}" data-value="${escaped(value)}"></div>`;
