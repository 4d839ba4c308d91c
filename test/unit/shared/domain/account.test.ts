import { describe, expect, it } from 'vitest';
import { serverAddressSchema } from '#shared/domain/account.ts';

describe("a server's address", () => {
  it.each([
    ['www.commcarehq.org', 'https://www.commcarehq.org'],
    [' https://www.commcarehq.org/a/demo/ ', 'https://www.commcarehq.org'],
    ['HQ.example.org:8443', 'https://hq.example.org:8443'],
    ['localhost:8000', 'http://localhost:8000'],
    ['http://127.0.0.1:8000', 'http://127.0.0.1:8000'],
  ])('%s is taken as %s', (typed, origin) => {
    expect(serverAddressSchema.parse(typed)).toBe(origin);
  });

  it.each(['ftp://x', 'file:///etc/hosts', 'ftp://localhost', 'http://www.commcarehq.org', '', 'https://'])(
    '%s is refused',
    (typed) => {
      expect(serverAddressSchema.safeParse(typed).success).toBe(false);
    },
  );
});
