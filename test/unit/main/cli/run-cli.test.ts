import { describe, expect, it } from 'vitest';
import { runCli } from '../../../../main/cli/run-cli.ts';

/** Runs a command line in this process; none of these gets as far as an engine. */
async function run(...argv: string[]) {
  const output = { stdout: '', stderr: '' };
  const code = await runCli({
    argv,
    env: {},
    platform: 'linux',
    version: '1.2.3',
    signal: new AbortController().signal,
    terminal: {
      interactive: false,
      readLine: () => Promise.resolve(''),
      ask: () => Promise.reject(new Error('asked')),
    },
    stdout: (text) => (output.stdout += text),
    stderr: (text) => (output.stderr += text),
  });
  return { ...output, code };
}

const connect = ['connect', '--server', 'https://hq.example.org', '--project', 'p', '--username', 'u'];

describe('a wrong command line', () => {
  it.each([
    ['no command', []],
    ['unknown command', ['frobnicate']],
    ['half a command', ['mobile-workers']],
    ['unknown option', ['status', '--frobnicate']],
    ['option of another command', ['status', '--limit', '3']],
    ['missing value', ['mobile-workers', 'list', '--limit']],
    ['missing argument', ['mobile-workers', 'show']],
    ['extra argument', ['status', 'now']],
    ['missing option', ['connect', '--server', 'https://hq.example.org']],
    ['no key', connect],
    ['key file that is not there', [...connect, '--api-key-file', 'does-not-exist.txt']],
    ['no address', [...connect, '--server', 'ftp://x', '--api-key-file', 'package.json']],
    ['plain http to elsewhere', [...connect, '--server', 'http://hq.example.org', '--api-key-file', 'package.json']],
    ['bad port', ['practice', '--port', '70000']],
    ['bad size', ['practice', '--size', 'many']],
    ['faults that are not there', ['practice', '--faults', 'does-not-exist.json']],
  ])('%s: exit code 2, said in words or in one JSON document', async (_name, argv) => {
    const plain = await run(...argv);
    expect(plain).toMatchObject({ code: 2, stdout: '' });
    expect(plain.stderr).toMatch(/^roster: .+\n$/);
    // In front, so that a last option without its value stays without.
    const json = await run('--json', ...argv);
    expect(json).toMatchObject({ code: 2, stderr: '' });
    expect(JSON.parse(json.stdout)).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
  });

  it('never repeats an API key given by mistake on the command line', async () => {
    const { stderr, code } = await run(...connect, '--api-key', 'abcdef0123456789');
    expect(code).toBe(2);
    expect(stderr).not.toContain('abcdef0123456789');
    const glued = await run(...connect, '--api-key=abcdef0123456789');
    expect(glued.stderr).not.toContain('abcdef0123456789');
  });
});

describe('what needs no account', () => {
  it('gives the version', async () => {
    expect(await run('--version')).toMatchObject({ code: 0, stdout: '1.2.3\n' });
    expect(JSON.parse((await run('--version', '--json')).stdout)).toEqual({ ok: true, data: { version: '1.2.3' } });
  });

  it('helps with everything, a group, and one command', async () => {
    expect((await run('--help')).stdout).toContain('changes discard');
    const group = (await run('help', 'changes')).stdout;
    expect(group).toContain('changes retry');
    expect(group).not.toContain('mobile-workers');
    expect((await run('web-users', 'edit', '--help')).stdout).toContain('--set FIELD=VALUE');
  });
});
