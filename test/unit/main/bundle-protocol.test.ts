import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundleFile, bundleHeaders, createBundleHandler } from '../../../main/bundle-protocol.ts';

const folder = path.resolve('/srv/roster app/renderer');

describe('the files behind app://bundle', () => {
  it.each([
    ['app://bundle/index.html', 'index.html'],
    ['app://bundle/', 'index.html'],
    ['app://bundle/assets/index-1a.js?v=2#x', 'assets/index-1a.js'],
    ['app://bundle/a%20b.css', 'a b.css'],
    // The URL parser itself takes plain dots away before we see them.
    ['app://bundle/../../package.json', 'package.json'],
  ])('%s is %s', (url, file) => {
    expect(bundleFile(folder, url)).toBe(path.join(folder, file));
  });

  it.each([
    'app://bundle/..%2f..%2fpackage.json',
    'app://bundle/assets/..%2F..%2F..%2Fetc%2Fpasswd',
    'app://bundle/..%5c..%5cpackage.json',
    'app://bundle/%2e%2e%2f%2e%2e%2fsecret',
    'app://bundle/index.html%00.png',
    'app://bundle/%E0%A4%A',
    'app://bundle/.%2f',
    'app://other/index.html',
    'file:///etc/passwd',
    'https://bundle/index.html',
    'not a url',
  ])('%s is refused', (url) => {
    expect(bundleFile(folder, url)).toBeNull();
  });

  it('go out with the policy and without guessing of types', () => {
    const headers = bundleHeaders(path.join(folder, 'index.html'));
    expect(headers).toMatchObject({ 'Content-Type': 'text/html; charset=utf-8', 'X-Content-Type-Options': 'nosniff' });
    expect(headers['Content-Security-Policy']).toContain("script-src 'self'");
    expect(bundleHeaders('/x/y.exe')['Content-Type']).toBe('application/octet-stream');
  });
});

describe('the handler', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(path.join(os.tmpdir(), 'roster bundle '));
    await mkdir(path.join(root, 'assets'));
    await writeFile(path.join(root, 'index.html'), '<p>Roster</p>');
  });
  afterEach(() => rm(root, { recursive: true }));

  it('serves a file of the bundle', async () => {
    const response = await createBundleHandler(root)({ url: 'app://bundle/index.html' });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('<p>Roster</p>');
    expect(response.headers.get('Content-Security-Policy')).toContain("connect-src 'none'");
  });

  it.each([
    ['app://bundle/gone.js', 404],
    ['app://bundle/assets', 404],
    ['app://bundle/..%2findex.html', 403],
  ])('answers %s with %i', async (url, status) => {
    expect((await createBundleHandler(root)({ url })).status).toBe(status);
  });
});
