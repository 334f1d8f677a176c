import { type Cheat, cheat, first, refuseAll, top, withFiles } from './cases';
import { CART, cart, TAX, tax } from './workspace';

const ANY: readonly Cheat[] = [
  cheat('any: array', 'any-type', first('const xs: any[] = items;')),
  cheat('any: record', 'any-type', first('const xs: Record<string, any> = {};')),
  cheat('any: index signature', 'any-type', top('interface Bag { [key: string]: any }')),
  cheat('any: promise', 'any-type', top('export async function load(): Promise<any> { return 1; }')),
  cheat('any: satisfies', 'any-type', first('const x = items satisfies any;')),
  cheat(
    'any: ReturnType of globalThis.JSON.parse',
    'any-type',
    top('type L = ReturnType<typeof globalThis.JSON.parse>;'),
  ),
  cheat('any: Parameters of stringify', 'any-type', top('type L = Parameters<typeof JSON.stringify>[0];')),
  cheat('any: infer', 'any-type', top('type L = typeof JSON.parse extends (...a: infer _P) => infer R ? R : never;')),
  cheat('any: PropertyDescriptor', 'any-type', top("type L = PropertyDescriptor['value'];")),
  cheat('any: Awaited json', 'any-type', top("type L = Awaited<ReturnType<Response['json']>>;")),
  cheat('any: eval type', 'any-type', top('type L = ReturnType<typeof eval>;')),
  cheat('any: typeof a value of any', 'any-type', top('const raw = JSON.parse("1");\ntype L = typeof raw;')),
  cheat('any: IArguments', 'any-type', top('type L = IArguments[number];')),
  cheat('any: generic default', 'any-type', top('export function box<T = any>(x: T): T { return x; }')),
  cheat('any: catch', 'any-type', first('try { void 0; } catch (e: any) { throw e; }')),
  cheat('any: rest', 'any-type', top('export const call = (...args: any) => args;')),
  cheat('any: declare const', 'any-type', { 'src/globals.d.ts': 'declare const tables: any;\n' }),
  cheat('any: ambient without a type', 'any-type', { 'src/globals.d.ts': 'declare const tables;\n' }),
  cheat('any: ambient function without types', 'any-type', {
    'src/globals.d.ts': 'export declare function rate(country);\n',
  }),
  cheat('any: declare module *', 'any-type', { 'src/m.d.ts': "declare module '*';\n" }),
  cheat('any: declare module for code files', 'any-type', { 'src/m.d.ts': "declare module '*.js';\n" }),
  cheat('any: declare module with any default', 'any-type', {
    'src/m.d.ts': "declare module 'x' { const v: any; export default v; }\n",
  }),
  cheat('any: via alias in another new file', 'any-type', {
    'src/loose.ts': 'export type Loose = any;\n',
    ...cart('items: Item[]', "items: import('./loose').Loose"),
  }),
  cheat('any: JSX attribute', 'as-any', {
    'src/v.tsx': 'export const V = (p: { x: number }) => <b title={p as any} />;\n',
  }),
  cheat('any: JSDoc in checked JS', 'any-type', {
    'src/r.js': '// @ts-check\n/** @param {any} x */\nexport const f = (x) => x;\n',
  }),
  cheat('any: JSDoc star in checked JS', 'any-type', {
    'src/r.js': '// @ts-check\n/** @param {*} x */\nexport const f = (x) => x;\n',
  }),
  cheat(
    'any: JSDoc cast in JS checked by tsconfig',
    'any-type',
    { 'src/r.js': 'export const f = (x) => /** @type {any} */ (x).y;\n' },
    withFiles({ 'tsconfig.json': '{ "compilerOptions": { "checkJs": true, "allowJs": true } }' }),
  ),
  cheat(
    'as unknown as in two statements',
    'double-assertion',
    first('const u = country as unknown;\n  const n = u as number;\n  void n;'),
  ),
  cheat(
    'as unknown as by annotation',
    'double-assertion',
    first('const u: unknown = country;\n  const n = u as number;\n  void n;'),
  ),
  cheat('as object as', 'double-assertion', first('const n = items as object as Date;\n  void n;')),
  cheat('as {} as', 'double-assertion', first('const n = country as {} as number;\n  void n;')),
  cheat(
    'as unknown as with parentheses',
    'double-assertion',
    first('const n = ((country) as (unknown)) as number;\n  void n;'),
  ),
  cheat('as unknown as with !', 'double-assertion', first('const n = (country as unknown)! as number;\n  void n;')),
  cheat(
    'as unknown satisfies',
    'double-assertion',
    first('const n = (country satisfies string as unknown) as number;\n  void n;'),
  ),
  cheat('as Function', 'any-type', first('const n = (taxOf as Function)(1);\n  void n;')),
  cheat('a Function type', 'any-type', top('const loose: Function = taxOf;\nexport const x = loose(1);')),
  cheat('cast helper arrow', 'cast-helper', top('const to = <T,>(x: unknown): T => x as T;')),
  cheat(
    'cast helper in two lines',
    'cast-helper',
    top('function to<T>(x: unknown): T {\n  const y = x as T;\n  return y;\n}'),
  ),
  cheat(
    'cast helper overload',
    'cast-helper',
    top('export function to<T>(x: unknown): T;\nexport function to(x: unknown): unknown {\n  return x;\n}'),
  ),
  cheat('asserts without a check', 'false-guard', top('export function assume<T>(x: unknown): asserts x is T {}')),
  cheat(
    'type guard that is always true',
    'false-guard',
    top('export function isItem(x: unknown): x is Item {\n  return true;\n}'),
  ),
  cheat('type guard arrow always true', 'false-guard', top('export const isItem = (x: unknown): x is Item => true;')),
  cheat('type guard !0', 'false-guard', top('export const isItem = (_x: unknown): _x is Item => !0;')),
  cheat('undefined as never', 'never-assertion', first('const n: number = undefined as never;\n  void n;')),
  cheat('<never>', 'never-assertion', first('const n: number = <never>country;\n  void n;')),
  cheat('any: Array<any>', 'any-type', first('const xs: Array<any> = [];')),
  cheat('any: unknown function any', 'any-type', first('const f: (...a: any[]) => unknown = taxOf;')),
  cheat('any: type assertion in template', 'as-any', first('const s = `\x24{(items as any).x}`;')),
  cheat('any: keyof any', 'any-type', top('export type Keys = keyof any;')),
  cheat('any: Extract', 'any-type', top('type E = Extract<any, string>;')),
  cheat('any: import type any module', 'any-type', {
    'src/vendor.d.ts': "declare module 'vendor' {\n  const vendor: any;\n  export = vendor;\n}\n",
  }),
  cheat('any: namespace', 'any-type', { 'src/g.d.ts': 'declare namespace Shop {\n  let config: any;\n}\n' }),
  cheat('any: mapped', 'any-type', top('type M = { [K in keyof Item]: any };')),
  cheat('any: abstract class', 'any-type', top('export abstract class A {\n  abstract run(x: any): void;\n}')),
  cheat('any: predicate param', 'any-type', top('export function isItem(x: any): x is Item {\n  return x.price;\n}')),
  cheat(
    'any: unknown as Item via generics',
    'cast-helper',
    top('const cast = <T>(x: unknown) => x as T;\nexport const i = cast<Item>(1);'),
  ),
  cheat(
    'any: as unknown as multiline',
    'double-assertion',
    first('const n = country as\n    unknown as\n    number;\n  void n;'),
  ),
  cheat('any: non-null never', 'never-assertion', first('const n: number = (null as never)!;\n  void n;')),
];

