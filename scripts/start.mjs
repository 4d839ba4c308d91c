// `npm start`: from a fresh clone to the open window. `npm run dev` (`start.mjs --dev`): the same with hot reload.
// Further arguments go to the app: `npm start -- --some-switch`. Ctrl-C ends everything that was started.
import { build, electronViteCli } from './build.mjs';
import { prepareElectron, sandboxSwitches } from './prepare-electron.mjs';
import { projectRoot } from './project-root.mjs';
import { runCommand } from './run-command.mjs';

/**
 * @param {readonly string[]} args
 * @returns {Promise<number>} the exit code
 */
async function start(args) {
  const dev = args[0] === '--dev';
  const { electron, env, stop } = await prepareElectron();
  try {
    const switches = sandboxSwitches(process.getuid?.());
    if (dev) {
      const cli = [electronViteCli, 'dev', '--watch', '--', ...switches, ...args.slice(1)];
      return await runCommand(process.execPath, cli, { cwd: projectRoot, env });
    }
    const built = await build();
    if (built !== 0) return built;
    return await runCommand(electron.executable, [...switches, projectRoot, ...args], { cwd: projectRoot, env });
  } finally {
    stop();
  }
}

try {
  process.exitCode = await start(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
