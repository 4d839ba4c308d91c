/**
 * Reading a workbook of 100,000 rows, by hand: `node test/bench/workbook.bench.ts [rows] [roster|exceljs|exceljs-stream]`. Each reader has
 * a process of its own, so that the memory is its own; without a name all of them run. Read beside each other: time, the longest that
 * nobody else had a turn (and how much of it was work: on a busy computer the rest was taken by others), and the most memory there was.
 */
import ExcelJS from 'exceljs';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { writeXlsx } from '#engine/bulk/write-xlsx.ts';
import { readWorkbook } from '#engine/bulk/workbook/read-workbook.ts';

const rows = Number(process.argv[2] ?? 100_000);
const only = process.argv[3];
const given = process.argv[4];
/** As many columns as a download of workers with a few fields of their own. */
const columns = 20;

const readers: Record<string, (path: string) => Promise<number>> = {
  roster: async (path) => {
    const { sheets } = await readWorkbook({ path });
    return sheets[0]?.rows.length ?? 0;
  },
  exceljs: async (path) => {
    const book = new ExcelJS.Workbook();
    await book.xlsx.readFile(path);
    return (book.worksheets[0]?.rowCount ?? 1) - 1;
  },
  // Its rows are not kept, and the texts of this workbook are inline: the best this reader can do.
  'exceljs-stream': async (path) => {
    let count = -1;
    for await (const sheet of new ExcelJS.stream.xlsx.WorkbookReader(path, {
      worksheets: 'emit',
      sharedStrings: 'cache',
    }))
      for await (const _row of sheet) count += 1;
    return count;
  },
};

async function measure(name: string, path: string): Promise<void> {
  const read = readers[name];
  if (!read) throw new Error(`There is no reader ${name}.`);
  const before = readdirSync(tmpdir());
  let longest = 0;
  let busiest = 0;
  let cpu = process.threadCpuUsage();
  let memory = 0;
  let spooled = 0;
  let last = performance.now();
  const look = () => {
    longest = Math.max(longest, performance.now() - last);
    const { user, system } = process.threadCpuUsage(cpu);
    busiest = Math.max(busiest, (user + system) / 1000);
    memory = Math.max(memory, process.memoryUsage.rss());
    cpu = process.threadCpuUsage();
    last = performance.now();
  };
  const timer = setInterval(look, 1);
  const watch = setInterval(() => {
    for (const file of readdirSync(tmpdir()))
      if (!before.includes(file)) spooled = Math.max(spooled, sizeOf(join(tmpdir(), file)));
  }, 250);
  const started = performance.now();
  const count = await read(path);
  const seconds = (performance.now() - started) / 1000;
  look();
  clearInterval(timer);
  clearInterval(watch);
  const megabytes = (bytes: number) => (bytes / 2 ** 20).toFixed(0);
  console.log(
    `${name.padEnd(15)} ${count} rows   ${seconds.toFixed(1)} s   longest block ${longest.toFixed(0)} ms (${busiest.toFixed(0)} ms of work)   memory ${megabytes(memory)} MB   spooled ${megabytes(spooled)} MB`,
  );
}

function sizeOf(path: string): number {
  return existsSync(path) ? statSync(path).size : 0;
}

async function* slices(): AsyncGenerator<string[][]> {
  for (let from = 0; from < rows; from += 1000) {
    yield Array.from({ length: Math.min(1000, rows - from) }, (_, index) =>
      Array.from({ length: columns }, (_cell, column) =>
        column % 3 === 0 ? `value ${from + index} of ${column}` : column % 3 === 1 ? 'north' : '',
      ),
    );
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

if (only !== undefined && given !== undefined) {
  await measure(only, given);
} else {
  const folder = mkdtempSync(join(tmpdir(), 'roster bench '));
  try {
    const path = join(folder, 'people.xlsx');
    const file = await open(path, 'w');
    const heading = Array.from({ length: columns }, (_, column) => `data: field_${column}`);
    await writeXlsx({ file, sheets: [{ title: 'users', heading, slices: slices() }] });
    await file.close();
    console.log(`${rows} rows of ${columns} columns, ${(sizeOf(path) / 2 ** 20).toFixed(1)} MB`);
    for (const name of only === undefined ? Object.keys(readers) : [only])
      execFileSync(process.execPath, [import.meta.filename, String(rows), name, path], { stdio: 'inherit' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
