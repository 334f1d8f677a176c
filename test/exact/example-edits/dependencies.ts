import { type ExampleEdits, only } from './example-edit';

export const DEPENDENCY_EDITS: Readonly<Record<string, ExampleEdits>> = {
  'a script that becomes a module, and back': {
    files: {
      'a.ts': 'interface Far { v: number }\nvar far = 1;',
      'use.ts': 'export const y = (z: Far): number => z.v + far;',
    },
    edits: [
      { 'a.ts': 'interface Far { v: string }\nvar far = 1;' },
      { 'a.ts': 'export interface Far { v: number }\nexport var far = 1;' },
      { 'a.ts': null },
      { 'b.ts': 'interface Far { w: string }\nvar far = "";' },
    ],
  },
  'scripts that conflict': {
    files: {
      'a.ts': 'interface A { x: number }\nvar q = 1;',
      'b.ts': 'interface A { y: string }',
      'use.ts': 'export const f = (a: A): string => a.y;',
    },
    edits: [
      { 'b.ts': 'interface A { x: string; y: string }\nvar q = "";' },
      { 'b.ts': 'class A { y = "" }\nlet q = 1;' },
      { 'b.ts': null },
    ],
  },
  'what a module adds to the globals': {
    files: {
      'g.ts': 'export {};\ndeclare global { interface Array<T> { mine: T } var far: number; }',
      'use.ts': 'export const y: number = [1].mine + far;',
    },
    edits: [
      { 'g.ts': 'export {};\ndeclare global { interface Array<T> { mine: string } var far: number; }' },
      { 'g.ts': 'export {};\ndeclare global { var far: string; }' },
      { 'g.ts': 'export {};' },
      { 'g.ts': null },
    ],
  },
  'what modules add to a module, and where they conflict': {
    files: {
      'm.ts': 'export interface M { x: number }\nexport const v = 1;',
      'g1.ts': "import './m';\ndeclare module './m' { interface M { y: number } }",
      'g2.ts': "export {};\ndeclare module './m' { interface M { z: number } }",
      'use.ts': "import type { M } from './m';\nexport const f = (m: M): number => m.y + m.z;",
    },
    edits: [
      { 'g2.ts': "export {};\ndeclare module './m' { interface M { y: string; z: number } }" },
      { 'g2.ts': "export {};\ndeclare module './m' { const v: string; interface M { z: number } }" },
      { 'm.ts': 'export interface M { y: string }\nexport const v = 1;' },
      { 'g1.ts': null },
      { 'm.ts': null, 'm/index.ts': 'export interface M { y: string }' },
    ],
  },
  'what a module adds to a package': {
    files: {
      'node_modules/p/package.json': { name: 'p', types: 'i.d.ts' },
      'node_modules/p/i.d.ts': 'export interface P { a: number }',
      'aug.ts': "import 'p';\ndeclare module 'p' { interface P { b: number } }",
      'use.ts': "import type { P } from 'p';\nexport const f = (p: P): number => p.b;",
    },
    edits: [{ 'aug.ts': "import 'p';\ndeclare module 'p' { interface P { b: string } }" }, { 'aug.ts': null }],
  },
  'modules declared for others': {
    files: {
      'x.d.ts':
        "declare module 'virtual' { export const x: number; }\n" +
        "declare module '*.css' { const c: { n: number }; export default c; }",
      'i.ts': "export * from 'virtual';\nexport { default as css } from './q.css';",
      'use.ts': "import { x, css } from './i';\nexport const y: number = x + css.n;",
    },
    edits: [
      {
        'x.d.ts':
          "declare module 'virtual' { export const x: string; }\n" +
          "declare module '*.css' { const c: { n: number }; export default c; }",
      },
      { 'x.d.ts': "declare module 'virtual' { export const x: number; }" },
      { 'x.d.ts': null },
    ],
  },
  'a referenced path and a referenced library': {
    files: {
      'tsconfig.json': only({}, { files: ['use.ts', 'other.ts'] }),
      'use.ts': '/// <reference path="./g.d.ts" />\nexport const f = (g: Far): number => g.v;',
      'g.d.ts': 'interface Far { v: number }',
      'other.ts':
        '/// <reference lib="es2015.promise" />\nexport const p = Promise.resolve(1);\nexport const g: Far = { v: 1 };',
    },
    edits: [
      { 'g.d.ts': 'interface Far { v: string }' },
      { 'g.d.ts': null },
      { 'other.ts': 'export const p = Promise.resolve(1);' },
      { 'use.ts': 'export const f = (g: Far): number => g.v;' },
    ],
  },
  'a type that changes through unchanged files': {
    files: {
      'a.ts': 'export function f() { return 1; }',
      'b.ts': "import { f } from './a';\nexport type R = ReturnType<typeof f>;",
      'i.ts': "export type { R } from './b';",
      'use.ts': "import type { R } from './i';\nexport const y: R = 1;",
    },
    edits: [
      { 'a.ts': 'export function f() { return ""; }' },
      { 'b.ts': "import { f } from './a';\nexport type R = typeof f;" },
      { 'a.ts': null },
    ],
  },
  'merged classes, namespaces and functions': {
    files: {
      'a.ts': 'export function f() { return 1; }\nexport namespace f { export const p = 1; }\nf.q = 1;',
      'i.ts': "export * from './a';",
      'use.ts': "import { f } from './i';\nexport const y: number = f() + f.p + f.q;",
    },
    edits: [
      { 'a.ts': 'export function f() { return 1; }\nnamespace f { export const p = 1; }\nf.q = 1;' },
      { 'a.ts': 'export function f() { return 1; }\nexport namespace f { export const p = ""; }\nf.q = 1;' },
      { 'a.ts': 'export function f() { return 1; }\nexport namespace f { export const p = 1; }\nf.q = "";' },
      { 'a.ts': 'export class f { static p = 1; static q = 1; }' },
    ],
  },
  'circles of classes, types and values': {
    files: {
      'a.ts': "import { B } from './b';\nexport class A extends B {}\nexport type X = import('./b').Y | 1;",
      'b.ts': 'export class B { x = 1 }\nexport type Y = 2;',
      'c.ts': "import { A } from './a';\nexport class C extends A {}\nexport const c = { v: 1 };",
      'd.ts': "import { c } from './c';\nexport const d = { c };",
      'e.ts': "import { d } from './d';\nexport const e = d.c.v;",
    },
    edits: [
      { 'b.ts': "import { A } from './a';\nexport class B extends A { x = 1 }\nexport type Y = 2;" },
      { 'b.ts': "import { C } from './c';\nexport class B extends C { x = 1 }\nexport type Y = import('./a').X | 2;" },
      {
        'c.ts':
          "import { A } from './a';\nimport { d } from './d';\nexport class C extends A {}\nexport const c = { v: d };",
      },
      {
        'c.ts':
          "import { A } from './a';\nimport { e } from './e';\nexport class C extends A {}\nexport const c = { v: e };",
      },
    ],
  },
  'types too deep, reported where they are first used': {
    files: {
      'a.ts':
        'export type Nest<N extends number, A extends 0[] = []> = A["length"] extends N ? 0 : 0 | Nest<N, [...A, 0]>;',
      'b.ts': "import type { Nest } from './a';\nexport type X = Nest<10>;",
      'c.ts': "import type { Nest } from './a';\nexport type Y = Nest<60>;\nexport type Z = Nest<60>;",
      'd.ts': "import type { Y } from './c';\nexport const y: Y = 1;",
    },
    edits: [
      { 'b.ts': "import type { Nest } from './a';\nexport type X = Nest<60>;" },
      { 'c.ts': "import type { Nest } from './a';\nexport type Y = Nest<12>;" },
      { 'd.ts': "import type { Nest } from './a';\nexport const y: Nest<60> = 1;" },
    ],
    // There the places depend on how the checkers share the files: `tsc --checkers 1` reports other places.
    except: 'typescript-7',
  },
  'a missing global, reported once for all files': {
    files: {
      'a.ts': "export const a = () => import('./c');",
      'b.ts': "export const b = () => import('./c');",
      'c.ts': 'export const c = 1;',
    },
    edits: [
      { 'a.ts': 'export const a = 1;' },
      { 'b.ts': 'export const b = 1;' },
      { 'a.ts': 'export const a = 1;', 'b.ts': 'export const b = 1;' },
      { 'a.ts': 'export async function a() {}', 'b.ts': 'export const b = 1;' },
    ],
  },
  'missing helpers': {
    files: {
      'tsconfig.json': only({ importHelpers: true, target: 'es2015', lib: ['es2018'] }),
      'node_modules/tslib/package.json': { name: 'tslib', types: 't.d.ts' },
      'node_modules/tslib/t.d.ts': 'export declare function __extends(): void;',
      'a.ts': 'export const a = async (x: object) => ({ ...x, a: 1 });',
      'b.ts': 'export const b = async (x: object) => ({ ...x, b: 1 });\nexport async function* c() {}',
      'd.ts': 'export const d = 1;',
    },
    edits: [
      { 'a.ts': 'export const a = 1;' },
      { 'b.ts': 'export const b = 1;' },
      { 'd.ts': 'export const d = async () => {};', 'a.ts': 'export const a = 1;' },
      { 'node_modules/tslib/t.d.ts': null, 'node_modules/tslib/package.json': null },
    ],
  },
  'iteration without its globals': {
    files: {
      'a.ts': 'export function* a() { yield 1; }',
      'b.ts': 'export const b = [...new Set([1])];\nexport async function c() { for await (const x of []) void x; }',
      'c.ts': 'export const { x, ...y } = { x: 1 };\nexport const [z] = "ab";',
    },
    edits: [
      { 'a.ts': 'export const a = 1;' },
      { 'b.ts': 'export const b = 1;' },
      { 'a.ts': 'export const a = 1;', 'b.ts': 'export async function* b() { yield 1; }' },
    ],
  },
  'an expected error that disappears': {
    files: {
      'a.ts': 'export const x = "";',
      'use.ts': "import { x } from './a';\n// @ts-expect-error wrong\nexport const y: number = x;",
    },
    edits: [{ 'a.ts': 'export const x = 1;' }, { 'a.ts': '// @ts-nocheck\nexport const x: number = "";' }],
  },
};
