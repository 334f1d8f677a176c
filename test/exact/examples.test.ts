import assert from 'node:assert/strict';
import { createSession } from '../../src/engine/typecheck/session';
import {
  createTempWorkspace,
  type InstalledCompiler,
  QUICK,
  type TempWorkspace,
} from '../unit/typecheck/temp-workspace';

/** A small project for each kind of diagnostic that the command line looks for, in the order in which it does. */
const PROJECTS: Readonly<Record<string, Readonly<Record<string, string | object>>>> = {
  'type errors, JSON, JSX, declarations and checked JavaScript': {
    'tsconfig.json': {
      compilerOptions: {
        ...QUICK,
        skipLibCheck: false,
        jsx: 'preserve',
        allowJs: true,
        checkJs: true,
        resolveJsonModule: true,
      },
    },
    'a.ts':
      "import data from './data.json';\n" +
      'export const a: string = data.count;\n' +
      'export function f(n: number) { return n.length; }\n',
    'b.tsx': "import { f } from './a';\nexport const el = <div />;\nf('x', 1);\n",
    'c.js': '/** @type {number} */\nexport const c = "text";\nundefinedName();\n',
    'd.d.ts': 'export declare const d: Missing;\n',
    'e.ts': "type T = string;\ntype T = number;\nexport class X implements Y {}\nimport './gone';\n",
    'data.json': { count: 1 },
  },
  'syntax errors hide the rest': {
    'a.ts': 'const a = ;\nconst b: string = 1;\n',
    'b.ts': 'export const b: string = 1;\n',
  },
  'a wrong option hides type errors': {
    'tsconfig.json': { compilerOptions: { ...QUICK, declarationMap: true } },
    'a.ts': 'const b: string = 1;\n',
  },
  'an unknown option hides them as well': {
    'tsconfig.json': { compilerOptions: { ...QUICK, unheardOf: true } },
    'a.ts': 'const b: string = 1;\n',
  },
  'no inputs at all': { 'tsconfig.json': { compilerOptions: QUICK, include: ['none'] } },
  'declarations that cannot be written': {
    'tsconfig.json': { compilerOptions: { ...QUICK, declaration: true } },
    'a.ts':
      'class Hidden { private x = 1; }\n' +
      'export const make = () => class extends Hidden {};\n' +
      'export default class { m() { return make(); } }\n',
    'b.ts':
      'declare const s: unique symbol;\n' +
      'export const o = { [s]: 1 };\n' +
      'export function g() { return class { protected p = 1; }; }\n',
  },
  'a missing type package': {
    'tsconfig.json': { compilerOptions: { ...QUICK, types: ['nothing-like-it'] } },
    'a.ts': 'export const b: string = 1;\n',
  },
};

describe('type session compared with tsc --noEmit -p', function () {
  this.timeout(60_000);
  const session = createSession();
  let workspace: TempWorkspace;
  afterEach(() => workspace.dispose());
  after(() => session.dispose());

  const check = (compiler: InstalledCompiler) => async () => {
    workspace = createTempWorkspace({});
    for (const [at, files] of Object.values(PROJECTS).entries()) {
      const here = Object.entries({ 'tsconfig.json': { compilerOptions: QUICK }, ...files }).map(([name, text]) => [
        `p${at}/${name}`,
        text,
      ]);
      workspace.write(Object.fromEntries(here) as Record<string, string | object>);
    }
    workspace.install(compiler);
    for (const [at, name] of Object.keys(PROJECTS).entries()) {
      const root = `${workspace.root}/p${at}`;
      const answer = await session.check({ root, overlay: new Map(), edited: [], scope: 'whole' }, async () => {});
      const expected = workspace.tsc(compiler, '--noEmit', '-p', root);
      assert.ok('diagnostics' in answer, JSON.stringify(answer));
      const found = answer.diagnostics
        .map(({ path, line, column, code }) => `${path && `p${at}/${path}`}(${line},${column}) TS${code}`)
        .sort();
      assert.ok(expected.length > 0, `${name}: the example has no error`);
      assert.deepEqual(found, expected, name);
    }
  };

  it('TypeScript 6 reports the same errors in every example', check('typescript'));
  it('TypeScript 7 reports the same errors in every example', check('typescript-7'));
  it('TypeScript 5 reports the same errors in every example', check('typescript-5'));
});
