import { describe, expect, it } from 'vitest';
import { fail, ok } from '#shared/ipc/result.ts';
import type { Result } from '#shared/ipc/result.ts';
import { RowWindow, pageRows } from '../../../../renderer/api/row-window.ts';
import type { WindowPage } from '../../../../renderer/api/row-window.ts';

type Asked = { query: string; offset: number; answer(result: Result<WindowPage<string, string>>): Promise<void> };

/** A window whose reads wait for the test's answers. */
function setUp() {
  const asked: Asked[] = [];
  const rows = new RowWindow<string, string, string>(
    (query, offset) =>
      new Promise((resolve) => {
        asked.push({
          query,
          offset,
          answer: async (result) => {
            resolve(result);
            await new Promise((done) => setImmediate(done));
          },
        });
      }),
  );
  return { rows, asked };
}

function page(text: string, total = 1000): Result<WindowPage<string, string>> {
  return ok({ rows: Array.from({ length: pageRows }, (_, index) => `${text}${index}`), total, facts: text });
}

describe('RowWindow', () => {
  it('reads the pages on screen, each once', async () => {
    const { rows, asked } = setUp();
    rows.setQuery('q');
    await asked[0]?.answer(page('a'));
    rows.setRange(pageRows - 5, pageRows + 5);
    rows.setRange(pageRows - 4, pageRows + 6);
    expect(asked.map(({ offset }) => offset)).toEqual([0, pageRows]);
    await asked[1]?.answer(page('b'));
    expect(rows.state().rowAt(0)).toBe('a0');
    expect(rows.state().rowAt(pageRows + 1)).toBe('b1');
    expect(rows.state().total).toBe(1000);
  });

  it('keeps the old rows until the new query is answered and drops late answers to the old one', async () => {
    const { rows, asked } = setUp();
    rows.setQuery('old');
    await asked[0]?.answer(page('old'));
    rows.setRange(pageRows, pageRows + 1);
    rows.setQuery('new');
    expect(rows.state().rowAt(0)).toBe('old0');
    await asked[1]?.answer(page('late'));
    expect(rows.state().facts).toBe('old');
    await asked[2]?.answer(page('new', 3));
    expect(rows.state().rowAt(0)).toBe('new0');
    expect(rows.state().rowAt(pageRows)).toBeUndefined();
    expect(rows.state().total).toBe(3);
  });

  it('reads again after a refresh, also when an answer from before it comes in meanwhile', async () => {
    const { rows, asked } = setUp();
    rows.setQuery('q');
    rows.refresh();
    expect(asked).toHaveLength(1);
    await asked[0]?.answer(page('before'));
    expect(rows.state().rowAt(0)).toBe('before0');
    expect(asked).toHaveLength(2);
    await asked[1]?.answer(page('after'));
    expect(rows.state().rowAt(0)).toBe('after0');
    expect(asked).toHaveLength(2);
  });

  it('shows an error and keeps the rows; the next refresh gets rid of it', async () => {
    const { rows, asked } = setUp();
    rows.setQuery('q');
    await asked[0]?.answer(page('a'));
    rows.refresh();
    await asked[1]?.answer(fail('internal', 'broken'));
    expect(rows.state().error?.message).toBe('broken');
    expect(rows.state().rowAt(0)).toBe('a0');
    expect(asked).toHaveLength(2);
    rows.refresh();
    await asked[2]?.answer(page('b'));
    expect(rows.state().error).toBeNull();
  });

  it('forgets pages far away', async () => {
    const { rows, asked } = setUp();
    rows.setQuery('q');
    await asked[0]?.answer(page('p', 100_000));
    for (let at = 1; at < 40; at += 1) {
      rows.setRange(at * pageRows, at * pageRows);
      await asked.at(-1)?.answer(page(`p${at}-`, 100_000));
    }
    expect(rows.state().rowAt(0)).toBeUndefined();
    expect(rows.state().rowAt(39 * pageRows)).toBe('p39-0');
  });
});
