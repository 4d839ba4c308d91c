/** What the bulk commands refuse, in words that fit, and what a Ctrl-C leaves. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPracticeHq } from '#practice/start-practice-hq.ts';
import type { PracticeHq } from '#practice/start-practice-hq.ts';
import { runCli } from '../../../main/cli/run-cli.ts';
import { jsonHere, runHere } from '../../helpers/run-roster.ts';
import { sheetOf, workbookBytes } from '../../helpers/workbook-bytes.ts';
import type { GivenRow } from '../../helpers/workbook-bytes.ts';

let root: string;
let data: string;
let hq: PracticeHq;
/** Two new workers, one of whom HQ would refuse. */
let file: string;

const bulk = async (...args: string[]) => runHere(['bulk', ...args, '--data', data]);

async function workbook(name: string, rows: readonly GivenRow[]): Promise<string> {
  const saved = path.join(root, name);
  writeFileSync(saved, await workbookBytes([sheetOf(rows)]));
  return saved;
}

beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'roster refuses '));
  data = path.join(root, 'my people');
  hq = await startPracticeHq({ size: 10, seed: 3, throttle: false });
  const where = ['--server', hq.url, '--project', hq.project, '--username', hq.username];
  await jsonHere(['connect', ...where, '--data', data], { ROSTER_API_KEY: hq.apiKey });
  await jsonHere(['pull', '--data', data]);
  file = await workbook('new workers.xlsx', [
    { username: 'new.worker', password: 'secret-of-4-words' },
    { username: 'bad name!', password: 'secret-of-4-words' },
  ]);
});
afterAll(async () => {
  await hq.close();
  rmSync(root, { recursive: true, force: true });
});

describe('what a bulk command refuses', () => {
  it('is told row by row, also where HQ would read no username', async () => {
    const refused = await bulk('commit', file, '--as', 'mobile-workers');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('Nothing was saved: 1 row cannot be carried out.');
    expect(refused.stderr).toMatch(/^ {2}Row 3, bad name!: .+/m);
    const nameless = await workbook('nameless.xlsx', [{ Username: 'new.one@example.org', role: 'Admin' }]);
    const planned = await bulk('plan', nameless, '--as', 'web-users');
    expect(planned.stdout).toContain('Row 2: The following are required column headers: username.');
    expect(planned.stdout).not.toContain('Row 2, :');
  });

  it('is a second file, with how the command goes', async () => {
    const several = await bulk('plan', file, 'other.xlsx', '--as', 'mobile-workers');
    expect(several).toMatchObject({ code: 2, stdout: '' });
    expect(several.stderr).toBe("roster: 'other.xlsx' is one argument too many: it is roster bulk plan FILE.\n");
  });

  it('is a value that looks like an option, on one line', async () => {
    const refused = await bulk('plan', file, '--as', 'mobile-workers', '--limit', '-1');
    expect(refused.stderr).toBe(
      "roster: Option '--limit' argument is ambiguous. roster COMMAND --help lists the options.\n",
    );
  });

  it('is too short a beginning of an id, which fits no batch by chance', async () => {
    for (const verb of ['show', 'cancel', 'undo', 'pause']) {
      const { code, stderr } = await bulk(verb, 'abc');
      expect(code).toBe(2);
      expect(stderr).toContain('at least its first 4');
    }
    expect(await bulk('report', 'abc', path.join(root, 'none.xlsx'))).toMatchObject({ code: 2 });
    expect(await bulk('show', 'abcd')).toMatchObject({ code: 1 });
  });

  it('is a place that cannot be written, by its own name', async () => {
    const target = path.join(root, 'no such folder', 'people.xlsx');
    const refused = await bulk('export', 'web-users', target);
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.stderr).toContain(`${target} could not be saved: there is no such folder.`);
    const { code, stderr } = await bulk('export', 'web-users', path.join(file, 'people.xlsx'));
    expect(code).toBe(1);
    expect(stderr).toMatch(/could not be saved: (?:ENOTDIR: .*|there is no such folder)\.$/m);
    expect(stderr).not.toContain('.part');
  });

  it('is a role that nobody can have here, and a file that is not there', async () => {
    const target = path.join(root, 'role.xlsx');
    const refused = await bulk('export', 'web-users', target, '--role', 'No such');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/There is no role 'No such' here\. There are: Admin, .+/);
    expect(existsSync(target)).toBe(false);
    expect(await bulk('export', 'web-users', target, '--role', 'Admin')).toMatchObject({ code: 0 });
    const gone = await bulk('plan', path.join(root, 'gone.xlsx'), '--as', 'web-users');
    expect(gone.stderr).toContain('There is no file gone.xlsx at that place.');
  });
});

describe('Ctrl-C', () => {
  /** Stops when a line of progress has this text; '' : before it begins. */
  async function stoppedAt(text: string, ...argv: string[]) {
    const stop = new AbortController();
    if (text === '') stop.abort();
    const run = { stdout: '', stderr: '' };
    const code = await runCli({
      argv: [...argv, '--data', data],
      env: process.env,
      platform: process.platform,
      version: '0.0.0-test',
      signal: stop.signal,
      stdout: (line) => (run.stdout += line),
      stderr: (line) => {
        run.stderr += line;
        if (text !== '' && line.includes(text)) stop.abort();
      },
    });
    return { ...run, code };
  }

  it.each([
    ['before it begins', ''],
    ['while it is read', 'Reading 100 %'],
    ['when it is planned', 'Planning 100 %'],
  ])('%s, a workbook is not carried out', async (_when, text) => {
    const commit = ['bulk', 'commit', file, '--as', 'mobile-workers', '--valid-only'];
    expect(await stoppedAt(text, ...commit)).toMatchObject({ code: 1, stdout: '' });
    expect((await bulk('list')).stdout).toContain('No workbook was carried out here.');
    const target = path.join(root, 'for hq.xlsx');
    const handOver = ['bulk', 'handover', file, '--as', 'mobile-workers', '--valid-only', '--to', target];
    expect(await stoppedAt(text, ...handOver)).toMatchObject({ code: 1, stdout: '' });
    expect(existsSync(target)).toBe(false);
  });

  it('before it begins, or while rows are counted, nobody is exported', async () => {
    const target = path.join(root, 'stopped.xlsx');
    for (const text of ['', 'rows to write'])
      expect(await stoppedAt(text, 'bulk', 'export', 'web-users', target)).toMatchObject({ code: 1, stdout: '' });
    expect(existsSync(target)).toBe(false);
  });

  it('before it begins, a batch is not taken back', async () => {
    const committed = await jsonHere([
      'bulk',
      'commit',
      file,
      '--as',
      'mobile-workers',
      '--valid-only',
      '--data',
      data,
    ]);
    const batchId = /"batchId":"([^"]+)"/.exec(committed.stdout)?.[1] ?? '';
    const stopped = await stoppedAt('', 'bulk', 'cancel', batchId);
    expect(stopped).toMatchObject({ code: 1, stderr: 'roster: Stopped, as asked. Nothing was saved or sent.\n' });
    expect((await bulk('show', batchId)).stdout).toContain('1 waiting');
  });
});
