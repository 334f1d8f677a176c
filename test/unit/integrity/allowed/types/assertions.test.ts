import { allowAll, type Case, file, first, honest } from '../../cases';

const ALLOWED: readonly Case[] = [
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
    'structured clone by JSON',
    file('export const clone = <T,>(x: T): T => JSON.parse(JSON.stringify(x)) as T;\n'),
  ),
  honest('as const twice', file("export const a = ['x'] as const;\nexport const b = { a } as const;\n")),
  honest('as string', first('const s = (country as string).trim();\n  void s;')),
  honest('as keyof', first('const key = country as keyof Item;\n  void key;')),
  honest(
    'branded type',
    file("export type Id = string & { readonly brand: 'id' };\nexport const id = (text: string): Id => text as Id;\n"),
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
    'typeof an import',
    file(
      "import * as cart from './cart';\nexport type Cart = typeof cart;\nexport type Mod = typeof import('./cart');\n",
    ),
  ),
  honest('satisfies Record', file('export const TABLE = { a: 1 } satisfies Record<string, number>;\n')),
  honest(
    'Function.prototype use',
    file('export const bind = (f: (n: number) => number) => Function.prototype.bind.call(f, null) as () => number;\n'),
  ),
  honest(
    'Object.entries typed',
    file('export const keysOf = <T extends object>(x: T): (keyof T)[] => Object.keys(x) as (keyof T)[];\n'),
  ),
];

describe('integrity allows: assertions about types', () => allowAll(ALLOWED));
