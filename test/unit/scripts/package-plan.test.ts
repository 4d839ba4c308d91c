import { describe, expect, it } from 'vitest';
import { planPackages, unpackedApp } from '../../../scripts/package-plan.mjs';

describe('planning packages', () => {
  it('releases only with the official Electron', () => {
    const plan = planPackages('linux', 'registry');
    expect(plan.release).toEqual([]);
    expect(plan.skipped.map(({ target }) => target)).toEqual(['AppImage', 'deb', 'nsis', 'dmg', 'zip']);
    expect(plan.skipped[0]?.reason).toContain('official Electron');
  });

  it("makes this platform's packages and names where the others are made", () => {
    const plan = planPackages('win32', 'official');
    expect(plan).toMatchObject({ flag: '--win', release: ['nsis'] });
    expect(plan.skipped).toContainEqual({ target: 'dmg', reason: 'is made on macOS' });
  });

  it('refuses a platform that Roster is not made for', () => {
    expect(() => planPackages('freebsd', 'official')).toThrow('not packaged on freebsd');
  });

  it('knows where the unpacked app lies', () => {
    expect(unpackedApp('linux', 'x64')).toEqual({
      folder: 'linux-unpacked',
      executable: 'roster',
      resources: 'resources',
    });
    expect(unpackedApp('win32', 'arm64').folder).toBe('win-arm64-unpacked');
    expect(unpackedApp('darwin', 'arm64').folder).toBe('mac-arm64');
  });
});
