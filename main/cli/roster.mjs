#!/usr/bin/env node
// The `roster` command. Plain JavaScript that any Node from 20 on can run: it makes sure that Node 24 takes over, because the
// command line runs straight from its TypeScript sources, and better-sqlite3 crashes older Nodes.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const wantedMajor = 24;

if (Number(process.versions.node.split('.')[0]) >= wantedMajor) {
  await import('./main.ts');
} else {
  const { ensureNode } = await import('../../scripts/ensure-node.mjs');
  try {
    takeOver(ensureNode());
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // Whoever asked for JSON gets JSON, even when nothing can run.
    if (process.argv.includes('--json'))
      process.stdout.write(`${JSON.stringify({ ok: false, error: { code: 'internal', message } })}\n`);
    else process.stderr.write(`roster: ${message}\n`);
    process.exitCode = 1;
  }
}

/** @param {string} node path of a Node 24 */
function takeOver(node) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  // The child ends by itself and says how; until then signals are its business.
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
    process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`roster: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (signal ? constants.signals[signal] : 0);
    process.exit();
  });
}
