import { describe, expect, it } from 'vitest';
import { currentPackageNames, hasDisplay, missingLibraries } from '../../../scripts/ensure-display.mjs';
import { sandboxSwitches } from '../../../scripts/prepare-electron.mjs';

describe('what Electron needs of a Linux', () => {
  it('finds the libraries that the loader misses', () => {
    const output = '\tlibc.so.6 => /lib/libc.so.6 (0x1)\n\tlibgtk-3.so.0 => not found\n\tlibnss3.so => not found\n';
    expect(missingLibraries(output)).toEqual(['libgtk-3.so.0', 'libnss3.so']);
  });

  it('asks for the renamed package where only that one exists', () => {
    const offered = new Set(['libgtk-3-0t64', 'libnss3']);
    expect(currentPackageNames(['libgtk-3-0', 'libnss3', 'libgone'], (name) => offered.has(name))).toEqual([
      'libgtk-3-0t64',
      'libnss3',
      'libgone',
    ]);
  });

  it('knows a display when there is one', () => {
    expect(hasDisplay({ DISPLAY: '' })).toBe(false);
    expect(hasDisplay({ DISPLAY: ':0' })).toBe(true);
    expect(hasDisplay({ WAYLAND_DISPLAY: 'wayland-0' })).toBe(true);
  });

  it('gives up the sandbox for root only', () => {
    expect(sandboxSwitches(0)).toEqual(['--no-sandbox']);
    expect(sandboxSwitches(1000)).toEqual([]);
    expect(sandboxSwitches(undefined)).toEqual([]);
  });
});
