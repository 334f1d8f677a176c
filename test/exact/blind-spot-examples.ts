import { QUICK } from '../unit/typecheck/temp-workspace';

export type Files = Readonly<Record<string, string>>;

export const OPTIONS = { ...QUICK, lib: ['es5'], stripInternal: true };
export const config = (more: object) => JSON.stringify({ compilerOptions: { ...OPTIONS, ...more } });

/**
 * Changes that a file's declarations leave out although its importers see them: `a`, the edited `a`, and an
 * importer's text without its import.
 */
export const PRIVATE_SIGNATURES: Readonly<Record<string, readonly [a: string, edited: string, importer: string]>> = {
  'private-property': [
    'export class A<T> { private v?: T; }',
    'export class A<T> { private v?: string; }',
    'export const b: A<number> = new A<string>();',
  ],
  'hash-private': [
    'export class A<T> { #v?: T; m() { void this.#v; } }',
    'export class A<T> { #v?: string; m() { void this.#v; } }',
    'export const b: A<number> = new A<string>();',
  ],
  'private-method': [
    'export class A<T> { private m(v: T) {} }',
    'export class A<T> { private m(v: string) {} }',
    'export const b = (a: A<string>): A<number> => a;',
  ],
  'private-accessor': [
    'export class A<T> { private get v(): T { throw 1; } }',
    'export class A<T> { private get v(): string { throw 1; } }',
    'export const b = (a: A<string>): A<number> => a;',
  ],
  'private-parameter': [
    'export class A<T> { constructor(private v: T) {} }',
    'export class A<T> { constructor(private v: string | T) {} }',
    'declare const a: A<1 | string>;\nexport const b: A<1> = a;',
  ],
  'private-indexed': [
    'export class A { private v?: string; }',
    'export class A { private v?: number; }',
    'export class B extends A { [name: string]: number | undefined; }',
  ],
  'private-inferred': [
    'const make = () => 1;\nexport class A { private v = make(); }',
    "const make = () => '';\nexport class A { private v = make(); }",
    'export class B extends A { [name: string]: number; }',
  ],
  'private-unexported': [
    'interface V<T> { v?: T }\nexport class A<T> { private v?: V<T>; }',
    'interface V<T> { v?: string }\nexport class A<T> { private v?: V<T>; }',
    'export const b: A<number> = new A<string>();',
  ],
  'private-read': [
    'export class A { private v = 1; }',
    "export class A { private v = ''; }",
    'export const b: number = new A().v;',
  ],
  'private-overridden': [
    'export class A { private v = 1; }',
    "export class A { private v = ''; }",
    'export class B extends A { v = 2; }',
  ],
  'local-interface': [
    'export function A() { interface L { v: number } const l: L = { v: 1 }; return l; }',
    "export function A() { interface L { v: string } const l: L = { v: '' }; return l; }",
    'export const b: number = A().v;',
  ],
  'local-enum': [
    'export function A() { enum L { v = 1 } return L.v; }',
    "export function A() { enum L { v = '' } return L.v; }",
    'export const b: number = A();',
  ],
  'local-alias': [
    'export function A() { type L = { v: number }[]; const l: L = []; return { l }; }',
    'export function A() { type L = { v: string }[]; const l: L = []; return { l }; }',
    'export const b: number | undefined = A().l[0]?.v;',
  ],
  // A call ends the control flow, or narrows, only where the type of the called name is annotated.
  'written-asserts': [
    'export const A = (x: unknown): asserts x is string => {};',
    'export const A: (x: unknown) => asserts x is string = (x: unknown): asserts x is string => {};',
    'export function b(x: unknown): string { A(x); return x; }',
  ],
  'written-never': [
    'export const A = (): never => { throw 1; };',
    'export const A: () => never = (): never => { throw 1; };',
    'export function b(x?: number): number { if (x === undefined) A(); return x; }',
  ],
  'written-property': [
    'export class A { m = (): never => { throw 1; }; }',
    'export class A { m: () => never = (): never => { throw 1; }; }',
    'export function b(a: A, x?: number): number { if (x === undefined) a.m(); return x; }',
  ],
  'written-in-namespace': [
    'export namespace A { export const f = (): never => { throw 1; }; }',
    'export namespace A { export const f: () => never = (): never => { throw 1; }; }',
    'export function b(x?: number): number { if (x === undefined) A.f(); return x; }',
  ],
  'written-destructured': [
    'const o = { A: (): never => { throw 1; } };\nexport const { A } = o;',
    'const o = { A: (): never => { throw 1; } };\nexport const { A }: { A: () => never } = o;',
    'export function b(x?: number): number { if (x === undefined) A(); return x; }',
  ],
  'written-default': [
    'export const A = 0;\nconst f = (): never => { throw 1; };\nexport default f;',
    'export const A = 0;\nconst f: () => never = (): never => { throw 1; };\nexport default f;',
    "import f from './a';\nexport function b(x?: number): number { if (x === undefined) f(); return x + A; }",
  ],
  // An enum is computed from the initializers of constants.
  'folded-constant': ['export const A = 1 + 1;', 'export const A = 1 + 2;', 'enum E { m = A }\nexport const b: E = 2;'],
  'folded-in-two-steps': [
    'const m = 1;\nexport const A = m + 1;',
    'const m = 2;\nexport const A = m + 1;',
    'enum E { m = A }\nexport const b: E = 2;',
  ],
  'private-unexported-inferred': [
    'const make = () => 1;\nclass V { v = make(); }\nexport class A { private v?: V; }',
    "const make = () => '';\nclass V { v = make(); }\nexport class A { private v?: V; }",
    'export class B extends A { [name: string]: { v: number } | undefined; }',
  ],
  'private-unexported-query': [
    'const make = () => 1;\ntype V = ReturnType<typeof make>;\nexport class A { private v?: V; }',
    "const make = () => '';\ntype V = ReturnType<typeof make>;\nexport class A { private v?: V; }",
    'export class B extends A { [name: string]: number | undefined; }',
  ],
  internal: [
    'export class A {\n  /** @internal */\n  v = 1;\n}',
    "export class A {\n  /** @internal */\n  v = '';\n}",
    'export const b: number = new A().v;',
  ],
};

