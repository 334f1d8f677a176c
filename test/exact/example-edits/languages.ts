import { type ExampleEdits, only } from './example-edit';

export const LANGUAGE_EDITS: Readonly<Record<string, ExampleEdits>> = {
  'isolated modules': {
    files: {
      'tsconfig.json': only({ isolatedModules: true }),
      'a.ts': 'export interface A { x: 1 }\nexport const v = 1;',
      'i.ts': "export { A, v } from './a';",
      'use.ts': "import { A, v } from './i';\nexport const c = (a: A): 1 => a.x;\nexport const y: number = v;",
    },
    edits: [
      { 'a.ts': 'export class A { x = 1 as const }\nexport const v = 1;' },
      { 'a.ts': 'export const enum A { x = 1 }\nexport const v = "";' },
    ],
  },
  JSX: {
    files: {
      'tsconfig.json': only({ jsx: 'react-jsx', jsxImportSource: 'rt' }),
      'node_modules/rt/package.json': { name: 'rt', exports: { './jsx-runtime': { types: './j.d.ts' } } },
      'node_modules/rt/j.d.ts':
        'export declare namespace JSX { interface IntrinsicElements { a: { href: string } } ' +
        'interface Element { e: 1 } }\n' +
        'export declare const jsx: any, jsxs: any, Fragment: any;',
      'a.tsx': 'export const C = (p: { n: number }) => <a href="x" />;',
      'use.tsx': "import { C } from './a';\nexport const d = <C n={1} />;",
    },
    edits: [
      { 'a.tsx': 'export const C = (p: { n: string }) => <a href={1} />;' },
      { 'a.tsx': 'export const C = (p: { n: number }) => 1;' },
      { 'tsconfig.json': only({ jsx: 'react-jsx', jsxImportSource: 'gone' }) },
    ],
  },
  JavaScript: {
    files: {
      'tsconfig.json': only({ allowJs: true, checkJs: true }),
      'a.js': 'class A { constructor() { this.v = 1; } }\nmodule.exports = { A, x: 1 };',
      'b.js':
        "const { A, x } = require('./a');\n/** @type {number} */\nconst y = x + new A().v;\nmodule.exports = { y };",
      'use.ts': "import { y } from './b.js';\nexport const z: number = y;",
    },
    edits: [
      { 'a.js': 'class A { constructor() { this.v = ""; } }\nmodule.exports = { A, x: 1 };' },
      { 'a.js': 'module.exports = 1;' },
      { 'b.js': "// @ts-nocheck\nconst { A, x } = require('./a');\nmodule.exports = { y: x + '' };" },
      { 'a.js': null, 'a.ts': 'export class A { v = 1 }\nexport const x = 1;' },
    ],
  },
  'referenced projects': {
    files: {
      'tsconfig.json': { files: [], references: [{ path: 'app' }] },
      'app/tsconfig.json': only({ composite: true, outDir: '../out/app' }, { references: [{ path: '../core' }] }),
      'app/use.ts': "import { x } from '../core/i';\nexport const y: number = x;",
      'core/tsconfig.json': only({ composite: true, outDir: '../out/core' }),
      'core/i.ts': "export * from './a';",
      'core/a.ts': 'export const x = 1;',
    },
    edits: [
      { 'core/a.ts': "export const x = '';" },
      { 'core/a.ts': "export const x: number = '';" },
      { 'core/a.ts': null, 'core/a/index.ts': 'export const x = true;' },
      { 'app/tsconfig.json': only({ composite: true, outDir: '../out/app' }) },
    ],
  },
};
