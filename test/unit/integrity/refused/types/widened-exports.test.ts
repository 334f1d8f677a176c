import { type Cheat, cheat, refuseAll, withFiles } from '../../cases';
import { cart, TAX, tax } from '../../workspace';

const REFUSED: readonly Cheat[] = [
  cheat(
    'export widened in a conditional type',
    'widened-export',
    { 'src/x.ts': 'export type Values<T> = T extends string ? unknown : T[keyof T];\n' },
    withFiles({ 'src/x.ts': 'export type Values<T> = T[keyof T];\n' }),
  ),
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
    'overload for other arguments without the old one',
    'widened-export',
    { 'src/d.ts': 'export function on(): unknown;\nexport function on(x?: number): unknown {\n  return x;\n}\n' },
    withFiles({ 'src/d.ts': 'export function on(x: number): number {\n  return x;\n}\n' }),
  ),
  cheat(
    'overload behind the old one that takes everything',
    'widened-export',
    {
      'src/d.ts':
        'export function on(x: number): number;\nexport function on(x: unknown): number;\n' +
        'export function on(x: unknown): number {\n  return Number(x);\n}\n',
    },
    withFiles({ 'src/d.ts': 'export function on(x: number): number {\n  return x;\n}\n' }),
  ),
  cheat(
    'overload in front of the old one that takes as much',
    'widened-export',
    {
      'src/d.ts':
        'export function on(x: number): unknown;\nexport function on(x: number, y?: number): number;\n' +
        'export function on(x: number, y = 0): number {\n  return x + y;\n}\n',
    },
    withFiles({
      'src/d.ts': 'export function on(x: number, y?: number): number {\n  return x + (y ?? 0);\n}\n',
    }),
  ),
  cheat(
    'member of a nested type widened beside a new one',
    'widened-export',
    { 'src/d.ts': "export type Shown = Omit<{ a: number; b: unknown; c(): void }, 'a'>;\n" },
    withFiles({ 'src/d.ts': "export type Shown = Omit<{ a: number; b: string }, 'a'>;\n" }),
  ),
  cheat(
    'nested type in place of another',
    'widened-export',
    { 'src/d.ts': "export type Shown = Omit<{ a: number; d: unknown }, 'a'>;\n" },
    withFiles({ 'src/d.ts': "export type Shown = Omit<{ a: number; b: string }, 'a'>;\n" }),
  ),
  cheat(
    'export record widened',
    'widened-export',
    { 'src/d.ts': 'export type M = Record<string, unknown>;\n' },
    withFiles({ 'src/d.ts': 'export type M = { a: number };\n' }),
  ),
  cheat(
    'alternative of an object in place of the old type',
    'widened-export',
    { 'src/d.ts': 'export type Named = { set(name?: number | { type: unknown }): void };\n' },
    withFiles({ 'src/d.ts': 'export type Named = { set(name?: string): void };\n' }),
  ),
  cheat(
    'alternative that takes any object beside the old type',
    'widened-export',
    { 'src/d.ts': 'export type Named = { set(name?: string | { [key: string]: unknown }): void };\n' },
    withFiles({ 'src/d.ts': 'export type Named = { set(name?: string): void };\n' }),
  ),
  cheat(
    'type argument widened where a new parameter follows',
    'widened-export',
    {
      'src/d.ts':
        'export interface Store<S, R = unknown> { get: () => S; raw: R }\n' +
        'export function open(): Store<unknown, unknown> {\n  return { get: () => 1, raw: 1 };\n}\n',
    },
    withFiles({
      'src/d.ts':
        'export interface Store<S> { get: () => S }\n' +
        'export function open(): Store<number> {\n  return { get: () => 1 };\n}\n',
    }),
  ),
  cheat(
    'type argument widened to the default that its parameter had',
    'widened-export',
    {
      'src/d.ts':
        'export interface Store<S = unknown> { get: () => S }\n' +
        'export function open(): Store<unknown> {\n  return { get: () => 1 };\n}\n',
    },
    withFiles({
      'src/d.ts':
        'export interface Store<S = unknown> { get: () => S }\n' +
        'export function open(): Store<number> {\n  return { get: () => 1 };\n}\n',
    }),
  ),
  cheat(
    'alias of a function replaced by unknown',
    'widened-export',
    { 'src/d.ts': 'export const chain = (...all: unknown[]): number => all.length;\n' },
    withFiles({
      'src/d.ts':
        'type Func<T = unknown> = (arg: T) => unknown;\nexport const chain = (...all: Func[]): number => all.length;\n',
    }),
  ),
  cheat(
    'alias of a function that was precise written out as a wide one',
    'widened-export',
    { 'src/d.ts': 'export const chain = (all: (arg: unknown) => unknown): number => all.length;\n' },
    withFiles({
      'src/d.ts':
        'type Func<T = unknown> = (arg: T) => T;\nexport const chain = (all: Func<string>): number => all.length;\n',
    }),
  ),
  cheat(
    'alias in an unchanged file that was precise',
    'widened-export',
    { 'src/d.ts': 'export const read = (value: unknown): string => String(value);\n' },
    withFiles({
      'src/func.ts': 'export type Json = string | number;\n',
      'src/d.ts': "import type { Json } from './func';\nexport const read = (value: Json): string => String(value);\n",
    }),
  ),
];

describe('integrity refuses: widened exports', () => refuseAll(REFUSED));
