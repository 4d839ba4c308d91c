import { describe, expect, it } from 'vitest';
import { parseProbe } from '../../../scripts/probe-electron.mjs';

describe('asking an Electron for its versions', () => {
  it('reads its version and Node-API', () => {
    expect(parseProbe('{"node":"18.15.0","electron":"25.1.1","napi":"8"}\n')).toEqual({
      electron: '25.1.1',
      nodeApi: 8,
    });
  });

  it('does not take a Node for an Electron', () => {
    expect(() => parseProbe(JSON.stringify(process.versions))).toThrow('no Electron');
  });
});
