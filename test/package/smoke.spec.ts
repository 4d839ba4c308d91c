import { listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { _electron, expect, test } from '@playwright/test';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { sandboxSwitches } from '../../scripts/prepare-electron.mjs';

const app = z
  .object({ engineBeside: z.boolean(), executable: z.string(), resources: z.string() })
  .parse(JSON.parse(readFileSync(path.resolve(import.meta.dirname, '../../dist/packaged-app.json'), 'utf8')));

const asar = path.join(app.resources, 'app.asar');
/** Paths in the asar, with / on every platform. */
const packed = () => listPackage(asar, { isPack: false }).map((file) => file.split(path.sep).join('/'));

test('the packaged app opens its window, and its engine and practice HQ work', async () => {
  const userData = await mkdtemp(path.join(os.tmpdir(), 'roster package '));
  const electron = await _electron.launch({
    executablePath: app.executable,
    args: [...sandboxSwitches(process.getuid?.()), '--disable-gpu', `--user-data-dir=${userData}`],
  });
  try {
    expect(await electron.evaluate(({ app: running }) => running.isPackaged)).toBe(true);
    const window = await electron.firstWindow();
    await expect(window.getByText('Roster').first()).toBeVisible();
    await window.getByRole('button', { name: 'Try the practice project' }).click();
    await expect(window.getByRole('row').nth(5)).toBeVisible();
    await window.screenshot({ path: test.info().outputPath('packaged.png') });
  } finally {
    await electron.close();
    await rm(userData, { recursive: true, force: true, maxRetries: 10 });
  }
});

test('the package holds what runs, and nothing else', () => {
  const files = packed();
  for (const needed of [
    '/out/main/index.cjs',
    '/out/main/engine.cjs',
    '/out/main/practice.cjs',
    '/out/preload/index.cjs',
  ]) {
    expect(files).toContain(needed);
  }
  expect(files).toContain('/out/renderer/index.html');
  expect(files.filter((file) => /\.(tsx?|map)$/.test(file))).toEqual([]);
  const folders = new Set(files.map((file) => file.split('/')[1]));
  expect([...folders].sort()).toEqual(['node_modules', 'out', 'package.json']);
  const packages = new Set(files.filter((file) => file.startsWith('/node_modules/')).map((file) => file.split('/')[2]));
  expect([...packages]).toEqual(['better-sqlite3']);
});

test('SQLite lies unpacked, for this platform only', () => {
  const prebuilds = path.join(`${asar}.unpacked`, 'node_modules', 'better-sqlite3', 'prebuilds');
  expect(readdirSync(prebuilds)).toEqual([`${process.platform}-${process.arch}.node`]);
});

test('the engine lies beside the asar exactly where Node 24 must run it', () => {
  const unpacked = existsSync(path.join(`${asar}.unpacked`, 'out', 'main', 'engine.cjs'));
  expect(unpacked).toBe(app.engineBeside);
});

test('the fuses are set', async () => {
  const wire: Partial<Record<FuseV1Options, number>> = await getCurrentFuseWire(app.executable);
  // A fuse is one character in the binary: '1' is on, '0' is off.
  const state = (fuse: FuseV1Options) => String.fromCharCode(wire[fuse] ?? 0);
  expect(state(FuseV1Options.RunAsNode)).toBe('0');
  expect(state(FuseV1Options.EnableNodeOptionsEnvironmentVariable)).toBe('0');
  expect(state(FuseV1Options.EnableCookieEncryption)).toBe('1');
  expect(state(FuseV1Options.OnlyLoadAppFromAsar)).toBe('1');
  expect(state(FuseV1Options.EnableEmbeddedAsarIntegrityValidation)).toBe('1');
  // Playwright attaches through it; the released build has it off (electron-builder.base.yml).
  expect(state(FuseV1Options.EnableNodeCliInspectArguments)).toBe('1');
});
