import { type Cheat, cheat, first, refuseAll, top } from '../../cases';
import { CART } from '../../workspace';

const REFUSED: readonly Cheat[] = [
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

describe('integrity refuses: suppressions', () => refuseAll(REFUSED));
