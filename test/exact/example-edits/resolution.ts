import { type ExampleEdits, NODE, only, USE } from './example-edit';

export const RESOLUTION_EDITS: Readonly<Record<string, ExampleEdits>> = {
  "a file takes a folder's place, and back": {
    files: { 'a/index.ts': 'export const x = 1;', 'i.ts': "export * from './a';", 'use.ts': USE },
    edits: [
      { 'a.ts': "export const x = '';" },
      { 'a.d.ts': 'export declare const x: boolean;' },
      { 'a/index.ts': null },
      { 'a/index.ts': null, 'a/index.tsx': "export const x = '';" },
    ],
  },
  'a file changes its kind': {
    files: { 'a.ts': 'export const x = 1;', 'i.ts': "export * from './a';", 'use.ts': USE },
    edits: [
      { 'a.ts': null, 'a.tsx': "export const x = '';" },
      { 'a.ts': null, 'a.d.ts': 'export const x: boolean;' },
      { 'a.ts': null, 'a.js': 'export const x = 1;' },
      { 'a.ts': null, 'a.mts': 'export const x = 1;' },
    ],
  },
  'an import resolves elsewhere while its own file is edited': {
    files: {
      'a.ts': 'export const x = 1;',
      'a/index.ts': "export const x = '';",
      'i.ts': "export * from './a';",
      'j.ts': "export * from './i';",
      'use.ts': "import { x } from './j';\nexport const y: number = x;\n",
    },
    edits: [
      { 'a.ts': null, 'i.ts': "// moved\nexport * from './a';" },
      { 'a.ts': null, 'a/index.ts': null, 'i.ts': "// gone\nexport * from './a';" },
      { 'a.ts': null, 'j.ts': "// above\nexport * from './i';" },
    ],
  },
  'a missing file is added, outside the project': {
    files: {
      'tsconfig.json': only({}, { include: ['src'] }),
      'src/i.ts': "export * from '../lib/deep/x';",
      'src/use.ts': USE,
    },
    edits: [{ 'lib/deep/x.ts': "export const x = '';" }, { 'lib/deep/x/index.ts': 'export const x = 1;' }],
  },
  'package.json: the kind of the modules': {
    files: {
      'tsconfig.json': only(NODE),
      'package.json': { type: 'module' },
      'a.ts': 'export default 1;',
      'i.ts': "export { default as x } from './a.js';",
      'use.ts': "import { x } from './i.js';\nexport const y: number = x;\nexport const url = import.meta.url;\n",
    },
    edits: [{ 'package.json': { type: 'commonjs' } }, { 'package.json': {} }, { 'package.json': null }],
  },
  'package.json: imports and its own exports': {
    files: {
      'tsconfig.json': only(NODE),
      'package.json': { name: 'self', type: 'module', imports: { '#x': './x1.ts' }, exports: { './x': './x1.ts' } },
      'x1.ts': 'export const x = 1;',
      'x2.ts': "export const x = '';",
      'i.ts': "export * from '#x';\nexport { x as z } from 'self/x';",
      'use.ts': "import { x, z } from './i.js';\nexport const y: number[] = [x, z];\n",
    },
    edits: [
      { 'package.json': { name: 'self', type: 'module', imports: { '#x': './x2.ts' }, exports: { './x': './x1.ts' } } },
      { 'package.json': { name: 'self', type: 'module', imports: { '#x': './x1.ts' }, exports: { './x': './x2.ts' } } },
    ],
  },
  'tsconfig: path aliases, the files and the options': {
    files: {
      'tsconfig.json': only({ paths: { '@x': ['./x1.ts'] } }, { include: ['*.ts'] }),
      'x1.ts': 'export const x = 1;',
      'x2.ts': "export const x = '';",
      'i.ts': "export * from '@x';",
      'use.ts': `${USE}export const loose = (z) => z;\n`,
      'more/far.ts': 'interface Far { v: number }',
      'near.ts': 'export const v = (far: Far): string => far.v;',
    },
    edits: [
      { 'tsconfig.json': only({ paths: { '@x': ['./x2.ts'] } }, { include: ['*.ts'] }) },
      { 'tsconfig.json': only({ paths: { '@x': ['./x1.ts'] } }, { include: ['*.ts', 'more'] }) },
      { 'tsconfig.json': only({ paths: { '@x': ['./x1.ts'] }, strict: false }, { include: ['*.ts'] }) },
      { 'tsconfig.json': only({ paths: { '@x': ['./x1.ts'] }, noUnheardOf: true }, { include: ['*.ts'] }) },
    ],
  },
  'a config that another extends': {
    files: {
      'tsconfig.json': { extends: './config/base.json' },
      'config/base.json': only({ noImplicitAny: true }, { include: ['../src'] }),
      'src/a.ts': 'export const f = (x) => x;',
      'other/b.ts': 'export const b: string = 1;',
    },
    edits: [
      { 'config/base.json': only({ noImplicitAny: false }, { include: ['../src'] }) },
      { 'config/base.json': only({}, { include: ['../src', '../other'] }) },
    ],
  },
  'a JSON module, listed and not': {
    files: {
      'tsconfig.json': only({ resolveJsonModule: true }),
      'data.json': '{ "x": 1 }',
      'i.ts':
        "import data from './data.json';\nexport const x = data.x;\nexport { default as all } from './data.json';",
      'use.ts': `${USE}import { all } from './i';\nexport const z: number = all.x;\n`,
    },
    edits: [{ 'data.json': '{ "x": "" }' }, { 'data.json': '{}' }, { 'data.json': '{ "x": }' }, { 'data.json': null }],
  },
};
