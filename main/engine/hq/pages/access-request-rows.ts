/** The pending access requests in the Web Users page: HTML only, and for admins only. Source: corehq/apps/users/views/__init__.py, web_users.html. */
import type { AccessRequest } from '#shared/domain/access-request.ts';
import { htmlTokens } from './html-tags.ts';

/** "Approve Request" leads to the form of an invitation with the request's id; no other row of the page has such a link. */
const approveLink = /[?&]request_id=([^&#]+)/;

/** In the page's order: full name, e-mail. */
export function accessRequestsOf(html: string): AccessRequest[] {
  const requests: AccessRequest[] = [];
  let cells: string[] = [];
  let inCell = false;
  let id: string | null = null;
  for (const token of htmlTokens(html)) {
    if (token.kind === 'text') {
      if (inCell) cells.push((cells.pop() ?? '') + token.text);
    } else if (token.name === 'tr') {
      if (token.kind === 'close' && id !== null) {
        const [name = '', email = ''] = cells.map((cell) => cell.replace(/\s+/g, ' ').trim());
        requests.push({ id, name, email });
      }
      cells = [];
      id = null;
      inCell = false;
    } else if (token.name === 'td') {
      inCell = token.kind === 'open';
      if (inCell) cells.push('');
    } else if (token.kind === 'open' && token.name === 'a') {
      id = approveLink.exec(token.attributes.get('href') ?? '')?.[1] ?? id;
    }
  }
  return requests;
}
