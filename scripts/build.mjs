// Builds main, preload and renderer into out/ (electron-vite). `npm run build`.
import path from 'node:path';
import { isEntryScript, projectRoot } from './project-root.mjs';
import { runCommand } from './run-command.mjs';

/** electron-vite's command line, run by its file: no shell and no dependence on the PATH. */
export const electronViteCli = path.join(projectRoot, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');

/**
 * @param {readonly string[]} [args] further options for `electron-vite build`
 * @returns {Promise<number>} the exit code
 */
export function build(args = []) {
  return runCommand(process.execPath, [electronViteCli, 'build', '--logLevel', 'warn', ...args], { cwd: projectRoot });
}

if (isEntryScript(import.meta.url)) process.exitCode = await build(process.argv.slice(2));
