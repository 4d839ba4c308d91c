import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy } from '../../../../main/security/content-security-policy.ts';
import { isExternalLinkAllowed } from '../../../../main/security/external-links.ts';
import { webPreferences } from '../../../../main/security/web-preferences.ts';

it('gives the page exactly the policy that keeps it off every network', () => {
  expect(contentSecurityPolicy).toBe(
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'none'; " +
      "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  );
});

it('sets every preference of the window that decides about its power', () => {
  expect(webPreferences('/app/preload.cjs', false)).toEqual({
    preload: '/app/preload.cjs',
    devTools: false,
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
  });
});

describe('links to the outside', () => {
  it.each([
    ['https://www.commcarehq.org/a/demo/settings/users/web/', null],
    ['https://eu.commcarehq.org/', null],
    ['https://hq.example.org/a/demo/', 'https://hq.example.org'],
  ])('%s may open in the browser', (url, server) => {
    expect(isExternalLinkAllowed(url, server)).toBe(true);
  });

  it.each([
    ['http://www.commcarehq.org/', null],
    ['https://www.commcarehq.org.evil.example/', null],
    ['https://www.commcarehq.org@evil.example/', null],
    ['https://user:pw@www.commcarehq.org/', null],
    ['https://hq.example.org/', null],
    ['http://127.0.0.1:8000/', 'http://127.0.0.1:8000'],
    ['file:///etc/passwd', null],
    ['javascript:alert(1)', null],
    ['smb://server/share', null],
    ['nonsense', null],
  ])('%s may not', (url, server) => {
    expect(isExternalLinkAllowed(url, server)).toBe(false);
  });
});
