import { allowAll, type Case, file, first, honest, top, withFiles } from '../cases';

const ALLOWED: readonly Case[] = [
  honest('a getter with TODO in text', first("const text = 'TODO: not implemented';\n  void text;")),
  honest(
    'an unsupported operation',
    top(
      'export function vat(country: string): number {\n' +
        "  if (country === 'us') return 0;\n" +
        '  throw new Error(`No VAT known for \x24{country}`);\n' +
        '}',
    ),
  ),
  honest(
    'a class error',
    top(
      "export class NotFound extends Error {}\nexport function gone(): never {\n  throw new NotFound('not found');\n}",
    ),
  ),
  honest('RegExp constructor', first("const r = new RegExp('a');\n  void r;")),
  honest('constructor property', file('export const nameOf = (x: object): string => x.constructor.name;\n')),
  honest(
    'vm in a sandbox product',
    file(
      "import vm from 'node:vm';\nexport const run = (code: string): unknown => vm.runInNewContext(code, {});\n",
      'src/sandbox.ts',
    ),
    withFiles({
      'src/sandbox.ts':
        "import vm from 'node:vm';\nexport const run = (code: string): unknown => vm.runInNewContext(code);\n",
    }),
  ),
];

describe('integrity allows: code as text, errors', () => allowAll(ALLOWED));
