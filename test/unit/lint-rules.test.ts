import { ESLint } from 'eslint';
import path from 'node:path';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');

/** The project's own configuration, less the rules that need the TypeScript program (the linted files do not exist). */
const eslint = new ESLint({
  cwd: root,
  overrideConfig: [{ files: ['**/*.{ts,tsx}'], ...tseslint.configs.disableTypeChecked }],
});

/** @returns what the linter says about this code in this place: rule and message */
async function complaints(file: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath: path.join(root, file) });
  return (result?.messages ?? []).map(({ ruleId, message }) => `${ruleId ?? 'syntax'}: ${message}`);
}

const bad: { file: string; code: string; says: string }[] = [
  { file: 'shared/domain/x.ts', code: "import 'node:fs';", says: 'nothing but zod' },
  { file: 'shared/domain/x.ts', code: "import 'i18next';", says: 'nothing but zod' },
  { file: 'preload/x.ts', code: "import '#shared/domain/y.ts';", says: 'electron and #shared/ipc' },
  { file: 'renderer/x.tsx', code: "import 'electron';", says: 'come through renderer/api' },
  { file: 'renderer/x.tsx', code: "import '#engine/y.ts';", says: 'come through renderer/api' },
  {
    file: 'renderer/x.tsx',
    code: "import { useState } from 'react'; export function X({ a }: { a: boolean }) { if (a) useState(1); return null; }",
    says: 'is called conditionally',
  },
  { file: 'main/engine/x.ts', code: "import 'electron';", says: 'injected by main/' },
  { file: 'main/engine/x.ts', code: "import '#practice/y.ts';", says: 'plain Node' },
  {
    file: 'main/engine/x.ts',
    code: "import type { Y } from '../../../shared/y.ts'; export type Z = Y;",
    says: 'Use the alias',
  },
  { file: 'main/engine/x.ts', code: "import { z } from './y'; z();", says: 'Write the file extension' },
  {
    file: 'main/engine/x.ts',
    code: "import { setTimeout } from 'node:timers/promises'; await setTimeout(1);",
    says: 'timers',
  },
  { file: 'main/practice/x.ts', code: "import '#shared/y.ts';", says: 'the peer, not the client' },
  { file: 'main/cli/x.ts', code: "import 'electron';", says: 'no electron here' },
  { file: 'main/x.ts', code: "import '#engine/y.ts';", says: 'main/engine-host' },
  {
    file: 'main/x.ts',
    code: "import { ipcMain } from 'electron'; ipcMain.on('a', () => 1);",
    says: 'only main/ipc and preload',
  },
  { file: 'main/engine/x.ts', code: 'export const now = Date.now();', says: 'injected clock' },
  { file: 'main/practice/x.ts', code: 'export const now = Math.random();', says: 'injected source of randomness' },
  { file: 'main/engine/x.ts', code: 'setTimeout(() => 1, 1);', says: 'injected timers' },
  { file: 'shared/x.ts', code: 'export default 1;', says: 'no-restricted-exports' },
  { file: 'shared/x.ts', code: 'export const x: any = 1;', says: 'no-explicit-any' },
  { file: 'shared/x.ts', code: 'export interface IThing { a: 1 }', says: 'No I before a name' },
  { file: 'shared/x.ts', code: 'try { JSON.parse(""); } catch {}', says: 'no-empty' },
  { file: 'test/unit/x.test.ts', code: "import { it } from 'vitest'; it.skip('a', () => 1);", says: 'No skipped' },
  { file: 'shared/x.ts', code: '// eslint-disable-next-line\nexport const x = 1;', says: 'noInlineConfig' },
];

const good: { file: string; code: string }[] = [
  { file: 'shared/messages/x.ts', code: "import 'i18next';" },
  { file: 'shared/domain/x.ts', code: "import 'zod'; import './y.ts';" },
  {
    file: 'preload/x.ts',
    code: "import { ipcRenderer } from 'electron'; import '#shared/ipc/contract.ts'; ipcRenderer.send('a');",
  },
  { file: 'renderer/x.tsx', code: "import 'react'; import '@mantine/core/styles.css'; import '#shared/domain/y.ts';" },
  { file: 'main/engine/x.ts', code: "import 'better-sqlite3'; import 'node:fs'; import '#shared/domain/y.ts';" },
  { file: 'main/engine/entry.ts', code: 'export const now = Date.now();' },
  { file: 'main/ipc/x.ts', code: "import { ipcMain } from 'electron'; ipcMain.on('a', () => 1);" },
  { file: 'main/cli/x.ts', code: "import '#engine/y.ts'; import '#practice/y.ts';" },
];

describe('the house rules', () => {
  it.each(bad)('refuse in $file: $code', async ({ file, code, says }) => {
    expect((await complaints(file, code)).join('\n')).toContain(says);
  });

  it.each(good)('allow in $file: $code', async ({ file, code }) => {
    expect(await complaints(file, code)).toEqual([]);
  });
});
