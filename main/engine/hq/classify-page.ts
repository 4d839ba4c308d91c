/**
 * What an answer of one of HQ's web pages means, asked by a signed-in session. Called by `classifyAnswer` only. The same statuses
 * mean other things than in REST: 302 is both "done" and "log in again", 401 is "outside your locations".
 * Sources: corehq/apps/domain/decorators.py (log-in, two-factor, membership), corehq/apps/users/views/__init__.py,
 * corehq/middleware.py (session time-out), corehq/apps/users/decorators.py.
 */
import { looksLikeHtml, parseJson, plainText, timeOf } from './answer-text.ts';
import type { HttpAnswer } from './http-answer.ts';
import type { Failure } from './outcome.ts';

/** What was asked of a page, as far as it matters to what the answer means. */
export type AskedPage = {
  method: 'GET' | 'POST';
  now: number;
  page: {
    /** The address asked. */
    url: URL;
    /** The good answer: JSON, a page, somewhere to go on, an empty 200, or a file. Several where HQ has several. */
    wants: readonly ('json' | 'html' | 'redirect' | 'empty' | 'file')[];
    /** A 404 of one record means that it is gone; of the project's own pages, that they are not for this account. */
    about: 'project' | 'record';
    /** The folder of this server that a good redirect leads into, its path; null: anywhere (a sign-in). */
    landing: string | null;
  };
};

export type PageAnswer =
  | { kind: 'json'; status: number; json: unknown; serverTime: number | null }
  | { kind: 'html'; status: number; html: string; serverTime: number | null }
  | { kind: 'redirect'; status: number; location: URL; serverTime: number | null }
  | { kind: 'empty'; status: number; serverTime: number | null }
  | { kind: 'file'; status: number; serverTime: number | null };

export function classifyPage(answer: HttpAnswer, asked: AskedPage): PageAnswer | Failure {
  const { status } = answer;
  if (status >= 300 && status < 400) return redirected(answer, asked);
  if (status >= 200 && status < 300) return succeeded(answer, asked);
  const text = textOf(answer);
  switch (status) {
    // Not "log in again": the person is outside the account's locations.
    case 401:
    case 451:
      return { kind: 'permission', status, message: text };
    case 403:
      return forbidden(answer);
    case 404:
      return asked.page.about === 'record'
        ? { kind: 'gone', status, message: text }
        : { kind: 'permission', status, message: text };
    case 408:
      return { kind: 'no-answer', cause: 'timeout', message: 'HTTP 408' };
    default:
      return { kind: 'refused', status, messages: [text === '' ? `HTTP ${status}` : text], fields: {} };
  }
}

function redirected(answer: HttpAnswer, asked: AskedPage): PageAnswer | Failure {
  const { status } = answer;
  const { url, wants, landing } = asked.page;
  const target = answer.location ?? '';
  const location = target !== '' && URL.canParse(target, url.href) ? new URL(target, url) : null;
  // A captive portal, or an identity provider that the session must go back to.
  if (location === null || location.origin !== url.origin)
    return { kind: 'not-hq', status, message: `redirect (${status})` };
  if (isLogin(location.pathname)) return { kind: 'session-over', status, message: 'log-in page' };
  const path = location.pathname.toLowerCase();
  if (wants.includes('redirect') && (landing === null || path.startsWith(landing.toLowerCase())))
    return { kind: 'redirect', status, location, serverTime: timeOf(answer) };
  // The project asks for two-factor, and the account has none yet.
  if (/^\/account\/two_factor\//.test(path)) return { kind: 'login', status, message: 'two-factor' };
  // HQ sends elsewhere (`/no_permissions/`, the dashboard) from pages that the role may not see, also after a POST: nothing was done.
  return { kind: 'permission', status, message: `redirect (${status})` };
}

/** `/a/<project>/login/` and `/accounts/login/`; a session's time-out leads to either. */
export function isLogin(pathname: string): boolean {
  return /^\/(a\/[^/]+|accounts)\/login\//.test(pathname);
}

/**
 * Every page of HQ names the CSRF token in a script and two-factor in a menu: only the heading says what a page is about, or the one
 * sentence that Django and django-two-factor-auth have in theirs. An answer that is no page is taken whole.
 */
function forbidden(answer: HttpAnswer): Failure {
  const { status } = answer;
  const message = textOf(answer);
  const text = looksLikeHtml(answer) ? shownText(answer.body) : message;
  // The token belongs to a session that is no more (or to another tab's sign-in).
  if (/CSRF/.test(message) || /CSRF verification failed/i.test(text))
    return { kind: 'session-over', status, message: 'CSRF' };
  if (/two.?factor/i.test(message) || /verify using two-factor authentication/i.test(text))
    return { kind: 'login', status, message };
  return { kind: 'permission', status, message };
}

/** What a reader sees of a page, without its menus. */
function shownText(html: string): string {
  return html
    .replaceAll(/<(script|style|nav|a)\b[\s\S]*?<\/\1\s*>/gi, ' ')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ');
}

function succeeded(answer: HttpAnswer, asked: AskedPage): PageAnswer | Failure {
  const { status, body } = answer;
  const { wants } = asked.page;
  const serverTime = timeOf(answer);
  const isJson = /\bjson\b/i.test(answer.contentType ?? '');
  if (wants.includes('json') && isJson) {
    const json = status === 200 ? parseJson(body) : undefined;
    if (json !== undefined) return { kind: 'json', status, json, serverTime };
    return { kind: 'bad-reply', status, path: '', message: 'the JSON is broken' };
  }
  if (wants.includes('empty') && body.trim() === '') return { kind: 'empty', status, serverTime };
  if (!looksLikeHtml(answer)) {
    if (wants.includes('file') && body !== '') return { kind: 'file', status, serverTime };
    return { kind: 'not-hq', status, message: `${answer.contentType ?? 'no content type'} (${status})` };
  }
  const instead = otherPage(answer, asked);
  if (instead !== null) return instead;
  if (wants.includes('html')) return { kind: 'html', status, html: body, serverTime };
  return { kind: 'not-hq', status, message: `HTML (${status})` };
}

/** A 200 whose page is not the one asked for. Their titles are texts, so this may miss; the reader of a page then finds nothing in it. */
function otherPage(answer: HttpAnswer, asked: AskedPage): Failure | null {
  const { status, body } = answer;
  if (/name="auth-username"/.test(body) && !isLogin(asked.page.url.pathname))
    return { kind: 'session-over', status, message: 'log-in page' };
  const heading = headingOf(body);
  if (/request access/i.test(heading)) return { kind: 'permission', status, message: heading };
  if (/subscription (is )?paused|upgrade (your )?(plan|subscription)/i.test(heading))
    return { kind: 'plan', status, message: heading };
  return null;
}

function headingOf(html: string): string {
  const title = /<title[^>]*>([\s\S]*?)<\/title>/i.exec(html)?.[1] ?? '';
  const heading = /<h1[^>]*>([\s\S]*?)<\/h1>/i.exec(html)?.[1] ?? '';
  return plainText(`${title} ${heading}`);
}

/** What to show of an answer: a page's heading, or a plain text. */
function textOf(answer: HttpAnswer): string {
  return looksLikeHtml(answer) ? headingOf(answer.body) : plainText(answer.body);
}
