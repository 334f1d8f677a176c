import { allowAll, type Case, honest, withFiles } from '../../cases';

const STORE = 'export interface Store<S> {\n  get: () => S;\n  remove: (name: string) => unknown;\n}\n';
const FUNC = 'export type Func<A = unknown, R = unknown | void> = (...args: A[]) => R;\n';

const ALLOWED: readonly Case[] = [
  honest(
    'an alternative of an object beside the old type',
    { 'src/set.ts': 'export type Named = { set(name?: string | { type: unknown }): void };\n' },
    withFiles({ 'src/set.ts': 'export type Named = { set(name?: string): void };\n' }),
  ),
  honest(
    'the default of a new type parameter, written out',
    {
      'src/set.ts':
        STORE.replace('<S>', '<S, R = unknown>').replace('=> unknown', '=> R') +
        'export const open = <S, R = unknown>(get: () => Store<S, R>): Store<S, unknown> | undefined => get();\n',
    },
    withFiles({
      'src/set.ts': `${STORE}export const open = <S>(get: () => Store<S>): Store<S> | undefined => get();\n`,
    }),
  ),
  honest(
    'an alias of a function with wide defaults, written out',
    { 'src/set.ts': `${FUNC}export const chain = (...all: ((arg: unknown) => unknown)[]): number => all.length;\n` },
    withFiles({ 'src/set.ts': `${FUNC}export const chain = (...all: Func[]): number => all.length;\n` }),
  ),
  honest(
    'an alias in an unchanged file, written out',
    {
      'src/set.ts':
        'export const read = (value: unknown): string => String(value);\n' +
        'export const call = (f: (arg: unknown) => unknown): void => void f(1);\n',
    },
    withFiles({
      'src/func.ts': `${FUNC}export type Json = unknown;\n`,
      'src/set.ts':
        "import type { Func, Json } from './func';\nexport const read = (value: Json): string => String(value);\n" +
        'export const call = (f: Func): void => void f(1);\n',
    }),
  ),
];

describe('integrity allows: exported types', () => allowAll(ALLOWED));
