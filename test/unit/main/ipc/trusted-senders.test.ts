import { describe, expect, it } from 'vitest';
import { isTrustedSender, isTrustedUrl, trustedOrigins } from '../../../../main/ipc/trusted-senders.ts';

const page = { url: 'app://bundle/index.html', isTop: true };

describe('the origins that are the app', () => {
  it('are the bundle alone in a packaged app, whatever the environment says', () => {
    expect(trustedOrigins('http://127.0.0.1:5173/', true)).toEqual(['app://bundle']);
  });

  it('include the development server while developing', () => {
    expect(trustedOrigins('http://localhost:5173/', false)).toEqual(['app://bundle', 'http://localhost:5173']);
    expect(trustedOrigins(undefined, false)).toEqual(['app://bundle']);
    expect(trustedOrigins('', false)).toEqual(['app://bundle']);
  });

  it.each(['app://other/', 'https://bundle/', 'about:blank', '', 'app://bundle.evil/'])('do not include %s', (url) => {
    expect(isTrustedUrl(url, ['app://bundle'])).toBe(false);
  });
});

describe('a sender', () => {
  const origins = ['app://bundle'];

  it('is trusted when it is the top frame of our window on our bundle', () => {
    expect(isTrustedSender({ ownWindow: true, frame: page }, origins)).toBe(true);
  });

  it.each([
    ['another window', { ownWindow: false, frame: page }],
    ['a frame inside the page', { ownWindow: true, frame: { ...page, isTop: false } }],
    ['a frame that is gone', { ownWindow: true, frame: null }],
    ['another origin', { ownWindow: true, frame: { url: 'https://example.org/', isTop: true } }],
  ])('is not trusted when it is %s', (_, sender) => {
    expect(isTrustedSender(sender, origins)).toBe(false);
  });
});
