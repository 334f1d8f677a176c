/** A small workspace with errors, and the commands that tell them. */
export interface ExampleProject {
  readonly files: Readonly<Record<string, string | object>>;
  /** What `tsc` is run on: a project by itself (`--noEmit -p`), or with all it references (`-b`). The judge has to tell what all runs tell together. */
  readonly runs?: readonly (readonly [how: '-p' | '-b', project: string])[];
  /** Folders linked into `node_modules`, as a package manager links a workspace's packages: name → folder. */
  readonly links?: Readonly<Record<string, string>>;
}

const FAST = { strict: true, target: 'es2020', lib: ['es5'], module: 'esnext', moduleResolution: 'bundler', types: [] };
const NODE = { ...FAST, module: 'nodenext', moduleResolution: 'nodenext' };
const only = (compilerOptions: object, more: object = {}) => ({
  compilerOptions: { ...FAST, ...compilerOptions },
  ...more,
});
const WRONG = 'export const wrong: string = 1;\n';

const references: Readonly<Record<string, ExampleProject>> = {
  'a solution file and the projects it references': {
    files: {
      'tsconfig.json': { files: [], references: [{ path: 'app' }] },
      'app/tsconfig.json': only({ composite: true, outDir: '../out/app' }, { references: [{ path: '../core' }] }),
      'app/main.ts': "import { one } from '../core/one';\nexport const main: string = one;\n",
      'core/tsconfig.json': only({ composite: true, outDir: '../out/core' }),
      'core/one.ts': `export const one = 1;\n${WRONG}`,
    },
    // `tsc -b --noEmit` refuses references (TS6310), so the projects are built.
    runs: [['-b', '.']],
  },
  'references over three projects, types passed on': {
    files: {
      'tsconfig.json': { files: [], references: [{ path: 'app' }, { path: 'core' }] },
      'app/tsconfig.json': only({ composite: true }, { references: [{ path: '../middle/tsconfig.lib.json' }] }),
      'app/main.ts': "import { pass } from '../middle/pass';\nexport const main: string = pass().deep;\n",
      'middle/tsconfig.lib.json': only({ composite: true }, { references: [{ path: '../core' }] }),
      'middle/pass.ts': "import { deep } from '../core/deep';\nexport const pass = () => ({ deep });\n",
      'core/tsconfig.json': only({ composite: true }),
      'core/deep.ts': 'export const deep = [1];\n',
    },
    runs: [['-b', '.']],
  },
  'a composite project that forgets a file': {
    files: {
      'tsconfig.json': only({ composite: true }, { files: ['main.ts'] }),
      'main.ts': "export * from './other';\n",
      'other.ts': WRONG,
    },
  },
  'a reference that leads nowhere': {
    files: { 'tsconfig.json': only({}, { references: [{ path: './nowhere' }] }), 'main.ts': WRONG },
  },
  'a reference to a project that is not composite': {
    files: {
      'tsconfig.json': only({}, { files: ['main.ts'], references: [{ path: './core' }] }),
      'main.ts': WRONG,
      'core/tsconfig.json': only({}),
      'core/one.ts': WRONG,
    },
    runs: [
      ['-p', '.'],
      ['-p', 'core'],
    ],
  },
  'packages of an npm workspace, linked to one another': {
    files: {
      'package.json': { private: true, workspaces: ['packages/*'] },
      'packages/a/package.json': { name: '@example/a', types: './src/index.ts' },
      'packages/a/tsconfig.json': only({}, { include: ['src'] }),
      'packages/a/src/index.ts': `export const a = 1;\n${WRONG}`,
      'packages/b/package.json': { name: '@example/b' },
      'packages/b/tsconfig.json': only({}, { include: ['src'] }),
      'packages/b/src/index.ts': "import { a } from '@example/a';\nexport const b: string = a;\n",
    },
    links: { '@example/a': 'packages/a' },
    runs: [
      ['-p', 'packages/a'],
      ['-p', 'packages/b'],
    ],
  },
};

