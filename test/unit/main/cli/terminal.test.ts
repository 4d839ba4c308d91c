import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createTerminal } from '../../../../main/cli/terminal.ts';

/** A terminal somebody types at; `shown` is what they see. */
function setUp(isTTY = true) {
  const input = Object.assign(new PassThrough(), { isTTY, setRawMode: () => undefined });
  const output = new PassThrough();
  let shown = '';
  output.on('data', (text: Buffer) => (shown += text.toString()));
  const stop = new AbortController();
  const terminal = createTerminal({ input, output, signal: stop.signal });
  return { input, terminal, stop, shown: () => shown };
}

describe('asking at the terminal', () => {
  it('does not show what is typed where it is secret', async () => {
    const { input, terminal, shown } = setUp();
    const answer = terminal.ask('Password: ', { hidden: true });
    input.write('sex\u007fcret\r');
    expect(await answer).toBe('secret');
    expect(shown()).toBe('Password: \n');
    const code = terminal.ask('Name: ', { hidden: false });
    input.write('ana\r');
    expect(await code).toBe('ana');
    expect(shown()).toContain('ana');
  });

  it.each([
    ['Ctrl-C', (it: ReturnType<typeof setUp>) => it.input.write('sec\u0003')],
    ['the end of input', (it: ReturnType<typeof setUp>) => it.input.end()],
    ['a signal', (it: ReturnType<typeof setUp>) => it.stop.abort()],
  ])('is ended by %s', async (_name, end) => {
    const all = setUp();
    const answer = all.terminal.ask('Password: ', { hidden: true });
    end(all);
    await expect(answer).rejects.toMatchObject({ error: { code: 'cancelled' } });
    expect(all.shown()).not.toContain('sec');
  });

  it.each([
    ['pw one\r\nmore\n', 'pw one'],
    ['no end of line', 'no end of line'],
    ['', ''],
  ])('reads the first line of %j', async (text, line) => {
    const { input, terminal } = setUp(false);
    input.end(text);
    expect(terminal.interactive).toBe(false);
    expect(await terminal.readLine()).toBe(line);
  });
});
