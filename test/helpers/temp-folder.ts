import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder for one test, with a blank and an accent in its name as people's folders have; gone when the test is over. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'roster tést '));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
