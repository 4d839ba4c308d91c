import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { childEnvironment, findNode, hostKind, unpackedPath } from '../../../../main/engine-host/host-kind.ts';

it.each([
  ['8', 'node'],
  ['9', 'node'],
  ['10', 'utility'],
  ['11', 'utility'],
  [undefined, 'node'],
])('Node-API %s runs the engine as %s', (nodeApi, kind) => {
  expect(hostKind(nodeApi)).toBe(kind);
});

describe('the Node beside an older Electron', () => {
  const installed = path.join(
    '/app',
    'node_modules',
    'node',
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );

  it('is the one that is named', () => {
    expect(findNode({ ROSTER_NODE: '/opt/node' }, '/app', () => true)).toBe('/opt/node');
  });

  it('is the installed one when none is named or the named one is gone', () => {
    expect(findNode({}, '/app', () => true)).toBe(installed);
    expect(findNode({ ROSTER_NODE: '/gone' }, '/app', (file) => file === installed)).toBe(installed);
  });

  it('is asked for in words when there is none', () => {
    expect(() => findNode({}, '/app', () => false)).toThrow(/ROSTER_NODE/);
  });
});

it('points a plain Node at the unpacked copy beside the asar', () => {
  expect(unpackedPath('/opt/Roster/resources/app.asar/out/main/engine.cjs')).toBe(
    '/opt/Roster/resources/app.asar.unpacked/out/main/engine.cjs',
  );
  expect(unpackedPath('C:\\Roster\\resources\\app.asar\\out\\main\\engine.cjs')).toBe(
    'C:\\Roster\\resources\\app.asar.unpacked\\out\\main\\engine.cjs',
  );
  expect(unpackedPath('/src/roster/out/main/engine.cjs')).toBe('/src/roster/out/main/engine.cjs');
});

it('hands on the environment without what changes how Node starts, and with our version', () => {
  const env = { PATH: '/bin', NODE_OPTIONS: '--inspect', ELECTRON_RUN_AS_NODE: '1' };
  expect(childEnvironment(env, '1.2.3')).toEqual({ PATH: '/bin', ROSTER_VERSION: '1.2.3' });
});

it('hands no secret of the command line on', () => {
  // Windows takes names of variables without case.
  const env = { ROSTER_API_KEY: 'k', ROSTER_WORKER_PASSWORD: 'p', roster_api_key: 'k', ROSTER_NODE: '/node' };
  expect(childEnvironment(env, '1.2.3')).toEqual({ ROSTER_NODE: '/node', ROSTER_VERSION: '1.2.3' });
});
