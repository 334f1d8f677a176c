import { type Cheat, cheat, first, refuseAll, top, withFiles } from '../../cases';
import { cart } from '../../workspace';

const REFUSED: readonly Cheat[] = [
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

describe('integrity refuses: any under other names', () => refuseAll(REFUSED));
