import { describe, expect, it } from 'vitest';
import { Redactor, redacted } from '../../../main/redact.ts';

describe('what is kept out of the log', () => {
  it.each([
    ['password=hunter2 next', `password=${redacted} next`],
    ['{"apiKey":"0123abcd","id":1}', `{"apiKey":${redacted},"id":1}`],
    ['Authorization: ApiKey ana@example.org:0123abcd', `Authorization: ${redacted}`],
    ['sent ApiKey ana@example.org:0123abcd to HQ', `sent ApiKey ${redacted} to HQ`],
    ['Cookie: sessionid=abc; csrftoken=def', `Cookie: ${redacted}; csrftoken=${redacted}`],
    ['api_key: 42 and more', `api_key: ${redacted} and more`],
  ])('%s', (text, clean) => {
    expect(new Redactor().text(text)).toBe(clean);
  });

  it('is every known value, wherever it turns up', () => {
    const redactor = new Redactor();
    redactor.addSecret('S3cr3tK3y');
    expect(redactor.value(['x S3cr3tK3y y', { deep: { url: 'http://h/?k=S3cr3tK3y' } }])).toEqual([
      `x ${redacted} y`,
      { deep: { url: `http://h/?k=${redacted}` } },
    ]);
    expect(String(redactor.value(new Error('failed with S3cr3tK3y')))).not.toContain('S3cr3tK3y');
  });

  it('is everything that goes under a secret’s name', () => {
    const value = {
      apiKey: 'a',
      secretKey: 'b',
      headers: { authorization: 'c', Cookie: 'd' },
      csrf_token: 'e',
      name: 'Ana',
    };
    expect(new Redactor().value(value)).toEqual({
      apiKey: redacted,
      secretKey: redacted,
      headers: { authorization: redacted, Cookie: redacted },
      csrf_token: redacted,
      name: 'Ana',
    });
  });

  it('is not what merely sounds like it', () => {
    expect(new Redactor().text('pulled 400 workers of project keys-and-more')).toBe(
      'pulled 400 workers of project keys-and-more',
    );
  });
});

it('does not run round a circle', () => {
  const circle: Record<string, unknown> = { name: 'x' };
  circle['self'] = circle;
  expect(JSON.stringify(new Redactor().value(circle))).toContain('[…]');
});
