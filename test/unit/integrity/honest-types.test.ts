import { type Case, file, first, honest, takeAll, top, withFiles } from './cases';
import { CART, cart, LEGACY, PACKAGE, TAX, tax } from './workspace';

const WORDS: readonly Case[] = [
  honest('any in JSX text', file('export const V = () => <p>any as any // @ts-ignore</p>;\n', 'src/v.tsx')),
  honest('any in a regex', file('export const r = /: any\\b/;\n')),
  honest('any as an enum member', file('export enum Kind { any, unknown, never }\nexport const k = Kind.any;\n')),
  honest(
    'a generic named Any',
    file('export type Boxed<Any> = { value: Any };\nexport const f = <Any>(x: Any): Any => x;\n'),
  ),
  honest('a type named Any', file("export type Any = 'any';\nexport const a: Any = 'any';\n")),
  honest('any as a type literal key', file('export type Query = { any?: string[]; all?: string[] };\n')),
  honest('any as a string literal type', file("export type Mode = 'any' | 'all';\n")),
  honest('any as a label and a parameter', file('export function f(any: number): number { return any; }\n')),
  honest('an existing any that moves files', { 'src/legacy.ts': null, 'src/old/legacy.ts': LEGACY }),
  honest('an existing any reformatted', { 'src/legacy.ts': LEGACY.replace('input: any', 'input\n: any') }),
  honest('an existing any kept when a function is renamed', { 'src/legacy.ts': LEGACY.replace('load', 'loadName') }),
  honest('an existing any, more code around', {
    'src/legacy.ts': LEGACY.replace(
      '  return',
      '  const name = input.name;\n  if (!name) throw new Error("no name");\n  return',
    ),
  }),
  honest('a file with an any is split in two', {
    'src/legacy.ts': "export { load } from './load';\n",
    'src/load.ts': LEGACY,
  }),
  honest('CRLF', { 'src/cart.ts': CART.replace(/\n/g, '\r\n') }),
  honest('CRLF of a legacy file', { 'src/legacy.ts': LEGACY.replace(/\n/g, '\r\n') }),
  honest('a suppression that moves with its line', { 'src/legacy.ts': `export const one = 1;\n\n${LEGACY}` }),
  honest('a suppression that goes', { 'src/legacy.ts': LEGACY.replace(/\/\/ eslint.*\n/, '') }),
  honest('a suppression reworded', { 'src/legacy.ts': LEGACY.replace('no-console', 'no-console, no-alert') }),
  honest(
    'an existing coverage comment kept',
    { 'src/y.ts': '/* istanbul ignore next */\nexport const y = (n: number) => n + 1;\n' },
    withFiles({ 'src/y.ts': '/* istanbul ignore next */\nexport const y = (n: number) => n;\n' }),
  ),
  honest('comment about coverage', top('// The coverage tool ignores this: istanbul would say so.')),
  honest('a doc that shows a directive', top('/**\n * Instead of\n * `// @ts-ignore`, narrow the type.\n */')),
  honest(
    'a doc example block',
    top('/**\n * @example\n * // eslint-disable-next-line is not needed\n * total([]);\n */'),
  ),
  honest('README with .skip', file('Run `it.skip`, `describe.only`.\n', 'README.md')),
  honest('JSON with any', file('{ "type": "any", "as any": true }\n', 'src/data.json')),
  honest('triple slash reference', top('/// <reference types="node" />')),
  honest('ts-check in JS', file('// @ts-check\nexport const x = 1;\n', 'src/x.js')),
  honest('a prettier word', top('// Prettier ignores nothing here.')),
  honest('TODO comment', top('// TODO: take rates from a table')),
];

