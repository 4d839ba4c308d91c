import { escapeHtml } from './page.ts';

/** The parts of a page for people that shows a list: they look at the sample as it is now. */

/** A moment as HQ's pages show it, in UTC. */
export function shownTime(time: string): string {
  return `${time.slice(0, 10)} ${time.slice(11, 16)}`;
}

/** A search box; `kept` is the parameter of the list that a search should not lose. */
export function searchForm(base: string, query: URLSearchParams, kept: readonly string[] | null): string {
  const [name, value] = kept ?? [];
  const hidden =
    name === undefined || value === undefined
      ? ''
      : `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`;
  return `<form method="get" action="${base}">${hidden}<label>Search <input type="search" name="query" value="${escapeHtml(query.get('query') ?? '')}"></label>
    <button type="submit">Search</button></form>`;
}

/** Links to the pages before and after; nothing where all fits on one. */
export function pageLinks(base: string, query: URLSearchParams, total: number, size: number, number: number): string {
  const last = Math.max(1, Math.ceil(total / size));
  if (last === 1) return '';
  const to = (wanted: number, text: string): string => {
    const next = new URLSearchParams(query);
    next.set('page', String(wanted));
    return `<a href="${base}?${escapeHtml(next.toString())}">${text}</a>`;
  };
  const links = [
    ...(number > 1 ? [to(number - 1, 'Previous')] : []),
    ...(number < last ? [to(number + 1, 'Next')] : []),
  ];
  return `, page ${number} of ${last} ${links.join(' ')}`;
}
