import { describe, expect, it } from 'vitest';
import { hqWords } from '#engine/hq/hq-words.ts';
import type { Failure } from '#engine/hq/outcome.ts';

describe('hqWords', () => {
  const ours: Failure[] = [
    { kind: 'no-answer', cause: 'reset', message: 'UND_ERR_SOCKET: other side closed' },
    { kind: 'no-answer', cause: 'unconfirmed', message: 'not shown yet' },
    { kind: 'not-sent', cause: 'network', message: 'ECONNREFUSED' },
    { kind: 'not-sent', cause: 'tls', message: 'CERT_HAS_EXPIRED' },
    { kind: 'not-hq', status: 200, message: 'HTML (200)' },
    { kind: 'bad-reply', status: 200, path: 'objects', message: 'expected array' },
    { kind: 'session-over', status: 302, message: 'log-in page' },
  ];
  it.each(ours)('has none of HQ’s in $kind ($message)', (failure) => {
    expect(hqWords(failure)).toEqual([]);
  });

  it('are what HQ answered', () => {
    expect(hqWords({ kind: 'refused', status: 400, messages: ['No.', 'Never.'], fields: {} })).toEqual([
      'No.',
      'Never.',
    ]);
    expect(hqWords({ kind: 'server-error', status: 500, message: 'Sorry' })).toEqual(['Sorry']);
    expect(hqWords({ kind: 'gone', status: 404, message: '' })).toEqual([]);
  });
});
