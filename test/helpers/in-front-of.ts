import { onTestFinished } from 'vitest';
import type { PracticeHq } from '#practice/start-practice-hq.ts';
import { scriptedServer } from './scripted-server.ts';
import type { SeenRequest } from './scripted-server.ts';

/** An answer given in HQ's place. */
export type Instead = { status: number; body: unknown };

export type InFront = {
  url: string;
  /** What is asked from now on: an answer in HQ's place, or null for HQ's own. */
  answer(instead: (request: SeenRequest) => Instead | null): void;
};

/** A server in front of a practice HQ, for the answers of HQ's that the practice HQ has no way to give. Ended with the test. */
export async function inFrontOf(hq: Pick<PracticeHq, 'url'>): Promise<InFront> {
  let instead: (request: SeenRequest) => Instead | null = () => null;
  const server = await scriptedServer((request, response) => {
    const told = instead(request);
    if (told) {
      response.writeHead(told.status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(told.body));
      return;
    }
    const { method, url, headers, body } = request;
    const passed = { Authorization: headers.authorization ?? '', 'Content-Type': headers['content-type'] ?? '' };
    void fetch(hq.url + url, { method, headers: passed, body: body === '' ? undefined : body }).then(
      async (answer) => {
        response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' });
        response.end(await answer.text());
      },
      () => response.destroy(),
    );
  });
  onTestFinished(() => server.close());
  return {
    url: server.url,
    answer: (next) => {
      instead = next;
    },
  };
}