const SUPPRESSED: readonly Cheat[] = [
  cheat('@ts-ignore without space', 'ts-ignore', first('//@ts-ignore')),
  cheat('@ts-ignore with a colon', 'ts-ignore', first('// @ts-ignore: later')),
  cheat('@ts-ignore glued', 'ts-ignore', first('// @ts-ignored')),
  cheat('@ts-ignore underscored', 'ts-ignore', first('// @ts-ignore_it')),
  cheat('@ts-ignore three slashes', 'ts-ignore', first('/// @ts-ignore')),
  cheat('@ts-ignore doc', 'ts-ignore', first('/** @ts-ignore */')),
  cheat('@ts-ignore last line of block', 'ts-ignore', first('/*\n   * because\n   * @ts-ignore */')),
  cheat('@TS-NOCHECK', 'ts-nocheck', top('// @TS-NOCHECK')),
  cheat('@ts-nocheck in new d.ts', 'ts-nocheck', { 'src/m.d.ts': '// @ts-nocheck\nexport {};\n' }),
  cheat('@ts-ignore in JSX expression', 'ts-ignore', {
    'src/v.tsx': 'export const V = () => (\n  <div>\n    {/* @ts-ignore */}\n    <Gone />\n  </div>\n);\n',
  }),
  cheat('@ts-ignore in JSX attribute', 'ts-ignore', {
    'src/v.tsx': 'export const V = () => (\n  <b\n    // @ts-ignore\n    x={1}\n  />\n);\n',
  }),
  cheat('@ts-expect-error trailing line CRLF', 'ts-expect-error', {
    'src/cart.ts': CART.replace('  const net', '  // @ts-expect-error\n  const net').replace(/\n/g, '\r\n'),
  }),
  cheat('eslint-disable-line', 'eslint-disable', first('void items; // eslint-disable-line no-void')),
  cheat('eslint rule off with quotes', 'eslint-disable', top('/* eslint "no-undef": "off" */')),
  cheat('eslint several rules', 'eslint-disable', top("/* eslint no-undef: 'error', no-console: 'off' */")),
  cheat('eslint-disable-next-line block', 'eslint-disable', first('/* eslint-disable-next-line */')),
  cheat('biome-ignore-all', 'biome-ignore', top('// biome-ignore-all lint: no')),
  cheat('oxlint-disable', 'oxlint-disable', top('// oxlint-disable')),
  cheat('istanbul ignore', 'coverage-ignore', first('/* istanbul ignore next */')),
  cheat('istanbul ignore file', 'coverage-ignore', top('/* istanbul ignore file */')),
  cheat('c8 ignore', 'coverage-ignore', first('/* c8 ignore next 3 */')),
  cheat('v8 ignore', 'coverage-ignore', first('/* v8 ignore start */')),
  cheat('node:coverage disable', 'coverage-ignore', first('/* node:coverage disable */')),
  cheat('prettier-ignore', 'format-ignore', first('// prettier-ignore')),
  cheat('stryker disable', 'mutation-ignore', first('// Stryker disable all')),
  cheat('NOSONAR', 'nosonar', first('void items; // NOSONAR')),
  cheat('jshint ignore', 'jshint-ignore', top('/* jshint ignore:start */')),
  cheat('ts-ignore indented weird', 'ts-ignore', first('/*@ts-ignore*/ void country.x;')),
  cheat('ts-expect-error in JSX text', 'ts-expect-error', {
    'src/v.tsx': 'export const V = () => <div>{/* @ts-expect-error */ gone}</div>;\n',
  }),
  cheat('ts-nocheck with a reason', 'ts-nocheck', top('//@ts-nocheck generated')),
  cheat('eslint-disable with tabs', 'eslint-disable', first('/*\teslint-disable\tno-undef */')),
  cheat('eslint file-level rule', 'eslint-disable', top("/* eslint '@typescript-eslint/no-explicit-any': ['off'] */")),
  cheat('biome-ignore in jsx', 'biome-ignore', {
    'src/v.tsx': 'export const V = () => (\n  <div>\n    {/* biome-ignore lint/a11y: no */}\n    <b />\n  </div>\n);\n',
  }),
];

