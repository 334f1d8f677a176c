import { allowAll, type Case, file, honest, top, withFiles } from '../../cases';
import { CART, LEGACY } from '../../workspace';

const ALLOWED: readonly Case[] = [
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

describe('integrity allows: words', () => allowAll(ALLOWED));
