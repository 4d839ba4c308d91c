import { isObject } from './call.ts';
import { badRequest } from './reply.ts';

export type Page = { limit: number; offset: number };
export type ListBody = { meta: Record<string, unknown>; objects: unknown[] };

/** tastypie's default page. */
const DEFAULT_LIMIT = 20;
const WHOLE_NUMBER = /^\s*[+-]?\d+\s*$/;

function wholeNumber(text: string, name: string, wanted: string): number {
  if (!WHOLE_NUMBER.test(text)) throw badRequest(`Invalid ${name} '${text}' provided. Please provide ${wanted}.`);
  const value = Number(text);
  if (value < 0) throw badRequest(`Invalid ${name} '${value}' provided. Please provide a positive integer >= 0.`);
  return value;
}

/** tastypie paginator.py get_limit and get_offset: `limit=0` and anything above the maximum mean the maximum. */
export function readPage(query: URLSearchParams, maxLimit: number): Page {
  const limit = wholeNumber(query.get('limit') ?? String(DEFAULT_LIMIT), 'limit', 'a positive integer');
  const offset = wholeNumber(query.get('offset') ?? '0', 'offset', 'an integer');
  return { limit: limit === 0 ? maxLimit : Math.min(limit, maxLimit), offset };
}

/** A list body. `next` and `previous` are bare query strings, since HQ cannot reverse the list's URI without the domain. */
export function listBody(query: URLSearchParams, page: Page, total: number, objects: unknown[]): ListBody {
  const { limit, offset } = page;
  const link = (to: number): string => {
    const others = [...query].filter(([name]) => name !== 'limit' && name !== 'offset');
    return `?${new URLSearchParams([...others, ['limit', String(limit)], ['offset', String(to)]]).toString()}`;
  };
  return {
    meta: {
      limit,
      next: offset + limit < total ? link(offset + limit) : null,
      offset,
      previous: offset - limit >= 0 ? link(offset - limit) : null,
      total_count: total,
    },
    objects,
  };
}

/** Whether an answer's body is a list. */
export function isListBody(body: unknown): body is ListBody {
  return isObject(body) && isObject(body['meta']) && Array.isArray(body['objects']);
}