const configs: Readonly<Record<string, ExampleProject>> = {
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
        "import { one } from '@lib/one';\nimport { two } from '@lib/two';\nexport const main: string = one;\nconst unused = 1;\nexport const f = (x) => x;\n",
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
    // Each project for itself: a file of both is judged in both.
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
        "import * as other from './other';\nexport function f(a: number, _b: number) {\n  label: switch (a) {\n    case 1: void a;\n    case 2: return 1;\n  }\n  if (a) return 2;\n  throw 1;\n  void a;\n}\nexport const g = (unused: string) => { if (f(1, 2)) return 1; };\n",
      'other.ts': 'type Nobody = 1;\nexport {};\n',
    },
  },
  'expectations and suppressions': {
    files: {
      'main.ts':
        '// @ts-expect-error nothing is wrong\nexport const a = 1;\n// @ts-ignore\nexport const b: string = 1;\n// @ts-expect-error\nexport const c: string = 1;\nexport const d: string = 1;\n',
      'quiet.ts': `// @ts-nocheck\n${WRONG}`,
    },
  },
};

const languages: Readonly<Record<string, ExampleProject>> = {
  'JavaScript that asks to be checked': {
    files: {
      'tsconfig.json': only({ allowJs: true, checkJs: false }),
      'asked.js': "// @ts-check\n/** @type {string} */\nexport const a = 1;\nexport { b } from './unasked';\n",
      'unasked.js': '/** @type {string} */\nexport const b = 1;\nlet c: number;\n',
      'use.ts': "import { a } from './asked';\nexport const n: number = a;\n",
    },
  },
  'checked JavaScript of both module kinds': {
    files: {
      'tsconfig.json': { compilerOptions: { ...NODE, allowJs: true, checkJs: true } },
      'package.json': { type: 'module' },
      'old.cjs':
        'class Old { constructor() { /** @type {number} */ this.n = "one"; } }\nmodule.exports = { Old, two: 2 };\n',
      'new.js':
        "import old from './old.cjs';\nimport { gone } from './old.cjs';\n/** @typedef {{ a: number }} T */\n/** @type {T} */\nexport const t = { a: old.two.length };\n",
      'main.ts': "import { t } from './new.js';\nimport { u } from './new';\nexport const s: string = t.a;\n",
    },
  },
  'module kinds by extension and by the nearest package.json': {
    files: {
      'tsconfig.json': { compilerOptions: { ...NODE, verbatimModuleSyntax: true } },
      'package.json': { type: 'module', imports: { '#inner': './inner.ts' } },
      'inner.ts': 'export const inner = 1;\nexport type Inner = number;\n',
      'main.ts':
        "import { inner, Inner } from '#inner';\nimport old from './old.cjs';\nimport { old as named } from './old.cjs';\nexport const s: string = inner + old;\n",
      'old.cts': 'const old = 1;\nexport = old;\n',
      'sub/package.json': {},
      'sub/plain.ts': "import { inner } from '#inner';\nexport const url = import.meta.url + inner;\n",
    },
  },
  'JSX through a runtime of its own': {
    files: {
      'tsconfig.json': only({ jsx: 'react-jsx', jsxImportSource: 'runtime' }),
      'node_modules/runtime/package.json': { name: 'runtime', exports: { './jsx-runtime': { types: './jsx.d.ts' } } },
      'node_modules/runtime/jsx.d.ts':
        'export namespace JSX { interface Element { e: 1 } interface IntrinsicElements { a: { href: string } } interface ElementChildrenAttribute { children: {} } }\nexport declare const jsx: unknown, jsxs: unknown, Fragment: unknown;\n',
      'part.tsx': 'export const Part = (p: { n: number; children?: string }) => <a href={p.n} />;\n',
      'main.tsx': 'import { Part } from \'./part\';\nexport const m = <><Part n="1">{1}</Part><b /><Part /></>;\n',
    },
  },
  'JSX without a runtime, and by a factory': {
    files: {
      'tsconfig.json': { files: [], references: [{ path: 'new' }, { path: 'old' }] },
      'new/tsconfig.json': only({ composite: true, jsx: 'react-jsx' }),
      'new/main.tsx': 'export const m = <a />;\n',
      'old/tsconfig.json': only({ composite: true, jsx: 'react' }),
      'old/main.tsx': 'export const m = <a />;\n',
    },
    runs: [['-b', '.']],
  },
  'JSON modules, one of them broken': {
    files: {
      'tsconfig.json': only({ resolveJsonModule: true, esModuleInterop: true }),
      'main.ts': "import data from './data.json';\nexport const n: number = data.name;\nexport const m = data.gone;\n",
      'data.json': { name: 'text' },
    },
  },
  'a JSON module with a syntax error': {
    files: {
      'tsconfig.json': only({ resolveJsonModule: true }),
      'main.ts': `import data from './data.json';\nexport const d = data;\n${WRONG}`,
      'data.json': '{ "a": 1, }}',
    },
  },
  'declarations and modules for others': {
    files: {
      'tsconfig.json': only({ skipLibCheck: false }),
      'ambient.d.ts':
        "declare module 'virtual' { export const v: number; export const w: Gone; }\ndeclare module '*.css' { const css: { readonly name: number }; export default css; }\ninterface Global { g: Gone }\n",
      'umd.d.ts': 'export as namespace Umd;\nexport declare const u: number;\n',
      'script.ts': 'const s: string = Umd.u;\n',
      'grown.ts':
        "import './base';\ndeclare module './base' { interface Base { more: number } }\ndeclare global { interface Array<T> { mine: T } }\n",
      'base.ts': 'export interface Base { less: number }\n',
      'main.ts':
        "import type { Base } from './base';\nimport { v } from 'virtual';\nimport css from './x.css';\nimport gone from './x.scss';\nexport const f = (b: Base): string => b.more;\nexport const g: string = [v + css.name].mine;\nexport const h: string = Umd.u;\n",
    },
  },
  'types that must be written down': {
    files: {
      'tsconfig.json': only({ declaration: true, isolatedDeclarations: true }),
      'main.ts':
        'const part = () => 1;\nexport const a = part();\nexport function f(x = part()) { return x; }\nexport class C { m() { return part(); } }\n',
    },
  },
  'syntax that cannot simply be erased': {
    files: {
      'tsconfig.json': only({ erasableSyntaxOnly: true, isolatedModules: true }),
      'main.ts':
        "export enum E { A }\nexport class C { constructor(private x: number) { void this.x; } }\nexport namespace N { export const n = 1; }\nexport { T } from './t';\n",
      't.ts': 'export type T = 1;\n',
    },
  },
  'text of every width and line ending': {
    files: {
      'marks.ts':
        '\ufeffexport const \u00fcber: string = 1;\r\nexport const b: string = 2;\rexport const c: string = 3;\u2028export const d: string = 4;\n\texport const e: string = 5;\n/* \ud83d\ude00 */ export const f: string = 6;\n',
    },
  },
  'circles of imports, types and classes': {
    files: {
      'a.ts':
        "import { B } from './b';\nexport class A extends B {}\nexport type X = import('./b').Y | 1;\nexport const a = () => import('./c');\n",
      'b.ts': "import { A } from './a';\nexport class B extends A {}\nexport type Y = import('./a').X | 2;\n",
      'c.ts': "import { d } from './d';\nexport * from './d';\nexport const c = { d };\n",
      'd.ts': "import { c } from './c';\nexport * from './c';\nexport const d = { c };\n",
    },
  },
};

export const EXAMPLE_PROJECTS: Readonly<Record<string, ExampleProject>> = { ...references, ...configs, ...languages };
export const filesOf = ({ files }: ExampleProject) => ({
  ...('tsconfig.json' in files || 'jsconfig.json' in files || 'package.json' in files
    ? {}
    : { 'tsconfig.json': only({}) }),
  ...files,
});
export const runsOf = ({ runs = [['-p', '.']] }: ExampleProject) => runs;
