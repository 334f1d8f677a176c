import { type ExampleProject, NODE, only, WRONG } from './example-project';

export const LANGUAGE_PROJECTS: Readonly<Record<string, ExampleProject>> = {
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
        "import old from './old.cjs';\n" +
        "import { gone } from './old.cjs';\n" +
        '/** @typedef {{ a: number }} T */\n' +
        '/** @type {T} */\n' +
        'export const t = { a: old.two.length };\n',
      'main.ts': "import { t } from './new.js';\nimport { u } from './new';\nexport const s: string = t.a;\n",
    },
  },
  'module kinds by extension and by the nearest package.json': {
    files: {
      'tsconfig.json': { compilerOptions: { ...NODE, verbatimModuleSyntax: true } },
      'package.json': { type: 'module', imports: { '#inner': './inner.ts' } },
      'inner.ts': 'export const inner = 1;\nexport type Inner = number;\n',
      'main.ts':
        "import { inner, Inner } from '#inner';\n" +
        "import old from './old.cjs';\n" +
        "import { old as named } from './old.cjs';\n" +
        'export const s: string = inner + old;\n',
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
        'export namespace JSX { interface Element { e: 1 } interface IntrinsicElements { a: { href: string } ' +
        '} interface ElementChildrenAttribute { children: {} } }\n' +
        'export declare const jsx: unknown, jsxs: unknown, Fragment: unknown;\n',
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
        "declare module 'virtual' { export const v: number; export const w: Gone; }\n" +
        "declare module '*.css' { const css: { readonly name: number }; export default css; }\n" +
        'interface Global { g: Gone }\n',
      'umd.d.ts': 'export as namespace Umd;\nexport declare const u: number;\n',
      'script.ts': 'const s: string = Umd.u;\n',
      'grown.ts':
        "import './base';\n" +
        "declare module './base' { interface Base { more: number } }\n" +
        'declare global { interface Array<T> { mine: T } }\n',
      'base.ts': 'export interface Base { less: number }\n',
      'main.ts':
        "import type { Base } from './base';\n" +
        "import { v } from 'virtual';\n" +
        "import css from './x.css';\n" +
        "import gone from './x.scss';\n" +
        'export const f = (b: Base): string => b.more;\n' +
        'export const g: string = [v + css.name].mine;\n' +
        'export const h: string = Umd.u;\n',
    },
  },
  'types that must be written down': {
    files: {
      'tsconfig.json': only({ declaration: true, isolatedDeclarations: true }),
      'main.ts':
        'const part = () => 1;\n' +
        'export const a = part();\n' +
        'export function f(x = part()) { return x; }\n' +
        'export class C { m() { return part(); } }\n',
    },
  },
  'syntax that cannot simply be erased': {
    files: {
      'tsconfig.json': only({ erasableSyntaxOnly: true, isolatedModules: true }),
      'main.ts':
        'export enum E { A }\n' +
        'export class C { constructor(private x: number) { void this.x; } }\n' +
        'export namespace N { export const n = 1; }\n' +
        "export { T } from './t';\n",
      't.ts': 'export type T = 1;\n',
    },
  },
  'text of every width and line ending': {
    files: {
      'marks.ts':
        '\ufeffexport const \u00fcber: string = 1;\r\n' +
        'export const b: string = 2;\rexport const c: string = 3;\u2028export const d: string = 4;\n' +
        '\texport const e: string = 5;\n' +
        '/* \ud83d\ude00 */ export const f: string = 6;\n',
    },
  },
  'circles of imports, types and classes': {
    files: {
      'a.ts':
        "import { B } from './b';\n" +
        'export class A extends B {}\n' +
        "export type X = import('./b').Y | 1;\n" +
        "export const a = () => import('./c');\n",
      'b.ts': "import { A } from './a';\nexport class B extends A {}\nexport type Y = import('./a').X | 2;\n",
      'c.ts': "import { d } from './d';\nexport * from './d';\nexport const c = { d };\n",
      'd.ts': "import { c } from './c';\nexport * from './c';\nexport const d = { c };\n",
    },
  },
};
