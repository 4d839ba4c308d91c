// Who may import whom, as lint rules with a message that says what to use instead. Each area has the list of what it may
// import; everything else is refused. Paths are checked as written; .dependency-cruiser.cjs checks them again resolved.

/** Relative imports, and those by alias, name the file: Node runs the engine straight from its sources. */
const extension = {
  regex: String.raw`^(?:\.{1,2}/|#)(?!.*\.(?:tsx?|mjs|css|json|svg|png)(?:\?\w+)?$)`,
  message: 'Write the file extension (.ts).',
};

/** Climbing out of an area by ../ hides what is imported. */
const climbing = {
  regex: String.raw`^(?:\.\./)+(?:shared|engine|practice|main|preload|renderer)/`,
  message: 'Use the alias #shared/…, #engine/… or #practice/….',
};

/** In Electron, messages between processes pass one place only. */
const ipc = {
  name: 'electron',
  importNames: ['ipcMain', 'ipcRenderer'],
  message: 'Add a method to the contract in shared/ipc: only main/ipc and preload speak on the wire.',
};

/** Timers by the back door. */
const timers = ['node:timers', 'node:timers/promises'].map((name) => ({
  name,
  message: 'Use the injected timers: only entry.ts has the real ones.',
}));

/**
 * The rules for one area.
 * @param {object} area
 * @param {string[]} area.files globs
 * @param {string[]} [area.ignores] globs
 * @param {string[]} area.allowed regular expressions of what may be imported besides relative paths
 * @param {string} area.message what to do instead
 * @param {object[]} [area.paths] further bans by exact name
 */
function area({ files, ignores = [], allowed, message, paths = [] }) {
  const regex = String.raw`^(?!\.{1,2}/|(?:${allowed.join('|')}))`;
  return {
    files,
    ignores,
    rules: { 'no-restricted-imports': ['error', { paths, patterns: [extension, climbing, { regex, message }] }] },
  };
}

const mainAllowed = ['electron(?:$|/|-log|-store)', 'node:', '#shared/', 'zod$'];
const mainMessage =
  'main/ may import electron, #shared/… and node:*. The engine is another process: talk to it through main/engine-host.';

const rendererAllowed = [
  '#shared/',
  'react$',
  'react/',
  'react-dom',
  'react-i18next$',
  'i18next$',
  'zustand',
  '@mantine/',
  '@tabler/',
  '@tanstack/',
  '@zxcvbn-ts/',
];
const rendererMessage =
  'renderer/ may import #shared/…, React and UI packages only. Files, network and data come through renderer/api.';

export const areas = [
  area({
    files: ['shared/**/*.ts'],
    ignores: ['shared/messages/**'],
    allowed: ['#shared/', 'zod$'],
    message:
      'shared/ runs in every process, so it may import nothing but zod. Put what needs more into the process that needs it.',
  }),
  area({
    files: ['shared/messages/**/*.ts'],
    allowed: ['#shared/', 'zod$', 'i18next$'],
    message: 'The message catalogue may import i18next and the rest of shared/ only.',
  }),
  area({
    files: ['preload/**/*.ts'],
    allowed: ['electron$', '#shared/ipc/'],
    message:
      'preload/ may import electron and #shared/ipc/… only: it passes calls on. Do the work in main/ or in the engine.',
  }),
  area({
    files: ['renderer/**/*.{ts,tsx}'],
    ignores: ['renderer/set-up.ts'],
    allowed: rendererAllowed,
    message: rendererMessage,
  }),
  area({
    files: ['renderer/set-up.ts'],
    // Only to switch off zod's use of eval, which the content security policy would refuse.
    allowed: [...rendererAllowed, 'zod$'],
    message: rendererMessage,
  }),
  area({
    files: ['main/**/*.ts'],
    ignores: ['main/engine/**', 'main/practice/**', 'main/cli/**', 'main/ipc/**'],
    allowed: mainAllowed,
    message: mainMessage,
    paths: [ipc],
  }),
  area({ files: ['main/ipc/**/*.ts'], allowed: mainAllowed, message: mainMessage }),
  area({
    files: ['main/engine/**/*.ts'],
    ignores: ['main/engine/entry.ts'],
    allowed: ['#shared/', '#engine/', 'node:', 'better-sqlite3$', 'saxes$', 'undici$', 'zod$'],
    message:
      'The engine is plain Node: #shared/…, node:*, better-sqlite3, saxes, undici and zod. What needs electron is injected by main/.',
    paths: timers,
  }),
  area({
    files: ['main/engine/entry.ts'],
    allowed: ['#shared/', '#engine/', 'node:', 'better-sqlite3$', 'saxes$', 'undici$', 'zod$'],
    message:
      'The engine is plain Node: #shared/…, node:*, better-sqlite3, saxes, undici and zod. What needs electron is injected by main/.',
  }),
  area({
    files: ['main/practice/**/*.ts'],
    allowed: ['#practice/', 'node:', 'better-sqlite3$', 'zod$'],
    message:
      'The practice HQ is the peer, not the client: node:*, better-sqlite3 and zod only, nothing of shared/ or the engine.',
  }),
  area({
    files: ['main/cli/**/*.ts'],
    allowed: ['#shared/', '#engine/', '#practice/', 'node:', 'zod$'],
    message: 'The command line may import #engine/…, #practice/…, #shared/… and node:*; there is no electron here.',
  }),
];
