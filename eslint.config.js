// The house rules that a machine can check. Who may import whom is in eslint-areas.js; the layers inside the engine are in
// .dependency-cruiser.cjs. `npm run lint` runs both. test/unit/lint-rules.test.ts proves that they bite.
import eslint from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { areas } from './eslint-areas.js';

/** Tools ask for a default export in these; everywhere else a thing has one name, at home and where it is imported. */
const configFiles = ['*.config.{js,ts}', 'test/**/*.config.ts'];

/** Time, chance and timers come in from outside: that is what makes crash and backoff tests possible. */
const injected = {
  files: ['main/engine/**/*.ts', 'main/practice/**/*.ts'],
  ignores: ['main/engine/entry.ts', 'main/practice/entry.ts'],
  rules: {
    'no-restricted-properties': [
      'error',
      { object: 'Date', property: 'now', message: 'Ask the injected clock: only entry.ts knows the real time.' },
      { object: 'performance', property: 'now', message: 'Ask the injected clock: only entry.ts knows the real time.' },
      { object: 'Math', property: 'random', message: 'Use the injected source of randomness.' },
    ],
    'no-restricted-globals': [
      'error',
      ...['setTimeout', 'setInterval', 'setImmediate'].map((name) => ({
        name,
        message: 'Use the injected timers: only entry.ts has the real ones.',
      })),
    ],
  },
};

/** Shapes that hide trouble, banned everywhere. */
const bannedSyntax = [
  {
    selector: ':matches(TSInterfaceDeclaration, TSTypeAliasDeclaration, ClassDeclaration)[id.name=/^I[A-Z][a-z]/]',
    message: 'No I before a name: name the thing itself.',
  },
  {
    selector: 'TSAsExpression > TSAsExpression',
    message: 'No double assertion: validate with zod, or narrow.',
  },
];

/** A test that never runs proves nothing. */
const noSkippedTests = ['test', 'it', 'describe'].flatMap((object) =>
  ['skip', 'only', 'todo', 'fixme', 'fails'].map((property) => ({
    object,
    property,
    message: 'No skipped, focused or unwritten tests in the repository.',
  })),
);

export default defineConfig(
  globalIgnores(['out/', 'dist/', 'coverage/', 'test-results/', 'test/fixtures/', 'scripts/default-app/']),
  eslint.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    // Rules are changed here, where everybody sees it, never by a comment in a file.
    linterOptions: { noInlineConfig: true },
    rules: {
      'no-restricted-syntax': ['error', ...bannedSyntax],
      'no-restricted-exports': [
        'error',
        {
          restrictDefaultExports: {
            direct: true,
            named: true,
            defaultFrom: true,
            namedFrom: true,
            namespaceFrom: true,
          },
        },
      ],
      'max-lines': ['error', { max: 400 }],
      // No silent catch. Where nothing can be done, a comment in the block says why.
      'no-empty': 'error',
      eqeqeq: 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/ban-ts-comment': [
        'error',
        { 'ts-expect-error': true, 'ts-ignore': true, 'ts-nocheck': true },
      ],
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'separate-type-imports', disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Numbers in messages are the rule, not an accident.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `return reply(…)` from a function that returns nothing is a plain early exit.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // Counting code points by [...text] is meant: Django counts so too.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      // No object here depends on `this`; React's props are taken apart as a matter of course.
      '@typescript-eslint/unbound-method': 'off',
      // A type argument that equals the default may still say what is meant.
      '@typescript-eslint/no-unnecessary-type-arguments': 'off',
      // React's event attributes take async handlers gladly.
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      // An async function without await is how a synchronous implementation fulfils an asynchronous interface.
      '@typescript-eslint/require-await': 'off',
      // One code base for two Electrons: what the newer one deprecates is all the older one has. Feature-detected in code.
      '@typescript-eslint/no-deprecated': 'off',
    },
  },
  {
    // The two rules about hooks themselves. The plugin's others ask what the React Compiler would make of the code, which
    // Roster is built without, and take ten seconds.
    files: ['renderer/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: { 'react-hooks/rules-of-hooks': 'error', 'react-hooks/exhaustive-deps': 'error' },
  },
  ...areas,
  injected,
  {
    files: ['test/**'],
    rules: {
      'no-restricted-properties': ['error', ...noSkippedTests],
      // What a test asserts to be there may be taken to be there.
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  { files: configFiles, rules: { 'no-restricted-exports': 'off' } },
  // Outside every TypeScript project: checked without types.
  { files: ['*.{js,ts,cjs}', 'main/cli/*.mjs'], ...tseslint.configs.disableTypeChecked },
  { files: ['**/*.{js,cjs,mjs}'], rules: { 'no-undef': 'off' } },
);
