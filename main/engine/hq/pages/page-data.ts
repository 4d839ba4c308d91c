/**
 * What HQ's pages carry for their own scripts: elements with `data-name` and `data-value` (initial page data and registered
 * addresses). Source: hqwebapp's `initial_page_data` and `registerurl` template tags, initial_page_data.js.
 */
import { htmlTokens } from './html-tags.ts';

/** Values by name. JSON where the attribute holds JSON, else its text, as HQ's own script takes it. */
export function pageDataOf(html: string): Map<string, unknown> {
  const data = new Map<string, unknown>();
  for (const token of htmlTokens(html)) {
    if (token.kind !== 'open') continue;
    const name = token.attributes.get('data-name');
    const value = token.attributes.get('data-value');
    if (name !== undefined && value !== undefined) data.set(name, valueOf(value));
  }
  return data;
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Addresses and plain texts are not written as JSON.
    return text;
  }
}
