// Who may import whom, checked on resolved paths (type imports included). The lint rules in eslint-areas.js say the same of
// the paths as written; here are also the layers inside the engine: db <- mirror, outbox <- sync, bulk <- handlers.

/** @param {string} name @param {string} comment @param {string} from @param {string} to @param {string} [except] */
const forbid = (name, comment, from, to, except) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: except === undefined ? { path: to } : { path: to, pathNot: except },
});

/** Our own source folders. */
const ours = '^(shared|main|preload|renderer|test|scripts)/';

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'A circle of imports: move what both need into a file of its own.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'not-resolved',
      comment: 'The imported file or package is not there.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '[?]' },
    },
    forbid(
      'shared-alone',
      'shared/ runs in every process: it imports nothing of ours but itself.',
      '^shared/',
      ours,
      '^shared/',
    ),
    forbid('preload-thin', 'preload/ imports shared/ipc only.', '^preload/', ours, '^(preload/|shared/ipc/)'),
    forbid(
      'renderer-apart',
      'renderer/ imports shared/ only; everything else comes over IPC.',
      '^renderer/',
      ours,
      '^(renderer|shared)/',
    ),
    forbid(
      'main-apart-from-engine',
      'The engine, the practice HQ and the command line are other processes: main/ talks to them, it does not import them.',
      '^main/(?!engine/|practice/|cli/)',
      ours,
      '^(shared/|main/(?!engine/|practice/|cli/))',
    ),
    forbid(
      'engine-plain',
      'The engine imports shared/ only; what needs electron is injected.',
      '^main/engine/',
      ours,
      '^(shared/|main/engine/)',
    ),
    forbid(
      'no-electron-in-engine',
      'The engine runs without Electron.',
      '^main/(engine|practice|cli)/',
      '^node_modules/electron',
    ),
    forbid(
      'practice-alone',
      'The practice HQ is the peer: it imports nothing of the client.',
      '^main/practice/',
      ours,
      '^main/practice/',
    ),
    forbid(
      'cli-without-window',
      'The command line imports engine, practice and shared.',
      '^main/cli/',
      ours,
      '^(shared/|main/(cli|engine|practice)/|scripts/)',
    ),
    forbid(
      'db-lowest',
      'db/ is the lowest layer of the engine.',
      '^main/engine/db/',
      '^main/engine/(mirror|outbox|sync|bulk|handlers|hq)/',
    ),
    forbid(
      'mirror-outbox-below-sync',
      'mirror/ and outbox/ lie below sync/, bulk/ and handlers/.',
      '^main/engine/(mirror|outbox)/',
      '^main/engine/(sync|bulk|handlers)/',
    ),
    forbid(
      'sync-bulk-below-handlers',
      'sync/ and bulk/ lie below handlers/.',
      '^main/engine/(sync|bulk)/',
      '^main/engine/handlers/',
    ),
    forbid(
      'hq-without-db',
      'hq/ speaks HTTP and knows no database.',
      '^main/engine/hq/',
      '^(main/engine/(db|mirror|outbox|sync|bulk|handlers)/|node_modules/better-sqlite3)',
    ),
    forbid(
      'no-test-in-product',
      'Product code does not import tests.',
      '^(shared|main|preload|renderer|scripts)/',
      '^test/',
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(out|dist|test-results)/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.cjs', '.json', '.d.ts'],
    },
  },
};