const WIDENED: readonly Cheat[] = [
  cheat('export widened behind an alias', 'widened-export', {
    'src/tax.ts': `${TAX.replace('country: string', 'country: Loose')}\ntype Loose = unknown;\n`,
  }),
  cheat('export widened by an imported alias', 'widened-export', {
    'src/loose.ts': 'export type Loose = unknown;\n',
    'src/tax.ts': `import type { Loose } from './loose';\n${TAX.replace('country: string', 'country: Loose')}`,
  }),
  cheat(
    'export widened by overload',
    'widened-export',
    cart(
      'export function parseItem',
      'export function parseItem(...args: unknown[]): unknown;\nexport function parseItem',
    ),
  ),
  cheat(
    'export widened by rest',
    'widened-export',
    tax('net: number, country: string): number', '...args: unknown[]): number'),
  ),
  cheat(
    'export widened by generic return',
    'widened-export',
    cart('export function parseItem(text: string): Item', 'export function parseItem<T>(text: string): T'),
  ),
  cheat(
    'export widened by extends',
    'widened-export',
    cart('export interface Item {', 'export interface Item extends Record<string, unknown> {'),
  ),
  cheat(
    'export widened by intersection',
    'widened-export',
    tax('{ de: number; fr: number };', '{ de: number; fr: number } & Record<string, unknown>;'),
  ),
  cheat(
    'export widened by mapped type',
    'widened-export',
    tax('{ de: number; fr: number };', '{ [k in string]: unknown };'),
  ),
  cheat(
    'export widened by Function',
    'any-type',
    tax('(net: number, country: string): number {', '(net: Function, country: string): number {'),
  ),
  cheat('export widened by Object', 'widened-export', tax('country: string', 'country: Object')),
  cheat('export widened union', 'widened-export', tax('country: string', 'country: string | unknown')),
  cheat(
    'export widened in a promise',
    'widened-export',
    { 'src/api.ts': 'export async function get(): Promise<unknown> { return 1; }\n' },
    withFiles({ 'src/api.ts': 'export async function get(): Promise<number> { return 1; }\n' }),
  ),
  cheat(
    'export widened class member',
    'widened-export',
    { 'src/api.ts': 'export class A { total(): unknown { return 1; } }\n' },
    withFiles({ 'src/api.ts': 'export class A { total(): number { return 1; } }\n' }),
  ),
  cheat(
    'export list widened',
    'widened-export',
    { 'src/api.ts': 'const total = (): unknown => 1;\nexport { total };\n' },
    withFiles({ 'src/api.ts': 'const total = (): number => 1;\nexport { total };\n' }),
  ),
  cheat(
    'export renamed in list widened',
    'widened-export',
    { 'src/api.ts': 'const t = (): unknown => 1;\nexport { t as total };\n' },
    withFiles({ 'src/api.ts': 'const t = (): number => 1;\nexport { t as total };\n' }),
  ),
  cheat('export const widened', 'widened-export', tax('export const RATES: Rates', 'export const RATES: object')),
  cheat(
    'export default widened',
    'widened-export',
    { 'src/d.ts': 'export default function total(x: unknown): number {\n  return Number(x);\n}\n' },
    withFiles({ 'src/d.ts': 'export default function total(x: number): number {\n  return x;\n}\n' }),
  ),
  cheat(
    'export type param default',
    'widened-export',
    { 'src/d.ts': 'export type Box<T = unknown> = { value: T; other: unknown };\n' },
    withFiles({ 'src/d.ts': 'export type Box<T = string> = { value: T; other: string };\n' }),
  ),
  cheat(
    'export class property',
    'widened-export',
    { 'src/d.ts': 'export class A {\n  total: {} = 1;\n}\n' },
    withFiles({ 'src/d.ts': 'export class A {\n  total: number = 1;\n}\n' }),
  ),
  cheat(
    'export callback widened',
    'widened-export',
    { 'src/d.ts': 'export function on(f: (x: unknown) => unknown): void {\n  f(1);\n}\n' },
    withFiles({ 'src/d.ts': 'export function on(f: (x: number) => string): void {\n  f(1);\n}\n' }),
  ),
  cheat(
    'export arrow widened',
    'widened-export',
    { 'src/d.ts': 'export const on = (x: unknown): number => Number(x);\n' },
    withFiles({ 'src/d.ts': 'export const on = (x: number): number => x;\n' }),
  ),
  cheat(
    'export record widened',
    'widened-export',
    { 'src/d.ts': 'export type M = Record<string, unknown>;\n' },
    withFiles({ 'src/d.ts': 'export type M = { a: number };\n' }),
  ),
];

describe('candidates that get around types', () => {
  describe('any under other names', () => refuseAll(ANY));
  describe('suppressions', () => refuseAll(SUPPRESSED));
  describe('exported types', () => refuseAll(WIDENED));
});
