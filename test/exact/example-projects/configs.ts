import { type ExampleProject, only, WRONG } from './example-project';

export const CONFIG_PROJECTS: Readonly<Record<string, ExampleProject>> = {
  'a chain of configs it extends, with path aliases': {
    files: {
      'tsconfig.json': { extends: './config/middle.json', include: ['src'] },
      'config/middle.json': {
        extends: ['./strict.json', '../base.json'],
        compilerOptions: { paths: { '@lib/*': ['../lib/*'] } },
      },
      'config/strict.json': { compilerOptions: { noUnusedLocals: true, strict: false } },
      'base.json': only({}),
      'src/main.ts':
        "import { one } from '@lib/one';\n" +
        "import { two } from '@lib/two';\n" +
        'export const main: string = one;\n' +
        'const unused = 1;\n' +
        'export const f = (x) => x;\n',
      'lib/one.ts': 'export const one = 1;\n',
    },
  },
  'several configs over one folder': {
    files: {
      'tsconfig.json': only({}, { include: ['src'], exclude: ['src/**/*.spec.ts'] }),
      'tsconfig.spec.json': {
        extends: './tsconfig.json',
        compilerOptions: { typeRoots: ['./kinds'], types: ['runner'] },
        include: ['src/**/*.spec.ts'],
        exclude: [],
      },
      'kinds/runner/index.d.ts': 'declare function it(name: string, body: () => void): void;\n',
      'src/one.ts': `export const one = 1;\nit('is not known here', () => {});\n`,
      'src/one.spec.ts':
        "import { one } from './one';\nit('is known here', () => {});\nexport const two: string = one;\n",
    },
    // Each project is run alone: a file of both is checked in both.
    runs: [
      ['-p', '.'],
      ['-p', 'tsconfig.spec.json'],
    ],
  },
  'types by name, from packages and from roots of its own': {
    files: {
      'tsconfig.json': only({ typeRoots: ['./kinds', './node_modules/@types'], types: ['near', 'far', 'gone'] }),
      'kinds/near/index.d.ts': 'declare const near: number;\n',
      'node_modules/@types/far/index.d.ts': 'declare const far: number;\n',
      'main.ts': 'export const a: string = near + far;\n',
    },
  },
  'every package of types, without being asked': {
    files: {
      'tsconfig.json': only({ types: ['*'] }),
      'node_modules/@types/far/index.d.ts': 'declare const far: number;\n',
      'main.ts': 'export const a: string = far;\n',
    },
  },
  'a config of files only, the rest in no project': {
    files: {
      'tsconfig.json': only({}, { files: ['main.ts'] }),
      'main.ts': WRONG,
      'stray.ts': WRONG,
      'scripts/stray.ts': WRONG,
    },
  },
  'a jsconfig': {
    files: {
      'jsconfig.json': only({ checkJs: true }),
      'main.js': '/** @param {number} n */\nexport const f = (n) => n.length;\n',
    },
    runs: [['-p', 'jsconfig.json']],
  },
  'a file outside the root folder': {
    files: {
      'tsconfig.json': only({ rootDir: 'src' }, { include: ['src'] }),
      'src/main.ts': "export * from '../lib/one';\n",
      'lib/one.ts': 'export const one = 1;\n',
    },
  },
  'options that are deprecated or contradict one another': {
    files: {
      'tsconfig.json': only({
        moduleResolution: 'node10',
        module: 'commonjs',
        verbatimModuleSyntax: true,
        isolatedModules: false,
        checkJs: true,
        allowJs: false,
      }),
      'main.ts': WRONG,
    },
  },
  'no library at all': { files: { 'tsconfig.json': only({ noLib: true, lib: undefined }), 'main.ts': WRONG } },
  'unused names, unreachable code and missing returns': {
    files: {
      'tsconfig.json': only({
        noUnusedLocals: true,
        noUnusedParameters: true,
        allowUnreachableCode: false,
        allowUnusedLabels: false,
        noImplicitReturns: true,
        noFallthroughCasesInSwitch: true,
      }),
      'main.ts':
        "import * as other from './other';\n" +
        'export function f(a: number, _b: number) {\n' +
        '  label: switch (a) {\n' +
        '    case 1: void a;\n' +
        '    case 2: return 1;\n' +
        '  }\n' +
        '  if (a) return 2;\n' +
        '  throw 1;\n' +
        '  void a;\n' +
        '}\n' +
        'export const g = (unused: string) => { if (f(1, 2)) return 1; };\n',
      'other.ts': 'type Nobody = 1;\nexport {};\n',
    },
  },
  'expectations and suppressions': {
    files: {
      'main.ts':
        '// @ts-expect-error nothing is wrong\n' +
        'export const a = 1;\n' +
        '// @ts-ignore\n' +
        'export const b: string = 1;\n' +
        '// @ts-expect-error\n' +
        'export const c: string = 1;\n' +
        'export const d: string = 1;\n',
      'quiet.ts': `// @ts-nocheck\n${WRONG}`,
    },
  },
};
