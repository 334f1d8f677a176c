import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** Runners for which a workspace can be made. */
export type WorkspaceRunner = 'vitest' | 'jest' | 'mocha' | 'node:test';

const REPO = resolve(__dirname, '../..');

/** Writes files into a folder and creates the folders that they need. */
export function writeFiles(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text, { mode: path.startsWith('node_modules/.bin/') ? 0o755 : 0o644 });
  }
}

/**
 * Compiler options and a file with which a workspace's sources see a few lines of declarations instead of vitest's own:
 * reading those takes longer than the rest of a check.
 */
export const LIGHT_VITEST = {
  options: { types: [], lib: ['es2024'], paths: { vitest: ['./vitest.d.ts'] } },
  files: {
    'vitest.d.ts': `export declare function test(name: string, run: () => unknown): void;
export declare function expect(value: unknown): { toBe(other: unknown): void; toEqual(other: unknown): void };
`,
  },
};

/** Creates a folder with these files and with links to the named packages of this repository. */
export function makeWorkspace(files: Readonly<Record<string, string>>, packages: readonly string[] = []): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'loopcraft-workspace-')));
  writeFiles(root, files);
  for (const name of packages) {
    const link = join(root, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(REPO, 'node_modules', name), link, 'dir');
    const bin = join(REPO, 'node_modules/.bin', name);
    if (existsSync(bin)) {
      mkdirSync(join(root, 'node_modules/.bin'), { recursive: true });
      symlinkSync(realpathSync(bin), join(root, 'node_modules/.bin', name));
    }
  }
  return root;
}

export function removeWorkspace(root: string): void {
  rmSync(root, { recursive: true, force: true, maxRetries: 5 });
}

/** Mode and content hash of every file below a folder, by path. Links are listed but not followed. */
export function fingerprintTree(root: string): Map<string, string> {
  const fingerprints = new Map<string, string>();
  const walk = (dir: string): void => {
    for (const entry of readdirSync(join(root, dir), { withFileTypes: true })) {
      const path = join(dir, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (entry.isSymbolicLink()) fingerprints.set(path, 'link');
      else
        fingerprints.set(
          path,
          `${statSync(join(root, path)).mode} ${createHash('sha256')
            .update(readFileSync(join(root, path)))
            .digest('hex')}`,
        );
    }
  };
  walk('');
  return fingerprints;
}

const MODULE: Readonly<Record<string, string>> = {
  'src/minutes.ts':
    'export interface Span {\n  readonly hours: number;\n  readonly minutes: number;\n}\n\n' +
    '/** Splits minutes into hours and minutes. */\nexport function split(total: number): Span {\n' +
    '  return { hours: Math.floor(total / 60), minutes: total % 60 };\n}\n',
  'src/format.ts':
    `import { split } from './minutesEXT';\n\n` +
    '/** Minutes as a person writes them: 5 -> "5m", 60 -> "1h", 65 -> "1h05m". */\n' +
    'export function formatMinutes(total: number): string {\n' +
    `  throw new Error(\`to be written: \${split(total).hours}\`);\n}\n`,
};

const CASES: readonly (readonly [string, number, string])[] = [
  ['minutes only', 5, '5m'],
  ['whole hours', 120, '2h'],
  ['pads the minutes', 65, '1h05m'],
];

/** Creates a workspace with the same small module, and its failing suite for the given runner. */
export function makeRunnerWorkspace(runner: WorkspaceRunner): string {
  const extension = importExtension(runner);
  const isEsm = runner !== 'jest';
  const files: Record<string, string> = {
    'tsconfig.json': JSON.stringify(
      {
        compilerOptions: {
          strict: true,
          target: 'ES2022',
          lib: ['ES2022'],
          noEmit: true,
          skipLibCheck: true,
          types: [],
          esModuleInterop: true,
          module: 'ESNext',
          moduleResolution: 'bundler',
        },
        include: ['src'],
      },
      null,
      2,
    ),
    'package.json': JSON.stringify(
      {
        name: 'minutes',
        version: '1.0.0',
        private: true,
        ...(isEsm ? { type: 'module' } : {}),
        scripts: { test: SCRIPTS[runner] },
      },
      null,
      2,
    ),
    'README.md': '# Minutes\n',
  };
  for (const [path, text] of Object.entries(MODULE)) files[path] = text.replace('EXT', extension);
  files['test/format.test.ts'] = suite(runner);
  if (runner === 'jest') {
    files['jest.config.cjs'] =
      "module.exports = { transform: { '\\\\.ts$': require('node:path').join(__dirname, 'transform.cjs') }, " +
      "testMatch: ['**/test/**/*.test.ts'] };\n";
    files['transform.cjs'] =
      "const ts = require('typescript');\n" +
      'module.exports = { process: (text, name) => ({ code: ts.transpileModule(text, { fileName: name, ' +
      'compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 } }).outputText }) };\n';
  }
  return makeWorkspace(files, PACKAGES[runner]);
}

/** Extension in the imports of the runner's workspace. */
export function importExtension(runner: WorkspaceRunner): '.js' | '' {
  return runner === 'node:test' || runner === 'mocha' ? '.js' : '';
}

const SCRIPTS: Readonly<Record<WorkspaceRunner, string>> = {
  vitest: 'vitest run',
  jest: 'jest',
  mocha: 'mocha --import=tsx "test/**/*.test.ts"',
  'node:test': 'node --import tsx --test test/format.test.ts',
};

const PACKAGES: Readonly<Record<WorkspaceRunner, readonly string[]>> = {
  vitest: ['vitest', 'vite', 'typescript'],
  jest: ['jest', 'typescript'],
  mocha: ['mocha', 'tsx', 'typescript'],
  'node:test': ['tsx', 'typescript'],
};

function suite(runner: WorkspaceRunner): string {
  const expecting = runner === 'vitest' || runner === 'jest';
  const head = {
    vitest: "import { describe, expect, it } from 'vitest';",
    jest: '/* globals describe, expect, it */',
    mocha: "import assert from 'node:assert/strict';",
    'node:test': "import assert from 'node:assert/strict';\nimport { describe, it } from 'node:test';",
  }[runner];
  const extension = importExtension(runner);
  const tests = CASES.map(([name, input, output]) => {
    const check = expecting
      ? `expect(formatMinutes(${input})).toBe('${output}');`
      : `assert.equal(formatMinutes(${input}), '${output}');`;
    return `  it('${name}', () => {\n    ${check}\n  });`;
  });
  return (
    `${head}\nimport { formatMinutes } from '../src/format${extension}';\n\n` +
    `describe('formatMinutes', () => {\n${tests.join('\n\n')}\n});\n`
  );
}
