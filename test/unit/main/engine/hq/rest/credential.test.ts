import { expect, it } from 'vitest';
import { credentialHeaders } from '#engine/hq/rest/credential.ts';

it.each([
  [{ scheme: 'api-key', username: 'ana@x.org', apiKey: 'k' }, { authorization: 'ApiKey ana@x.org:k' }],
  [
    { scheme: 'basic', username: 'ana@x.org', password: 'pä:ss' },
    { authorization: `Basic ${Buffer.from('ana@x.org:pä:ss').toString('base64')}` },
  ],
  [
    { scheme: 'basic', username: 'a', password: 'b', otp: '123456' },
    { authorization: 'Basic YTpi', 'x-commcarehq-otp': '123456' },
  ],
  [{ scheme: 'bearer', token: 't' }, { authorization: 'Bearer t' }],
] as const)('%j', (credential, headers) => {
  expect(credentialHeaders(credential)).toEqual(headers);
});