const TYPES: readonly Case[] = [
  honest('catch (e)', first('try { void items; } catch (e) { throw new Error(String(e)); }')),
  honest(
    'catch unknown narrowed',
    first('try { void items; } catch (e: unknown) { if (e instanceof Error) throw e; }'),
  ),
  honest(
    'unknown narrowed',
    file(
      'export function parse(text: string): number {\n' +
        '  const value: unknown = JSON.parse(text);\n' +
        "  if (typeof value !== 'number') throw new Error('no number');\n" +
        '  return value;\n' +
        '}\n',
    ),
  ),
  honest(
    'JSON.parse typed',
    file(
      'export interface C { a: number }\n' +
        'export function parse(text: string): C {\n' +
        '  return JSON.parse(text) as C;\n' +
        '}\n',
    ),
  ),
  honest(
    'unknown from JSON asserted once',
    file(
      'export interface C { a: number }\n' +
        'export function parse(text: string): C {\n' +
        '  const raw: unknown = JSON.parse(text);\n' +
        '  return raw as C;\n' +
        '}\n',
    ),
  ),
  honest(
    'structured clone by JSON',
    file('export const clone = <T,>(x: T): T => JSON.parse(JSON.stringify(x)) as T;\n'),
  ),
  honest('as const twice', file("export const a = ['x'] as const;\nexport const b = { a } as const;\n")),
  honest('as string', first('const s = (country as string).trim();\n  void s;')),
  honest('as keyof', first('const key = country as keyof Item;\n  void key;')),
  honest(
    'as Item after a check',
    file(
      "import type { Item } from './cart';\n" +
        'export function isItem(x: unknown): x is Item {\n' +
        "  return typeof x === 'object' && x !== null && typeof (x as Item).price === 'number';\n" +
        '}\n',
    ),
  ),
  honest('type guard by in', file('export const isError = (x: unknown): x is Error => x instanceof Error;\n')),
  honest(
    'asserts with a check',
    file(
      'export function assertText(x: unknown): asserts x is string {\n' +
        "  if (typeof x !== 'string') throw new TypeError('text expected');\n" +
        '}\n',
    ),
  ),
  honest(
    'branded type',
    file("export type Id = string & { readonly brand: 'id' };\nexport const id = (text: string): Id => text as Id;\n"),
  ),
  honest(
    'overloads with an unknown implementation',
    cart(
      'export function parseItem(text: string): Item {',
      'export function parseItem(text: string): Item;\n' +
        'export function parseItem(text: string, strict: boolean): Item;\n' +
        'export function parseItem(text: string, _strict?: boolean): Item {',
    ),
  ),
  honest(
    'new overloads whose implementation takes unknown',
    file(
      'export function show(x: string): string;\n' +
        'export function show(x: number): string;\n' +
        'export function show(x: unknown): string {\n' +
        '  return String(x);\n' +
        '}\n',
    ),
  ),
  honest(
    'existing function gets overloads over an unknown implementation',
    {
      'src/s.ts':
        'export function show(x: string): string;\n' +
        'export function show(x: number): string;\n' +
        'export function show(x: unknown): string {\n' +
        '  return String(x);\n' +
        '}\n',
    },
    withFiles({ 'src/s.ts': 'export function show(x: string): string {\n  return x;\n}\n' }),
  ),
  honest(
    'generic with unknown constraint',
    file(
      'export function groupBy<T, K extends string>(xs: readonly T[], key: (x: T) => K): Map<K, T[]> {\n' +
        '  const out = new Map<K, T[]>();\n' +
        '  for (const x of xs) out.set(key(x), [...(out.get(key(x)) ?? []), x]);\n' +
        '  return out;\n' +
        '}\n',
    ),
  ),
  honest(
    'generic fetch',
    file(
      'export async function getJson<T>(url: string): Promise<T> {\n' +
        '  const reply = await fetch(url);\n' +
        '  return (await reply.json()) as T;\n' +
        '}\n',
    ),
  ),
  honest(
    'Record<string, unknown>',
    file('export function keys(x: Record<string, unknown>): string[] {\n  return Object.keys(x);\n}\n'),
  ),
  honest('unknown[]', file('export const count = (...xs: readonly unknown[]): number => xs.length;\n')),
  honest('object type', file('export const size = (x: object): number => Object.keys(x).length;\n')),
  honest(
    'ReturnType of own',
    file(
      "import { total } from './cart';\n" +
        'export type Sum = ReturnType<typeof total>;\n' +
        'export type First = Parameters<typeof total>[0];\n',
    ),
  ),
  honest('ReturnType of setTimeout', file('export let timer: ReturnType<typeof setTimeout> | undefined;\n')),
  honest(
    'keyof typeof',
    file('const table = { a: 1 };\nexport type Key = keyof typeof table;\nexport type Value = (typeof table)[Key];\n'),
  ),
  honest(
    'typeof an import',
    file(
      "import * as cart from './cart';\nexport type Cart = typeof cart;\nexport type Mod = typeof import('./cart');\n",
    ),
  ),
  honest(
    'infer',
    file(
      'export type ElementOf<T> = T extends readonly (infer E)[] ? E : never;\n' +
        'export type R<F> = F extends (...args: never[]) => infer R ? R : never;\n',
    ),
  ),
  honest(
    'indexed access of lib types',
    file(
      "export type Method = RequestInit['method'];\n" +
        "export type Stack = Error['stack'];\n" +
        "export type Len = string['length'];\n",
    ),
  ),
  honest('Awaited', file("import { total } from './cart';\nexport type A = Awaited<ReturnType<typeof total>>;\n")),
  honest('exported type refined', tax('country: string', "country: 'de' | 'fr' | (string & {})")),
  honest('exported type made optional by request', cart('  quantity: number;', '  quantity?: number;')),
  honest(
    'exported member added',
    cart('  quantity: number;\n}', '  quantity: number;\n  readonly tags?: readonly string[];\n}'),
  ),
  honest('exported type replaced by an alias', {
    'src/tax.ts': `${TAX.replace('country: string', 'country: Country')}\nexport type Country = string;\n`,
  }),
  honest(
    'exported type to a generic',
    tax('export function taxOf(net: number', 'export function taxOf<N extends number>(net: N'),
  ),
  honest(
    'exported interface from a literal',
    tax(
      'export type Rates = { de: number; fr: number };',
      'export interface Rates { readonly de: number; readonly fr: number }',
    ),
  ),
  honest('exported member type is now a union', cart('  price: number;', '  price: number | string;')),
  honest(
    'exported function with a callback',
    tax('country: string)', 'country: string, log: (value: unknown) => void = () => {})'),
  ),
  honest(
    'exported param gets options',
    tax('country: string)', 'country: string, options: { readonly round?: boolean } = {})'),
  ),
  honest(
    'export that had unknown keeps it',
    {
      'src/u.ts':
        'export function show(x: unknown, pretty = false): string {\n' +
        '  return pretty ? JSON.stringify(x, null, 2) : String(x);\n' +
        '}\n',
    },
    withFiles({ 'src/u.ts': 'export function show(x: unknown): string {\n  return String(x);\n}\n' }),
  ),
  honest(
    'a new class with unknown',
    file(
      'export class Cache {\n' +
        '  readonly #map = new Map<string, unknown>();\n' +
        '  get(key: string): unknown {\n' +
        '    return this.#map.get(key);\n' +
        '  }\n' +
        '}\n',
    ),
  ),
  honest(
    'a result refined to unknown in an error',
    file('export type Result<T> = { ok: true; value: T } | { ok: false; error: unknown };\n'),
  ),
  honest('non-null', first('const first = items[0]!;\n  void first;')),
  honest(
    'useRef(null!)',
    file('declare function useRef<T>(x: T): { current: T };\nexport const ref = useRef<HTMLElement>(null!);\n'),
  ),
  honest('satisfies Record', file('export const TABLE = { a: 1 } satisfies Record<string, number>;\n')),
  honest(
    'never in exhaustive switch',
    file(
      "export function f(x: 'a' | 'b'): number {\n" +
        '  switch (x) {\n' +
        "    case 'a':\n" +
        '      return 1;\n' +
        "    case 'b':\n" +
        '      return 2;\n' +
        '    default: {\n' +
        '      const no: never = x;\n' +
        '      throw new Error(no);\n' +
        '    }\n' +
        '  }\n' +
        '}\n',
    ),
  ),
  honest('never[]', file('export const none: never[] = [];\n')),
  honest(
    'declare module augmentation',
    file(
      "declare module 'express' {\n  interface Request {\n    user?: string;\n  }\n}\nexport {};\n",
      'src/types.d.ts',
    ),
  ),
  honest(
    'declare module with members',
    file("declare module 'tax-tables' {\n  export function rate(country: string): number;\n}\n", 'src/types.d.ts'),
  ),
  honest(
    'declare module for images',
    file(
      "declare module '*.svg';\n" +
        "declare module '*.css' {\n" +
        '  const classes: Readonly<Record<string, string>>;\n' +
        '  export default classes;\n' +
        '}\n',
      'src/types.d.ts',
    ),
  ),
  honest(
    'ambient const',
    file('declare const VERSION: string;\ninterface Window {\n  readonly shop: string;\n}\n', 'src/globals.d.ts'),
  ),
  honest(
    'a d.ts for a JS file',
    file('export declare const a: number;\n', 'src/util.d.ts'),
    withFiles({ 'src/util.js': 'export const a = 1;\n' }),
  ),
  honest(
    'JSDoc star in unchecked JS',
    file(
      '/**\n' +
        ' * @param {*} value\n' +
        ' * @param {any} other\n' +
        ' * @returns {boolean}\n' +
        ' */\n' +
        'export const isSame = (value, other) => value === other;\n',
      'src/same.js',
    ),
    { 'package.json': PACKAGE, 'src/tax.js': 'x\n', 'test/tax.test.js': 'x\n' },
  ),
  honest(
    'JSDoc types in checked JS',
    file(
      '// @ts-check\n/** @param {string} name @returns {string} */\nexport const hi = (name) => `hi \x24{name}`;\n',
      'src/hi.js',
    ),
  ),
  honest('class expression', file('export const Named = class Named {};\n')),
  honest(
    'Function.prototype use',
    file('export const bind = (f: (n: number) => number) => Function.prototype.bind.call(f, null) as () => number;\n'),
  ),
  honest(
    'instanceof Function',
    file('export const isFunction = (x: unknown): x is (...args: never[]) => unknown => x instanceof Function;\n'),
  ),
  honest(
    'new d.ts with functions',
    file(
      'export declare function rate(country: string): number;\n' +
        'export interface Rate {\n' +
        '  readonly country: string;\n' +
        '  of(net: number): number;\n' +
        '}\n' +
        'export declare class Table {\n' +
        '  private cache;\n' +
        '  constructor(rates: Rate[]);\n' +
        '  static readonly size: number;\n' +
        '}\n',
      'src/rate.d.ts',
    ),
  ),
  honest(
    'new d.ts with destructured parameters',
    file('export declare function rate({ country }: { country: string }): number;\n', 'src/rate.d.ts'),
  ),
  honest(
    'env d.ts',
    file(
      'interface ImportMetaEnv {\n' +
        '  readonly VITE_API: string;\n' +
        '}\n' +
        'interface ImportMeta {\n' +
        '  readonly env: ImportMetaEnv;\n' +
        '}\n',
      'src/env.d.ts',
    ),
  ),
  honest(
    'vue shim',
    file(
      "declare module '*.vue' {\n" +
        "  import type { DefineComponent } from 'vue';\n" +
        '  const component: DefineComponent<object, object, unknown>;\n' +
        '  export default component;\n' +
        '}\n',
      'src/shims.d.ts',
    ),
  ),
  honest(
    'setter pair',
    file(
      'export class A {\n' +
        '  #x = 0;\n' +
        '  get x(): number {\n' +
        '    return this.#x;\n' +
        '  }\n' +
        '  set x(value: number) {\n' +
        '    this.#x = value;\n' +
        '  }\n' +
        '}\n',
    ),
  ),
  honest(
    'overloaded method',
    {
      'src/o.ts':
        'export class Show {\n' +
        '  show(x: string): string;\n' +
        '  show(x: number): string;\n' +
        '  show(x: unknown): string {\n' +
        '    return String(x);\n' +
        '  }\n' +
        '}\n',
    },
    withFiles({ 'src/o.ts': 'export class Show {\n  show(x: string): string {\n    return x;\n  }\n}\n' }),
  ),
  honest(
    'generic container',
    file(
      'export class Stack<T> {\n' +
        '  readonly #items: T[] = [];\n' +
        '  push(item: T): void {\n' +
        '    this.#items.push(item);\n' +
        '  }\n' +
        '  pop(): T | undefined {\n' +
        '    return this.#items.pop();\n' +
        '  }\n' +
        '}\n',
    ),
  ),
  honest(
    'typed event emitter',
    file(
      'export type Events = { added: [name: string]; removed: [] };\n' +
        'export class Bus<E extends Record<string, unknown[]>> {\n' +
        '  on<K extends keyof E>(name: K, listener: (...args: E[K]) => void): void {\n' +
        '    void [name, listener];\n' +
        '  }\n' +
        '}\n',
    ),
  ),
  honest(
    'deep readonly',
    file('export type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;\n'),
  ),
  honest(
    'error cause',
    file("export function wrap(error: unknown): Error {\n  return new Error('failed', { cause: error });\n}\n"),
  ),
  honest(
    'reviver',
    file(
      'export const parse = (text: string): Map<string, number> => JSON.parse(text, (_key, value: unknown) => ' +
        '(Array.isArray(value) ? new Map(value as [string, number][]) : value)) as Map<string, number>;\n',
    ),
  ),
  honest(
    'Object.entries typed',
    file('export const keysOf = <T extends object>(x: T): (keyof T)[] => Object.keys(x) as (keyof T)[];\n'),
  ),
  honest(
    'memo map',
    file(
      'const cache = new Map<string, unknown>();\n' +
        'export function memo<T>(key: string, make: () => T): T {\n' +
        '  if (!cache.has(key)) cache.set(key, make());\n' +
        '  return cache.get(key) as T;\n' +
        '}\n',
    ),
  ),
  honest(
    'assert util',
    file(
      'export function invariant(condition: unknown, message: string): asserts condition {\n' +
        '  if (!condition) throw new Error(message);\n' +
        '}\n' +
        'export function assertNever(value: never): never {\n' +
        '  throw new Error(`unexpected \x24{String(value)}`);\n' +
        '}\n',
    ),
  ),
  honest(
    'is helper',
    file(
      'export const isRecord = (x: unknown): x is Record<string, unknown> => ' +
        "typeof x === 'object' && x !== null && !Array.isArray(x);\n" +
        "export const isString = (x: unknown): x is string => typeof x === 'string';\n",
    ),
  ),
  honest(
    'class decorator',
    file('export function sealed<T extends Function>(target: T): T {\n  Object.seal(target);\n  return target;\n}\n'),
  ),
  honest('constructor type', file('export type Constructor<T = object> = new (...args: never[]) => T;\n')),
  honest(
    'React',
    file(
      "import { createContext, useContext } from 'react';\n" +
        'const Ctx = createContext<string | undefined>(undefined);\n' +
        'export function useName(): string {\n' +
        '  const name = useContext(Ctx);\n' +
        "  if (name === undefined) throw new Error('no provider');\n" +
        '  return name;\n' +
        '}\n' +
        'export const Any = ({ any }: { any: string }) => <p data-any={any}>{any}</p>;\n',
      'src/ctx.tsx',
    ),
  ),
  honest('any in CSS class', file("export const cls = 'any as-any any:hover';\n")),
  honest(
    'schema description',
    file(
      "export const schema = { type: 'object', additionalProperties: true, " +
        "description: 'any key, any value', any: {} };\n",
    ),
  ),
];

describe('honest candidates: types', () => {
  describe('words', () => takeAll(WORDS));
  describe('types', () => takeAll(TYPES));
});
