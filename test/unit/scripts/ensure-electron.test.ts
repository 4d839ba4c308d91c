import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { cacheFolder } from '../../../scripts/cache-folder.mjs';
import { electronBinary, electronEnvironment, waysToElectron } from '../../../scripts/ensure-electron.mjs';
import { integrityOf } from '../../../scripts/registry-electron.mjs';

const facts = {
  override: undefined,
  officialInstalled: false,
  officialFailedRecently: false,
  registryInstalled: false,
  platform: 'linux' as const,
  arch: 'x64',
};

describe('choosing an Electron', () => {
  it('obeys the person first', () => {
    expect(waysToElectron({ ...facts, override: 'my', officialInstalled: true })).toEqual(['override']);
  });

  it('takes an empty variable for none', () => {
    expect(waysToElectron({ ...facts, override: '', officialInstalled: true })).toEqual(['official']);
  });

  it('tries the official download before the one in the registry', () => {
    expect(waysToElectron(facts)).toEqual(['download', 'registry']);
  });

  it('does not wait for a download that failed today when another Electron is at hand', () => {
    expect(waysToElectron({ ...facts, officialFailedRecently: true, registryInstalled: true })).toEqual(['registry']);
    expect(waysToElectron({ ...facts, officialFailedRecently: true })).toEqual(['download', 'registry']);
  });

  it('offers other systems the official one only', () => {
    expect(waysToElectron({ ...facts, platform: 'win32' })).toEqual(['download']);
    expect(waysToElectron({ ...facts, arch: 'arm64' })).toEqual(['download']);
  });

  it('leaves the electron package alone when its own build is used', () => {
    const executable = path.join('d', electronBinary('linux'));
    expect(electronEnvironment({ source: 'official', dist: 'd', executable })).toEqual({
      ELECTRON_EXEC_PATH: executable,
    });
    expect(electronEnvironment({ source: 'registry', dist: 'd', executable })).toEqual({
      ELECTRON_EXEC_PATH: executable,
      ELECTRON_OVERRIDE_DIST_PATH: 'd',
    });
  });
});

describe('the download cache', () => {
  const home = path.resolve('home');

  it('follows XDG_CACHE_HOME only when it is absolute', () => {
    expect(cacheFolder({ XDG_CACHE_HOME: path.resolve('xdg') }, home)).toBe(path.join(path.resolve('xdg'), 'roster'));
    expect(cacheFolder({ XDG_CACHE_HOME: 'relative' }, home)).toBe(path.join(home, '.cache', 'roster'));
    expect(cacheFolder({}, home)).toBe(path.join(home, '.cache', 'roster'));
  });
});

describe('checking a download', () => {
  let folder = '';
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("gives the checksum in npm's own notation", async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'roster check '));
    const file = path.join(folder, 'empty');
    await writeFile(file, '');
    expect(await integrityOf(file)).toBe(
      'sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==',
    );
  });
});
