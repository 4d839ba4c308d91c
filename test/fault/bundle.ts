/** The two programs of the suite as one file each: an engine that was killed starts in a third of the time it takes from some 300 modules. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

/** Where the bundles are, and how to be rid of them. */
export type Bundle = { worker: string; engine: string; env: NodeJS.ProcessEnv; remove(): void };

const root = join(import.meta.dirname, '../..');

/** Inside the repository, so that the native module is found; a folder of its own, so that two suites may run at once. */
export async function bundle(): Promise<Bundle> {
  mkdirSync(join(root, 'out'), { recursive: true });
  const folder = mkdtempSync(join(root, 'out', 'fault-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    await build({
      root,
      configFile: false,
      logLevel: 'error',
      build: {
        ssr: true,
        target: 'node24',
        outDir: folder,
        minify: false,
        rollupOptions: {
          input: {
            worker: join(import.meta.dirname, 'worker.ts'),
            engine: join(import.meta.dirname, 'engine-child.ts'),
          },
          external: ['better-sqlite3'],
          output: { entryFileNames: '[name].mjs', chunkFileNames: '[name].mjs' },
        },
      },
      ssr: { noExternal: true, external: ['better-sqlite3'] },
    });
    const made = { worker: join(folder, 'worker.mjs'), engine: join(folder, 'engine.mjs') };
    // Node keeps what it compiled when a process ends in order; most engines here do not.
    const env = { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compiled') };
    const first = fork(made.engine, [], { env });
    await Promise.race([once(first, 'message'), once(first, 'exit')]);
    first.disconnect();
    await once(first, 'exit');
    return { ...made, env, remove };
  } catch (error) {
    remove();
    throw error;
  }
}
