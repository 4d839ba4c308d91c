import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../../..');
const page = readFileSync(path.join(root, 'docs/requirements.md'), 'utf8');

/** The rows of the four documents that the product was made from: letter and how many. */
const documents = { W: 67, E: 17, M: 20, P: 22 };

type Row = { id: string; what: string; tests: { file: string; title: string }[]; status: string };

const rows: Row[] = page
  .split('\n')
  .filter((line) => /^\| [A-Z]-\d\d /.test(line))
  .map((line) => {
    const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'));
    const [, id = '', what = '', tests = '', status = ''] = cells;
    return { id, what, status, tests: tests === '' ? [] : tests.split('<br>').map(testOf) };
  });

function testOf(text: string): { file: string; title: string } {
  const [, file = '', title = ''] = /^`([^`]+)`: (.+)$/.exec(text.trim()) ?? [];
  return { file, title };
}

/** Calls that have a title; `each` and `step` may stand behind. */
const titled = new Set(['it', 'test', 'describe']);
/** What keeps a test, or all in a group, from running. */
const held = new Set(['skip', 'skipIf', 'runIf', 'todo', 'fixme', 'fails']);

/** The titles a test file gives to its tests, groups and steps that run. Comments are no tests. */
function titlesIn(file: string, text = readFileSync(path.join(root, file), 'utf8')): Set<string> {
  const titles = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const names = namesOf(node.expression);
      if (titled.has(names[0] ?? '')) {
        if (names.some((name) => held.has(name))) return;
        const [title] = node.arguments;
        if (title && ts.isStringLiteralLike(title)) titles.add(title.text);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  return titles;
}

/** `test.step` is test, step; `it.each([…])` is it, each. */
function namesOf(callee: ts.Node): string[] {
  if (ts.isIdentifier(callee)) return [callee.text];
  if (ts.isCallExpression(callee)) return namesOf(callee.expression);
  return ts.isPropertyAccessExpression(callee) ? [...namesOf(callee.expression), callee.name.text] : [];
}

describe('the table of requirements', () => {
  it('has every row of the checklist once, in order', () => {
    const wanted = Object.entries(documents).flatMap(([letter, count]) =>
      Array.from({ length: count }, (_, index) => `${letter}-${String(index + 1).padStart(2, '0')}`),
    );
    expect(rows.map(({ id }) => id)).toEqual(wanted);
    for (const { id, what } of rows) expect(what, id).not.toBe('');
  });

  it('names tests that are there, by their titles', () => {
    const found = new Map<string, Set<string>>();
    for (const { id, tests } of rows)
      for (const { file, title } of tests) {
        expect(existsSync(path.join(root, file)), `${id}: ${file}`).toBe(true);
        const titles = found.get(file) ?? titlesIn(file);
        found.set(file, titles);
        expect(titles.has(title), `${id}: ${file} has no test “${title}”`).toBe(true);
      }
  });

  it('takes neither a comment nor what does not run for a test', () => {
    const text = `
      // it('in a comment', () => {});
      describe.skip('a group', () => { it('in a held group', () => {}); });
      it.skip('held', () => {});
      it.each([1])('counts %i', () => {});
      describe('one', () => { it('runs', async () => { await test.step('a step', () => {}); }); });`;
    expect([...titlesIn('x.test.ts', text)]).toEqual(['counts %i', 'one', 'runs', 'a step']);
  });

  it('calls no row done without a test, and says of the others what is open', () => {
    for (const { id, tests, status } of rows) {
      expect(status, id).toMatch(/^(done|(partly|not possible): \S.*|open: P\d)$/);
      if (status === 'done') expect(tests.length, `${id} is done without a test`).toBeGreaterThan(0);
      if (status.startsWith('open')) expect(tests, id).toEqual([]);
    }
  });
});
