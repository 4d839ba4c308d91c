/** Looking at an answer's body without trusting what it calls itself. */
import type { HttpAnswer } from './http-answer.ts';

/** `undefined` where the text is no JSON. */
export function parseJson(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    // Not JSON: the caller decides by content type what that means.
    return undefined;
  }
}

export function looksLikeHtml(answer: HttpAnswer): boolean {
  if (/html/i.test(answer.contentType ?? '')) {
    // Django labels some empty and some plain replies text/html: only a body with markup is a page.
    return answer.body.trim() !== '' && /<[a-z!]/i.test(answer.body.slice(0, 2000));
  }
  return /^\s*<(!doctype|html|head|body)\b/i.test(answer.body);
}

/** Body as one line of text, tags removed, short enough for a message. */
export function plainText(body: string): string {
  return body
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 300);
}

/** The Date header, ms since 1970; null without one. */
export function timeOf(answer: HttpAnswer): number | null {
  const time = answer.date === null ? Number.NaN : Date.parse(answer.date);
  return Number.isNaN(time) ? null : time;
}
