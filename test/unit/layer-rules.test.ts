import { cruise } from 'dependency-cruiser';
import type { ICruiseOptions } from 'dependency-cruiser';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

type Config = Pick<ICruiseOptions, 'ruleSet'> & { forbidden: object[]; options: ICruiseOptions };
const config = createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as Config;

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'roster layers '));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Writes two files, the first importing the second, and returns the names of the rules that this breaks. */
async function broken(from: string, to: string): Promise<string[]> {
  for (const file of [from, to]) await mkdir(path.join(folder, path.dirname(file)), { recursive: true });
  await writeFile(path.join(folder, to), 'export const y = 1;\n');
  const specifier = path.posix.relative(path.posix.dirname(from), to);
  await writeFile(
    path.join(folder, from),
    `import { y } from '${specifier.startsWith('.') ? specifier : `./${specifier}`}';\nexport const x = y;\n`,
  );
  const options = { ...config.options, baseDir: folder, validate: true, ruleSet: { forbidden: config.forbidden } };
  const { output } = await cruise([from.split('/')[0]!], options as ICruiseOptions);
  if (typeof output === 'string') throw new Error(output);
  return output.summary.violations.map(({ rule }) => rule.name);
}

describe('the layers', () => {
  it.each([
    ['main/engine/db/open.ts', 'main/engine/outbox/lanes.ts', 'db-lowest'],
    ['main/engine/mirror/rows.ts', 'main/engine/sync/pull.ts', 'mirror-outbox-below-sync'],
    ['main/engine/sync/push.ts', 'main/engine/handlers/changes.ts', 'sync-bulk-below-handlers'],
    ['main/engine/hq/rest/get.ts', 'main/engine/db/open.ts', 'hq-without-db'],
    ['main/engine/engine.ts', 'main/window.ts', 'engine-plain'],
    ['main/window.ts', 'main/engine/engine.ts', 'main-apart-from-engine'],
    ['main/practice/hq.ts', 'shared/domain/rules.ts', 'practice-alone'],
    ['preload/index.ts', 'shared/domain/rules.ts', 'preload-thin'],
    ['renderer/app.ts', 'main/window.ts', 'renderer-apart'],
    ['shared/domain/rules.ts', 'renderer/app.ts', 'shared-alone'],
    ['main/window.ts', 'test/helpers/fake.ts', 'no-test-in-product'],
  ])('refuse %s importing %s', async (from, to, rule) => {
    expect(await broken(from, to)).toContain(rule);
  });

  it.each([
    ['main/engine/handlers/changes.ts', 'main/engine/outbox/lanes.ts'],
    ['main/engine/sync/pull.ts', 'main/engine/mirror/rows.ts'],
    ['main/engine/outbox/lanes.ts', 'main/engine/db/open.ts'],
    ['preload/index.ts', 'shared/ipc/contract.ts'],
    ['main/cli/run.ts', 'main/practice/hq.ts'],
  ])('allow %s importing %s', async (from, to) => {
    expect(await broken(from, to)).toEqual([]);
  });
});
