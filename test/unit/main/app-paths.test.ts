import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { bundlePaths, ensureWritable, userDataOverride } from '../../../main/app-paths.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

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

it('makes the data folder, and says plainly when it takes no writes', () => {
  const folder = path.join(tempFolder(), 'not', 'yet');
  ensureWritable(folder);
  expect(existsSync(folder)).toBe(true);
  const readOnly = () => {
    throw Object.assign(new Error('EROFS: read-only file system'), { code: 'EROFS' });
  };
  expect(() => {
    ensureWritable(folder, readOnly);
  }).toThrow(`Nothing can be written in ${folder} (EROFS)`);
});
