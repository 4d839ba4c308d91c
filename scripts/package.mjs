// `npm run package`: builds the packages that this machine can make, and says which it cannot and why.
//   - always the `dir` target (the unpacked app), in the variant that can be tested; test/package drives it;
//   - where the official Electron is at hand, the release targets of this platform too.
// `npm run package -- --release` makes a release target that fails an error; `-- --dir` builds the `dir` target only.
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from './build.mjs';
import { ensureElectron } from './ensure-electron.mjs';
import { planPackages, unpackedApp } from './package-plan.mjs';
import { projectRoot } from './project-root.mjs';
import { runCommand } from './run-command.mjs';

const builderCli = path.join(projectRoot, 'node_modules', 'electron-builder', 'cli.js');

/** What the smoke test reads to find the app. */
const resultFile = path.join(projectRoot, 'dist', 'packaged-app.json');

/**
 * @param {readonly string[]} args
 * @returns {Promise<boolean>} whether electron-builder succeeded
 */
async function electronBuilder(args) {
  return (await runCommand(process.execPath, [builderCli, ...args, '--publish', 'never'], { cwd: projectRoot })) === 0;
}

/**
 * Builds the unpacked app in its testable variant (the inspector's fuse on: Playwright attaches through it).
 * @param {string} flag
 * @param {import('./ensure-electron.mjs').ElectronDist} electron
 * @returns {Promise<boolean>}
 */
async function packageDir(flag, electron) {
  const output = electron.source === 'registry' ? 'e25' : 'test';
  const config =
    electron.source === 'registry'
      ? ['--config', 'electron-builder.e25.yml']
      : [
          '--config',
          'electron-builder.yml',
          '-c.electronFuses.enableNodeCliInspectArguments=true',
          `-c.directories.output=dist/${output}`,
        ];
  const built = await electronBuilder([
    flag,
    'dir',
    `--${process.arch}`,
    ...config,
    `-c.electronDist=${electron.dist}`,
  ]);
  if (!built) return false;
  const app = unpackedApp(process.platform, process.arch);
  const folder = path.join(projectRoot, 'dist', output, app.folder);
  const result = {
    electron: electron.source,
    executable: path.join(folder, app.executable),
    resources: path.join(folder, app.resources),
  };
  writeFileSync(resultFile, `${JSON.stringify(result, null, 2)}\n`);
  return true;
}

/**
 * @param {readonly string[]} args
 * @returns {Promise<number>} the exit code
 */
async function packageApp(args) {
  const electron = await ensureElectron();
  const { flag, release, skipped } = planPackages(process.platform, electron.source);
  const built = await build();
  if (built !== 0) return built;
  // A result of an earlier run must not pass for this one's.
  rmSync(resultFile, { force: true });
  if (!(await packageDir(flag, electron))) return 1;
  const made = ['dir'];
  for (const target of args.includes('--dir') ? [] : release) {
    if (await electronBuilder([flag, target, '--config', 'electron-builder.yml'])) made.push(target);
    else
      skipped.unshift({ target, reason: 'electron-builder failed, see above (it fetches its tools when first used)' });
  }
  console.log(`\nMade: ${made.join(', ')} (in dist/)`);
  for (const { target, reason } of skipped) console.log(`Not made: ${target}: ${reason}`);
  const isComplete = release.length > 0 && release.every((target) => made.includes(target));
  return args.includes('--release') && !isComplete ? 1 : 0;
}

try {
  process.exitCode = await packageApp(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
