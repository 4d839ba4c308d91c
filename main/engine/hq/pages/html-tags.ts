/**
 * The tags and texts of an HTML page in their order: just enough of HTML for pages that Django's templates write (quoted
 * attributes, comments, scripts). No tree: what Roster reads are attributes, form fields and messages.
 */
import { decodeHtml } from './html-entities.ts';

export type HtmlToken =
  | { kind: 'open'; name: string; attributes: ReadonlyMap<string, string> }
  | { kind: 'close'; name: string }
  | { kind: 'text'; text: string };

/** Elements whose content is not markup. A textarea's and a title's content has entities, a script's has none. */
const rawContent: ReadonlySet<string> = new Set(['script', 'style', 'textarea', 'title', 'noscript', 'template']);
const plainContent: ReadonlySet<string> = new Set(['textarea', 'title']);

const attribute = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?/g;
/** A tag from `<` to its `>`, which inside quotes does not end it. */
const tag = /<(\/?)([a-z][^\s/>]*)((?:[^"'>]|"[^"]*"|'[^']*')*)>/iy;

export function* htmlTokens(html: string): Generator<HtmlToken> {
  let at = 0;
  while (at < html.length) {
    const next = html.indexOf('<', at);
    if (next === -1) {
      yield* textToken(html.slice(at));
      return;
    }
    if (next > at) yield* textToken(html.slice(at, next));
    const skipped = commentEnd(html, next);
    if (skipped !== null) {
      at = skipped;
      continue;
    }
    tag.lastIndex = next;
    const match = tag.exec(html);
    if (match === null) {
      // A lone < is text.
      yield { kind: 'text', text: '<' };
      at = next + 1;
      continue;
    }
    at = tag.lastIndex;
    const name = (match[2] ?? '').toLowerCase();
    if (match[1] === '/') {
      yield { kind: 'close', name };
      continue;
    }
    yield { kind: 'open', name, attributes: attributesOf(match[3] ?? '') };
    if (rawContent.has(name)) {
      const end = rawEnd(html, name, at);
      if (plainContent.has(name)) yield* textToken(html.slice(at, end));
      at = end;
    }
  }
}

function* textToken(raw: string): Generator<HtmlToken> {
  if (raw !== '') yield { kind: 'text', text: decodeHtml(raw) };
}

/** Where a comment or a declaration that begins here ends; null when none begins. An open one takes the rest. */
function commentEnd(html: string, at: number): number | null {
  const isComment = html.startsWith('<!--', at);
  if (!isComment && !html.startsWith('<!', at) && !html.startsWith('<?', at)) return null;
  const close = isComment ? '-->' : '>';
  const end = html.indexOf(close, at + (isComment ? 4 : 2));
  return end === -1 ? html.length : end + close.length;
}

function rawEnd(html: string, name: string, from: number): number {
  const close = new RegExp(`</${name}[\\s/>]`, 'gi');
  close.lastIndex = from;
  return close.exec(html)?.index ?? html.length;
}

function attributesOf(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, name = '', double, single, bare] of text.matchAll(attribute)) {
    const key = name.toLowerCase();
    // The first of two equal names counts, as in browsers.
    if (!found.has(key)) found.set(key, decodeHtml(double ?? single ?? bare ?? ''));
  }
  return found;
}
