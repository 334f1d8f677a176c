import { type ExampleProject, only, WRONG } from './example-project';

export const REFERENCE_PROJECTS: Readonly<Record<string, ExampleProject>> = {
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
