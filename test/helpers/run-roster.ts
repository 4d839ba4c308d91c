import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { PassThrough, Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { runCli } from '../../main/cli/run-cli.ts';
import { createTerminal } from '../../main/cli/terminal.ts';

const launcher = fileURLToPath(new URL('../../main/cli/roster.mjs', import.meta.url));

export type RosterRun = { code: number | null; signal: string | null; stdout: string; stderr: string };

/** Starts the real command line as a process of its own. `input`: what its standard input holds. */
export function startRoster(args: readonly string[], env: NodeJS.ProcessEnv = {}, input?: string): ChildProcess {
  const { ROSTER_API_KEY: _key, ...inherited } = process.env;
  const child = spawn(process.execPath, [launcher, ...args], {
    env: { ...inherited, ...env },
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  child.stdin?.end(input);
  return child;
}

/** Runs it to its end. */
export async function runRoster(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  input?: string,
): Promise<RosterRun> {
  return finished(startRoster(args, env, input));
}

export function finished(child: ChildProcess): Promise<RosterRun> {
  const run = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (run.stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (run.stderr += text));
  return new Promise((resolve) => child.on('close', (code, signal) => resolve({ ...run, code, signal })));
}

const answerSchema = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true), data: z.unknown() }),
  z.strictObject({
    ok: z.literal(false),
    error: z.strictObject({
      code: z.string(),
      message: z.string().min(1),
      details: z.record(z.string(), z.unknown()).optional(),
    }),
  }),
]);

/** Runs it with `--json`; fails unless standard output is exactly one document of the promised shape. */
export async function runJson(args: readonly string[], env: NodeJS.ProcessEnv = {}, input?: string) {
  return answered(await runRoster([...args, '--json'], env, input));
}

function answered(run: RosterRun) {
  return { ...run, answer: answerSchema.parse(JSON.parse(run.stdout)) };
}

/** Runs the same in this process, which starts none: for what is not about processes, streams or signals. */
export async function runHere(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  input?: string,
): Promise<RosterRun> {
  const { ROSTER_API_KEY: _key, ...inherited } = process.env;
  const { signal } = new AbortController();
  const run = { stdout: '', stderr: '' };
  const code = await runCli({
    argv: args,
    env: { ...inherited, ...env },
    platform: process.platform,
    version: '0.0.0-test',
    signal,
    terminal: createTerminal({ input: Readable.from([input ?? '']), output: new PassThrough(), signal }),
    stdout: (text) => (run.stdout += text),
    stderr: (text) => (run.stderr += text),
  });
  return { ...run, code, signal: null };
}

/** `runHere` with `--json`. */
export async function jsonHere(args: readonly string[], env: NodeJS.ProcessEnv = {}, input?: string) {
  return answered(await runHere([...args, '--json'], env, input));
}
