import path from 'node:path';
import { expect, it } from 'vitest';
import { bundlePaths, userDataOverride } from '../../../main/app-paths.ts';

it('takes the data folder from ROSTER_USER_DATA when it is absolute', () => {
  expect(userDataOverride({})).toBeNull();
  expect(userDataOverride({ ROSTER_USER_DATA: '' })).toBeNull();
  const absolute = path.resolve('/data/some where');
  expect(userDataOverride({ ROSTER_USER_DATA: absolute })).toBe(absolute);
  expect(() => userDataOverride({ ROSTER_USER_DATA: 'relative/folder' })).toThrow(/absolute/);
});

it('finds the bundles in the app, packaged or not', () => {
  expect(bundlePaths('/opt/app.asar').engine).toBe(path.join('/opt/app.asar', 'out', 'main', 'engine.cjs'));
});
