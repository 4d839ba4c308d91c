import { describe, expect, it, vi } from 'vitest';
import { readProxyList, systemProxy } from '../../../main/system-proxy.ts';

describe("the system's proxy for an address", () => {
  it.each([
    ['DIRECT', { kind: 'direct' }],
    ['', { kind: 'direct' }],
    ['PROXY proxy.example.org:3128', { kind: 'proxy', url: 'http://proxy.example.org:3128' }],
    ['PROXY proxy.example.org:3128; DIRECT', { kind: 'proxy', url: 'http://proxy.example.org:3128' }],
    ['HTTPS secure.example.org:443;PROXY other:80', { kind: 'proxy', url: 'https://secure.example.org:443' }],
    ['SOCKS5 socks.example.org:1080; PROXY p:8080', { kind: 'proxy', url: 'http://p:8080' }],
    ['SOCKS socks.example.org:1080; DIRECT', { kind: 'direct' }],
    ['SOCKS5 socks.example.org:1080', { kind: 'unsupported', name: 'SOCKS5 socks.example.org:1080' }],
    ['PROXY [2001:db8::1]:3128', { kind: 'proxy', url: 'http://[2001:db8::1]:3128' }],
    ['PROXY', { kind: 'unsupported', name: 'PROXY' }],
  ])('%j', (list, proxy) => {
    expect(readProxyList(list)).toEqual(proxy);
  });

  it('is none where the system cannot say, and the log tells', async () => {
    const log = vi.fn();
    const resolver = { resolveProxy: () => Promise.reject(new Error('no settings')) };
    expect(await systemProxy(resolver, 'https://hq.example.org', log)).toEqual({ kind: 'direct' });
    expect(log).toHaveBeenCalledWith('warn', expect.stringContaining('no settings'));
  });
});
