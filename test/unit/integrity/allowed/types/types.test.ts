import { allowAll, type Case, file, first, honest, withFiles } from '../../cases';
import { cart, PACKAGE, TAX, tax } from '../../workspace';

const ALLOWED: readonly Case[] = [
  honest('catch (e)', first('try { void items; } catch (e) { throw new Error(String(e)); }')),
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
    'exported param gets options',
    tax('country: string)', 'country: string, options: { readonly round?: boolean } = {})'),
  ),
  honest('non-null', first('const first = items[0]!;\n  void first;')),
  honest(
    'useRef(null!)',
    file('declare function useRef<T>(x: T): { current: T };\nexport const ref = useRef<HTMLElement>(null!);\n'),
  ),
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
    'deep readonly',
    file('export type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;\n'),
  ),
  honest(
    'an exported type that asks for anything',
    file('export type Values<T> = T extends unknown ? (T extends Map<any, infer V> ? V : T[keyof T]) : never;\n'),
    withFiles({ 'src/x.ts': 'export type Values<T> = T[keyof T];\n' }),
  ),
  honest(
    'class decorator',
    file('export function sealed<T extends Function>(target: T): T {\n  Object.seal(target);\n  return target;\n}\n'),
  ),
  honest(
    'a function that is only looked at',
    file(
      'export function baseOf(type: Function, known: NewableFunction): string | undefined {\n' +
        '  if (type === known || type instanceof Date) return known.name;\n' +
        '  const isNative = Object.getPrototypeOf(type.prototype) === null || type.prototype === Date.prototype;\n' +
        '  return isNative || typeof type.prototype === "object" ? type.name : undefined;\n' +
        '}\n' +
        'const KEYS = new WeakMap<object, string>();\n' +
        'export const mark = (target: Function): void => {\n' +
        '  KEYS.set(target, target.name);\n' +
        '  Object.freeze(target);\n' +
        '};\n',
    ),
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

describe('integrity allows: types', () => allowAll(ALLOWED));
