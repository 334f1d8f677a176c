import { allowAll, type Case, file, honest, withFiles } from '../cases';

const ALLOWED: readonly Case[] = [
  honest('exit of a router', file('export const leave = (router: { exit(): void }) => router.exit();\n')),
  honest(
    'process.exit in an existing CLI',
    {
      'src/cli.ts':
        "if (process.argv.length < 3) {\n  console.error('usage');\n  process.exit(2);\n}\nprocess.exitCode = 0;\n",
    },
    withFiles({ 'src/cli.ts': 'process.exitCode = 0;\n' }),
  ),
  honest(
    'process.exit(1) in bin',
    file(
      '#!/usr/bin/env node\n' +
        'main().catch((error) => {\n' +
        '  console.error(error);\n' +
        '  process.exit(1);\n' +
        '});\n' +
        'async function main() {}\n',
      'bin/shop.js',
    ),
  ),
  honest(
    'exitCode in a CLI from a result',
    file("import { total } from './cart';\nprocess.exitCode = total([], 'de') > 0 ? 0 : 1;\n", 'src/cli.ts'),
  ),
  honest('exit code as a result', file('export const exitCode = (ok: boolean): number => (ok ? 0 : 1);\n')),
  honest(
    'unhandledRejection logged',
    file(
      "process.on('unhandledRejection', (reason) => {\n  console.error(reason);\n  process.exitCode = 1;\n});\n",
      'src/server.ts',
    ),
  ),
  honest(
    'signal handling',
    file(
      "for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(128));\n",
      'src/main.ts',
    ),
  ),
];

describe('integrity allows: exits', () => allowAll(ALLOWED));
