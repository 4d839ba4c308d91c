import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../../..');
const page = readFileSync(path.join(root, 'docs/requirements.md'), 'utf8');

/** The rows of the four documents that the product was made from: letter and how many. */
const documents = { W: 67, E: 17, M: 20, P: 22 };
/** Lines of the plan that are in none of the documents: part and point. */
const planned = ['P4.1', 'P4.7', 'P5.4', 'P5.6', 'P5.7'];

/** Web users, mobile workers and PersonalID, by hand: what a spreadsheet does (W-47 to W-65) has a proof of its own. */
const isByHand = (id: string) => /^[WEMP]-/.test(id) && (id < 'W-47' || id > 'W-65');

type Row = { id: string; what: string; tests: { file: string; title: string }[]; status: string };

const rows: Row[] = page
  .split('\n')
  .filter((line) => /^\| ([A-Z]-\d\d|P\d\.\d) /.test(line))
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
        const [title, ...rest] = node.arguments;
        if (names.some((name) => held.has(name)) || rest.some(holdsItself)) return;
        if (title && ts.isStringLiteralLike(title)) titles.add(title.text);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  return titles;
}

/** A test or a group that calls `test.skip()` and the like inside: it stops there, or does not run at all. Its own tests are seen apart. */
function holdsItself(body: ts.Node): boolean {
  const visit = (node: ts.Node): boolean => {
    if (ts.isCallExpression(node)) {
      const names = namesOf(node.expression);
      const [first] = node.arguments;
      const isTest = first && ts.isStringLiteralLike(first) && node.arguments.some((part) => ts.isFunctionLike(part));
      // With a title and a function it is a test of its own; else it holds the test it stands in.
      if (titled.has(names[0] ?? '') && isTest && !names.includes('step')) return false;
      // Vitest hands `skip` to the test: `({ skip })`, or `context.skip()`.
      if (names.some((name) => held.has(name))) return true;
    }
    return ts.forEachChild(node, visit) ?? false;
  };
  return visit(body);
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
    expect(rows.map(({ id }) => id)).toEqual([...wanted, ...planned]);
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

  it('takes nothing for a test that holds itself inside its body', () => {
    const text = `
      test('held at once', async () => { test.skip(); });
      test('held on one system', async ({ page }) => { test.skip(process.platform === 'win32', 'why'); await page.go(); });
      test('said to fail', () => { test.fixme(true); });
      it('held by its context', (context) => { if (old) context.skip(); });
      it('held by what it is handed', ({ skip }) => { skip('why'); });
      test('held in a step', async () => { await test.step('its step', () => { test.skip(); }); });
      test.describe('a group', () => { test.skip(({ browserName }) => true, 'why'); test('in it', () => {}); });
      describe('another', () => { it('runs', () => { list.skip = 3; }); it.skip('held', () => {}); });`;
    expect([...titlesIn('x.test.ts', text)]).toEqual(['another', 'runs']);
  });

  it('calls no row done without a test, and says of the others what is open', () => {
    for (const { id, tests, status } of rows) {
      expect(status, id).toMatch(/^(done|(partly|not possible): \S.*|open: P\d)$/);
      if (status === 'done') expect(tests.length, `${id} is done without a test`).toBeGreaterThan(0);
      if (status.startsWith('open')) expect(tests, id).toEqual([]);
    }
  });

  it('calls no row of people done by hand that no test has seen in the window', () => {
    const unseen = rows.filter(
      ({ id, tests, status }) =>
        status === 'done' && isByHand(id) && !tests.some(({ file }) => file.startsWith('test/e2e/')),
    );
    expect(unseen.map(({ id }) => id)).toEqual([]);
  });
});