/** Changes that affect a file which does not import them, or that need no edit of a source file. */
export const GLOBAL_EFFECTS: Readonly<Record<string, { readonly files: Files; readonly edit: Files }>> = {
  'a script becomes a module': {
    files: {
      'a.ts': 'const far = 1;\ninterface Far { v: number }',
      'b.ts': 'export const b: number = far;\nexport const c = (d: Far) => d.v;',
    },
    edit: { 'a.ts': 'export const far = 1;\nexport interface Far { v: number }' },
  },
  'a path alias leads elsewhere': {
    files: {
      'tsconfig.json': config({ paths: { '@x': ['./x1.ts'] } }),
      'x1.ts': 'export const x = 1;',
      'x2.ts': "export const x = '';",
      'i.ts': "export * from '@x';",
      'b.ts': "import { x } from './i';\nexport const b: number = x;",
    },
    edit: { 'tsconfig.json': config({ paths: { '@x': ['./x2.ts'] } }) },
  },
  'an option limits the builder to direct importers': {
    files: {
      'tsconfig.json': config({ assumeChangesOnlyAffectDirectDependencies: true }),
      'a.ts': 'export const a = () => 1;',
      'i.ts': "export * from './a';",
      'j.ts': "export * from './i';",
      'b.ts': "import { a } from './j';\nexport const b: number = a();",
    },
    edit: { 'a.ts': "export const a = () => '';" },
  },
  'a UMD global changes': {
    files: {
      'v.ts': 'export const v = 1;',
      'u.d.ts': "export as namespace U;\nexport * from './v';\nexport declare const u: number;",
      'b.ts': 'const b: number = U.u;\nconst c: number = U.v;',
    },
    edit: { 'u.d.ts': "export as namespace U;\nexport * from './v';\nexport declare const u: string;" },
  },
  'what a UMD global re-exports changes': {
    files: {
      'v.ts': 'export const v = 1;',
      'u.d.ts': "export as namespace U;\nexport * from './v';",
      'b.ts': 'const b: number = U.v;',
    },
    edit: { 'v.ts': "export const v = '';" },
  },
  'an enum becomes an ambient one': {
    files: {
      'tsconfig.json': config({ isolatedModules: true }),
      'a.ts': 'export const enum A { m }',
      'b.ts': "import { A } from './a';\nexport const b = A.m;",
    },
    edit: { 'a.ts': 'export declare const enum A { m }' },
  },
  'a JavaScript class has another private property': {
    files: {
      'tsconfig.json': config({ allowJs: true, checkJs: true }),
      'a.js': 'export class A {\n  /** @private */\n  v = 1;\n}',
      'b.ts': "import { A } from './a.js';\nexport class B extends A { [name: string]: number; }",
    },
    edit: { 'a.js': "export class A {\n  /** @private */\n  v = '';\n}" },
  },
  'a JavaScript constructor sets another private property': {
    files: {
      'tsconfig.json': config({ allowJs: true, checkJs: true }),
      'a.js': 'export class A {\n  constructor() {\n    /** @private */\n    this.v = 1;\n  }\n}',
      'b.ts': "import { A } from './a.js';\nexport class B extends A { [name: string]: number; }",
    },
    edit: { 'a.js': "export class A {\n  constructor() {\n    /** @private */\n    this.v = '';\n  }\n}" },
  },
  'a circle of inferred types': {
    files: {
      'a.ts': "import { b } from './b';\nexport const a = { b };",
      'b.ts': "import { c } from './c';\nexport const b = { c };",
      'c.ts': "import { a } from './a';\nexport const c = { a };",
      'd.ts': "import { a } from './a';\nexport const d = a.b;",
    },
    edit: { 'c.ts': "import { d } from './d';\nexport const c = { d };" },
  },
};
