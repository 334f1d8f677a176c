import { allowAll, type Case, file, first, honest, withFiles } from '../../cases';
import { cart, tax } from '../../workspace';

const BOX = 'interface Box<I, P> {\n  readonly i?: I;\n  readonly p: P;\n}\n';

const ALLOWED: readonly Case[] = [
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
    'overloads with an unknown implementation',
    cart(
      'export function parseItem(text: string): Item {',
      'export function parseItem(text: string): Item;\n' +
        'export function parseItem(text: string, strict: boolean): Item;\n' +
        'export function parseItem(text: string, _strict?: boolean): Item {',
    ),
  ),
  honest(
    'new overloads with an implementation that takes unknown',
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
    'Record<string, unknown>',
    file('export function keys(x: Record<string, unknown>): string[] {\n  return Object.keys(x);\n}\n'),
  ),
  honest('unknown[]', file('export const count = (...xs: readonly unknown[]): number => xs.length;\n')),
  honest(
    'exported function with a callback',
    tax('country: string)', 'country: string, log: (value: unknown) => void = () => {})'),
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
  honest(
    'instanceof Function',
    file('export const isFunction = (x: unknown): x is (...args: never[]) => unknown => x instanceof Function;\n'),
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
    'an overload without arguments beside the old one',
    {
      'src/set.ts':
        'export function set<I>(): Box<I, unknown>;\nexport function set<I, P>(p: P): Box<I, P>;\n' +
        `export function set<I, P>(p?: P): Box<I, P | undefined> {\n  return { p };\n}\n${BOX}`,
    },
    withFiles({ 'src/set.ts': `export function set<I, P>(p: P): Box<I, P> {\n  return { p };\n}\n${BOX}` }),
  ),
  honest(
    'an overload behind the old one that gives less',
    {
      'src/set.ts':
        'export function read(key: number): string;\nexport function read(key: string): unknown;\n' +
        'export function read(key: number | string): unknown {\n  return String(key);\n}\n',
    },
    withFiles({ 'src/set.ts': 'export function read(key: number): string {\n  return String(key);\n}\n' }),
  ),
  honest(
    'a method of a class with one more overload',
    {
      'src/set.ts':
        'export class Store {\n  read(key: string): string;\n  read(): unknown;\n' +
        '  read(key?: string): unknown {\n    return key ?? this;\n  }\n}\n',
    },
    withFiles({ 'src/set.ts': 'export class Store {\n  read(key: string): string {\n    return key;\n  }\n}\n' }),
  ),
  honest(
    'a new member of a nested type',
    {
      'src/set.ts': "export type Shown = Omit<{ a: number; b: string; raw: unknown; on(f: unknown): object }, 'a'>;\n",
    },
    withFiles({ 'src/set.ts': "export type Shown = Omit<{ a: number; b: string }, 'a'>;\n" }),
  ),
  honest(
    'the same type parameter once more in a result',
    { 'src/set.ts': `export const box = <I, P>(p: P): Box<I, P> & Iterable<Box<I, P>> => make(p);\n${BOX}` },
    withFiles({ 'src/set.ts': `export const box = <I, P>(p: P): Box<I, P> => make(p);\n${BOX}` }),
  ),
];

describe('integrity allows: unknown values', () => allowAll(ALLOWED));
