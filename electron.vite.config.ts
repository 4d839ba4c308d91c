// How main, preload and renderer are built. Everything but better-sqlite3 (the one entry in "dependencies") is bundled.
//
// The targets are those of the oldest Electron that must run the app (25: Node 18, Chrome 114), and main and preload are
// CommonJS, since that Electron has no ESM main and a sandboxed preload never has. package.json says "type": "module",
// hence the ending .cjs.
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import path from 'node:path';

const root = import.meta.dirname;

const commonJs = { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: 'chunks/[name]-[hash].cjs' } as const;

export default defineConfig({
  main: {
    build: {
      target: 'node18',
      outDir: path.join(root, 'out/main'),
      rollupOptions: {
        input: {
          index: path.join(root, 'main/index.ts'),
          // Started by main as processes of their own; they import no electron.
          engine: path.join(root, 'main/engine/entry.ts'),
          practice: path.join(root, 'main/practice/entry.ts'),
        },
        output: commonJs,
      },
    },
  },
  preload: {
    build: {
      target: 'node18',
      outDir: path.join(root, 'out/preload'),
      // A sandboxed preload can require nothing but electron.
      externalizeDeps: false,
      rollupOptions: { input: { index: path.join(root, 'preload/index.ts') }, output: commonJs },
    },
  },
  renderer: {
    root: path.join(root, 'renderer'),
    plugins: [react()],
    build: {
      target: 'chrome114',
      minify: true,
      // Read from the disk, not from a network: one file of 1 MB is fine.
      chunkSizeWarningLimit: 2000,
      outDir: path.join(root, 'out/renderer'),
      rollupOptions: { input: { index: path.join(root, 'renderer/index.html') } },
    },
  },
});
