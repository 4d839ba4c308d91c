import { startPracticeHq } from '#practice/start-practice-hq.ts';
import type { PracticeHq, PracticeOptions } from '#practice/start-practice-hq.ts';

export type Answer = { status: number; headers: Headers; text: string; json(): unknown };
export type AskOptions = {
  method?: string;
  /** The Authorization header; 'none' for no header, left out for the project's key. */
  auth?: string;
  headers?: Record<string, string>;
  json?: unknown;
  raw?: string;
};

/** A practice HQ and the ways to ask it, for one test. */
export type Practice = {
  hq: PracticeHq;
  /** A REST call; a path that does not begin with "/" is under the project's API. Throws when the connection is cut. */
  ask(path: string, options?: AskOptions): Promise<Answer>;
  /** A control call; throws unless it is answered with 200. */
  control(path: string, options?: { method?: string; json?: unknown }): Promise<unknown>;
};

export async function startPractice(options: PracticeOptions = {}): Promise<Practice> {
  const hq = await startPracticeHq({ size: 6, ...options });
  const ask = async (path: string, given: AskOptions = {}): Promise<Answer> => {
    const url = hq.url + (path.startsWith('/') ? path : `/a/${hq.project}/api/${path}`);
    const headers: Record<string, string> = { ...given.headers };
    if (given.auth !== 'none') headers['Authorization'] = given.auth ?? `ApiKey ${hq.username}:${hq.apiKey}`;
    if (given.json !== undefined) headers['Content-Type'] ??= 'application/json';
    const body = given.raw ?? (given.json === undefined ? undefined : JSON.stringify(given.json));
    const response = await fetch(url, { method: given.method ?? 'GET', headers, body, redirect: 'manual' });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: (): unknown => JSON.parse(text) };
  };
  const control = async (path: string, given: { method?: string; json?: unknown } = {}): Promise<unknown> => {
    const answer = await ask(`/__practice__/${path}`, {
      ...given,
      method: given.method ?? (given.json === undefined ? 'GET' : 'POST'),
      auth: 'none',
      headers: { 'X-Practice-Token': hq.controlToken },
    });
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.text}`);
    return answer.json();
  };
  return { hq, ask, control };
}
