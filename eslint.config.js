import { builtinModules } from 'node:module';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** The folders of src/ in the order of the data flow: each may import itself and what stands left of it. */
const layers = ['audio', 'graph', 'model', 'decode', 'stitch', 'metrics', 'output', 'pool', 'batch', 'bench', 'cli'];

const alwaysRestricted = [
  { regex: '(^|/)index\\.ts$', message: 'Import the file that declares it: index.ts is for users of the library.' },
  { regex: `^(${builtinModules.join('|')})$`, message: "Write Node's own modules as node:…" },
];

/** Relative imports of the given folders of src/, and of workers/ (which is reached by URL only). */
function restrictImports(files, folders, message) {
  const regex = `^\\.\\.?/(.*/)?(${[...folders, 'workers'].join('|')})/`;
  const patterns = [...alwaysRestricted, { regex, message }];
  return { files, rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] } };
}

const importDirection = [
  {
    ...restrictImports(['src/*.ts'], layers, 'Files directly in src/ serve every folder, so they may import none.'),
    ignores: ['src/index.ts'],
  },
  ...layers.map((layer, index) => {
    const left = layers.slice(0, index).join(', ') || 'no other folder';
    return restrictImports(
      [`src/${layer}/**/*.ts`],
      layers.slice(index + 1),
      `src/${layer}/ may import itself, files directly in src/, and: ${left}.`,
    );
  }),
  restrictImports(
    ['workers/**/*.ts'],
    ['batch', 'bench', 'cli', 'output'],
    'A worker knows nothing of runs and files.',
  ),
];

const onlyTheCommandEndsTheProcess = {
  selector: 'MemberExpression[object.name="process"][property.name=/^(exit|exitCode|abort|reallyExit)$/]',
  message: 'Only src/cli/ decides how the process ends: throw a WhisperBatchError instead.',
};

const typedLinting = {
  // This file belongs to no tsconfig; the scripts have one of their own.
  projectService: { allowDefaultProject: ['*.js'] },
  tsconfigRootDir: import.meta.dirname,
};

export default defineConfig(
  globalIgnores([
    'dist/',
    '.build-*/',
    'coverage/',
    'results/',
    'baselines/',
    'whisper-base-with-past/',
    // Stub workers and the like, plain JavaScript that Node runs as it is.
    'test/fixtures/**/*.{js,mjs,cjs}',
  ]),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    rules: {
      complexity: ['error', 10],
      curly: ['error', 'multi-line'],
      eqeqeq: 'error',
      'max-depth': ['error', 3],
      'max-lines': ['error', { max: 200, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 4],
      'no-var': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
    },
  },
  {
    files: ['**/*.ts', '**/*.mjs', '**/*.js'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: typedLinting,
    },
    rules: {
      '@typescript-eslint/consistent-type-exports': 'error',
      // A module that is loaded late can be named only by `typeof import('…')`.
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-empty-function': ['error', { allow: ['arrowFunctions'] }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  ...importDirection,
  {
    files: ['src/**/*.ts'],
    rules: {
      'no-console': 'error',
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true, named: true, namedFrom: true } }],
      'no-restricted-syntax': ['error', onlyTheCommandEndsTheProcess],
    },
  },
  { files: ['src/cli/**/*.ts'], rules: { 'no-restricted-syntax': 'off' } },
  {
    // Loops over typed arrays index within bounds that the loop itself has set.
    files: ['src/{audio,graph,model,decode}/**/*.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      // `describe` holds the tests of a whole file.
      'max-lines-per-function': 'off',
      'max-lines': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    // Without declared types only what concerns promises can be checked.
    files: ['**/*.mjs', '**/*.js'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { parserOptions: typedLinting },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
    },
  },
);
