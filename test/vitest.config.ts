import { defineConfig } from 'vitest/config';

/** Unit tests are pure; engine tests use real files, real HTTP on 127.0.0.1 and may take a little longer. */
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts', 'test/unit/**/*.test.tsx'] } },
      { test: { name: 'engine', include: ['test/engine/**/*.test.ts'], testTimeout: 30_000, hookTimeout: 30_000 } },
    ],
  },
});
