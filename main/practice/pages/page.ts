import type { Call } from '../http/call.ts';
import { readForm } from '../http/call.ts';
import { fieldOf, readMultipart } from '../http/multipart.ts';
import { ReplyError, html } from '../http/reply.ts';
import type { Reply } from '../http/reply.ts';
import type { Hq } from '../hq.ts';
import type { WebUser } from '../model.ts';
import { CSRF_COOKIE, cookieOf } from './sessions.ts';

/** A call to a page of the project, with the user whose session it is. */
export type PageCall = Call & { hq: Hq; user: WebUser };

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** Initial page data and registered URLs as HQ's pages carry them: an element with name and HTML-escaped JSON. */
export function pageData(name: string, value: unknown): string {
  return `<div data-name="${escapeHtml(name)}" data-value="${escapeHtml(JSON.stringify(value))}"></div>`;
}

/** The CSRF cookie of the request, or a new one together with the header that sets it. */
export function csrfOf(hq: Hq, call: Call): { token: string; cookies: string[] } {
  const sent = cookieOf(call, CSRF_COOKIE);
  if (sent) return { token: sent, cookies: [] };
  const token = hq.sessions.newToken();
  return { token, cookies: [`${CSRF_COOKIE}=${token}; Path=/; SameSite=Lax`] };
}

/** A whole page with HQ's navigation, the CSRF token and the messages kept for it. `body` is HTML. */
export function page(hq: Hq, call: Call, title: string, body: string): Reply {
  const csrf = csrfOf(hq, call);
  const messages = hq.sessions.takeMessages(call).map((text) => `<div class="alert" role="status">${text}</div>`);
  const base = usersUrl(hq);
  const text = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)} - Practice HQ</title>
<style>body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem}table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.25rem .5rem;border-bottom:1px solid #ccc}.alert{background:#e7f1e7;padding:.5rem}</style></head><body>
<nav><strong>Practice HQ</strong>${hq.sessions.userOf(call, true) ? ` | <a href="${base}web/">Web Users</a> | <a href="${base}commcare/">Mobile Workers</a> | <a href="/accounts/logout/">Sign Out</a>` : ''}</nav>
<div id="csrfTokenContainer"><input type="hidden" name="csrfmiddlewaretoken" value="${csrf.token}"></div>
${messages.join('')}<h1>${escapeHtml(title)}</h1>${body}</body></html>`;
  return { ...html(200, text), cookies: csrf.cookies };
}

/** Where HQ's user pages live. */
export function usersUrl(hq: Hq): string {
  return `/a/${hq.project}/settings/users/`;
}

export function htmlError(status: number, title: string): Reply {
  return html(status, `<!doctype html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`);
}

/** Django's middleware: a POST must bring the cookie's value in a header or form field. */
export function checkCsrf(call: Call): void {
  if (call.method === 'GET' || call.method === 'HEAD') return;
  const cookie = cookieOf(call, CSRF_COOKIE);
  const inForm = (): string | null | undefined =>
    readForm(call).get('csrfmiddlewaretoken') ?? fieldOf(readMultipart(call), 'csrfmiddlewaretoken');
  const given = call.headers['x-csrftoken'] ?? inForm();
  if (!cookie || given !== cookie) throw new ReplyError(htmlError(403, 'CSRF verification failed'));
}

/** Which page of a list endpoint is asked for: 10 rows unless told, pages counted from 1. Anything else is HQ's 500. */
export function readCut(query: URLSearchParams): { limit: number; page: number } {
  const limit = Number(query.get('limit') ?? '10');
  const number = Number(query.get('page') ?? '1');
  if (!Number.isInteger(limit) || !Number.isInteger(number) || limit < 1 || number < 1) {
    throw new ReplyError(htmlError(500, 'Server error'));
  }
  return { limit, page: number };
}

/** One page out of sorted rows, as HQ's list endpoints cut them. */
export function cut<T>(rows: readonly T[], query: URLSearchParams): { rows: T[]; page: number } {
  const { limit, page: number } = readCut(query);
  return { rows: rows.slice((number - 1) * limit, number * limit), page: number };
}

/** Search on username, last and first name, as HQ's index does it: every word must begin one of them or lie within. */
export function isFound(
  person: { username: string; first_name: string; last_name: string },
  query: string | null,
): boolean {
  const text = `${person.username} ${person.last_name} ${person.first_name}`.toLowerCase();
  return (query ?? '')
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
