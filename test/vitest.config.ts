import { defineConfig } from 'vitest/config';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');

/** Engine and fault tests use a real SQLite file and a practice HQ over HTTP: slower than pure ones on a busy machine. */
const engineTimeoutMs = 30_000;

export default defineConfig({
  root,
  test: {
    // Engine tests mostly wait for answers and for the pace HQ allows: one worker for each core but one would leave the cores idle.
    maxWorkers: 4,
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['test/unit/**/*.test.{ts,tsx}'], testTimeout: 15_000 },
      },
      {
        extends: true,
        test: {
          name: 'engine',
          include: ['test/{engine,practice,cli,fault}/**/*.test.ts'],
          // SQLite's native module is happiest in a process of its own.
          pool: 'forks',
          testTimeout: engineTimeoutMs,
          hookTimeout: engineTimeoutMs,
          // The engines and command lines they start, hundreds of them, run from TypeScript: compiled once, they start in half the time.
          env: { NODE_COMPILE_CACHE: path.join(root, 'out/compile-cache') },
        },
      },
    ],
  },
});
