/** What a page of HQ says to the person: flash messages, errors of form fields, and the links inside them. */
import { htmlTokens } from './html-tags.ts';

export type PageMessage = {
  text: string;
  links: string[];
  /** The form field it is about (its name), null for a message about the whole. */
  field: string | null;
};

/** Classes of Bootstrap 3 and 5 (HQ is between the two) and Django's own list of errors. */
const message = /(^|\s)(alert|alert-\S+|messages?)(\s|$)/;
const fieldError = /(^|\s)(errorlist|invalid-feedback|help-block-error|has-error-text|error-message)(\s|$)/;
/** Bootstrap 3 as crispy-forms writes it: `<span id="error_1_id_email" class="help-block">`. */
const fieldErrorId = /^error_\d+_(?:id_)?(.+)$/;
/** HQ's forms are written with the error below the field. */
const fieldTags: ReadonlySet<string> = new Set(['input', 'select', 'textarea']);
/** Never closed, so they must not be counted. */
const voidElements: ReadonlySet<string> = new Set(
  'area base br col embed hr img input link meta source track wbr'.split(' '),
);

/** In the page's order; empty ones left out. */
export function messagesOfPage(html: string): PageMessage[] {
  const found: PageMessage[] = [];
  let open: PageMessage | null = null;
  let depth = 0;
  /** The last one on the page so far. */
  let field: string | null = null;
  for (const token of htmlTokens(html)) {
    if (token.kind === 'open' && fieldTags.has(token.name)) field = token.attributes.get('name') ?? field;
    if (open === null) {
      if (token.kind !== 'open' || voidElements.has(token.name)) continue;
      const begun = begins(token.attributes);
      if (begun === null) continue;
      const named = fieldErrorId.exec(token.attributes.get('id') ?? '')?.[1];
      open = { text: '', links: [], field: begun === 'field' ? (named ?? field) : null };
      depth = 1;
      continue;
    }
    if (token.kind === 'text') open.text += token.text;
    else if (token.kind === 'open') {
      // Undo is a link in HQ's flash message that its script turns into a POST; a form there is a POST by itself.
      const link = token.attributes.get('href') ?? (token.name === 'form' ? token.attributes.get('action') : undefined);
      if (link !== undefined) open.links.push(link);
      if (!voidElements.has(token.name)) depth += 1;
      if (token.name === 'li' || token.name === 'p' || token.name === 'br') open.text += ' ';
    } else if (--depth === 0) {
      const text = open.text.replaceAll(/\s+/g, ' ').replace(/^×\s*/, '').trim();
      if (text !== '') found.push({ ...open, text });
      open = null;
    }
  }
  return found;
}

function begins(attributes: ReadonlyMap<string, string>): 'message' | 'field' | null {
  const classes = attributes.get('class') ?? '';
  if (fieldError.test(classes) || fieldErrorId.test(attributes.get('id') ?? '')) return 'field';
  if (attributes.get('role') === 'alert' || message.test(classes)) return 'message';
  return null;
}
