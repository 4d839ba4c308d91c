import { expect, it } from 'vitest';
import { createCookieJar, savedCookieSchema } from '#engine/hq/pages/cookie-jar.ts';

const at = new URL('https://hq.example.org/a/demo/login/');
const later = 'Wed, 21 Oct 2099 07:28:00 GMT';

it('takes cookies, sends them by path and scheme, and gives them to be kept', () => {
  const jar = createCookieJar([], () => 1_000);
  expect(
    jar.take(at, [
      `sessionid=s1; Path=/; HttpOnly; Secure; Expires=${later}`,
      'csrftoken=c=1; Path=/; Max-Age=60',
      'here=h',
      'folder=f; Path=/a/demo',
    ]),
  ).toBe(true);
  expect(jar.header(new URL('https://hq.example.org/a/demo/x/'))).toBe('folder=f; sessionid=s1; csrftoken=c=1');
  expect(jar.header(at)).toBe('here=h; folder=f; sessionid=s1; csrftoken=c=1');
  expect(jar.header(new URL('http://hq.example.org/a/demonstration/'))).toBe('csrftoken=c=1');
  expect(jar.value('csrftoken')).toBe('c=1');

  const kept = savedCookieSchema.array().parse(JSON.parse(JSON.stringify(jar.cookies())));
  expect(createCookieJar(kept, () => 1_000).header(at)).toBe(jar.header(at));
  // A minute later the token is too old, Max-Age weighing more than anything.
  expect(createCookieJar(kept, () => 61_001).value('csrftoken')).toBeNull();
});

it('tells what changed, deletes on demand, and takes nothing for another host', () => {
  const jar = createCookieJar([], () => 1_000);
  jar.take(at, ['sessionid=s1; Path=/']);
  expect(jar.take(at, ['sessionid=s1; Path=/'])).toBe(false);
  expect(jar.take(at, ['x=1; Domain=evil.org', 'no cookie', '=v'])).toBe(false);
  expect(jar.take(at, ['y=1; Domain=.example.org; Path=/'])).toBe(true);
  expect(jar.take(at, ['sessionid=; Path=/; Max-Age=0'])).toBe(true);
  expect(jar.header(at)).toBe('y=1');
});
