import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CliResult, runCli, runEndOf, temporaryFolder } from '../support/cli';
import { startModelServer } from '../support/model-server';
import { LIGHT_VITEST, makeWorkspace, removeWorkspace } from '../support/runner-workspaces';

const tsconfig = (skipLibCheck: boolean): string =>
  JSON.stringify({
    compilerOptions: {
      strict: true,
      module: 'nodenext',
      target: 'es2024',
      noEmit: true,
      allowImportingTsExtensions: true,
      skipLibCheck,
      ...LIGHT_VITEST.options,
    },
    include: ['src'],
  });
const MANIFEST = JSON.stringify({
  type: 'module',
  scripts: { test: 'vitest run' },
  devDependencies: { vitest: '4', typescript: '6' },
});
const BASE = { ...LIGHT_VITEST.files, 'package.json': MANIFEST, 'tsconfig.json': tsconfig(true) };
const WRONG = 'export const add = (a: number, b: number): number => a - b;\n';
const RIGHT = 'export const add = (a: number, b: number): number => a + b;\n';
const ADDS = `import { expect, test } from 'vitest';
import { add } from './add.ts';

test('adds', () => expect(add(1, 2)).toBe(3));
`;
const whole = (path: string, text: string): string => `\`\`\`ts ${path}\n${text}\`\`\`\n`;

interface Scene {
  readonly files: Readonly<Record<string, string>>;
  readonly replies: readonly string[];
  readonly command: readonly string[];
}

interface Played {
  readonly result: CliResult;
  readonly requests: number;
  readonly read: (path: string) => string;
  /** Runs another command in the same workspace, with the same model and state. */
  readonly again: (...command: readonly string[]) => Promise<{ result: CliResult; requests: number }>;
}

/** Runs the command line in a workspace with these files; the model repeats its last reply. */
async function play({ files, replies, command }: Scene, look: (played: Played) => unknown): Promise<void> {
  let asked = 0;
  const server = await startModelServer({
    script: () => ({ text: replies[Math.min(asked++, replies.length - 1)] ?? '' }),
  });
  const workspace = makeWorkspace({ ...BASE, ...files }, ['vitest', 'typescript']);
  const state = temporaryFolder('state');
  const where = ['--workspace', workspace, '--state-dir', state.path];
  try {
    const model = ['--provider', 'scripted', '--base-url', server.openAiBaseUrl];
    const again: Played['again'] = async (...words) => {
      const before = server.requests.length;
      const result = await runCli([...words, ...where, ...model, '--json']);
      return { result, requests: server.requests.length - before };
    };
    const read = (path: string): string => readFileSync(join(workspace, path), 'utf8');
    await look({ ...(await again(...command)), read, again });
  } finally {
    await server.close();
    removeWorkspace(workspace);
    state.remove();
  }
}

describe('what was red before', function () {
  this.timeout(90_000);

  it('an old type error that no one can fix does not keep a fix from being verified', async () => {
    const files = {
      'tsconfig.json': tsconfig(false),
      'vendor/node_modules/legacy/index.d.ts': 'export declare const old: Missing;\n',
      'vendor/node_modules/legacy/package.json': '{"name":"legacy","types":"index.d.ts"}',
      'src/uses.ts':
        "import type { old } from '../vendor/node_modules/legacy/index.d.ts';\nexport type Old = typeof old;\n",
      'src/add.ts': WRONG,
      'src/add.test.ts': ADDS,
    };
    await play({ files, replies: [whole('src/add.ts', RIGHT)], command: ['fix'] }, ({ result, requests }) => {
      const end = runEndOf(result);
      assert.deepEqual([end.reason, requests], ['verified', 1], result.stderr);
      assert.match(end.message, /1 type error stood before and is left\./);
    });
  });

  it('a compiler in front of the tests that was red before blocks no fix', async () => {
    const files = {
      'package.json': MANIFEST.replace('vitest run', 'tsc --noEmit && vitest run'),
      'node_modules/.bin/tsc': "#!/usr/bin/env node\nrequire('../typescript/lib/tsc.js');\n",
      'src/add.ts': WRONG,
      'src/add.test.ts': ADDS,
      'src/old.ts': "export const old: string = 1;\nexport const older: number = 'x';\n",
    };
    await play({ files, replies: [whole('src/add.ts', RIGHT)], command: ['fix'] }, ({ result, requests }) => {
      const end = runEndOf(result);
      assert.deepEqual([end.reason, requests], ['verified', 1], result.stderr);
      assert.match(end.message, /2 type errors stood before and are left\./);
    });
    const breaking = `${RIGHT}export const fresh: string = add(1, 2);\n`;
    await play({ files, replies: [whole('src/add.ts', breaking)], command: ['fix'] }, ({ result }) =>
      assert.deepEqual([runEndOf(result).outcome, runEndOf(result).reason], ['unsolved', 'stalled'], result.stderr),
    );
  });

  it('a fix of type errors that removes only some of them is offered, not stalled', async () => {
    const files = {
      'src/add.ts': `${RIGHT}export const one: string = 1;\n`,
      'src/other.ts': 'export const two: string = 2;\nexport const three: string = 3;\n',
      'src/add.test.ts': ADDS,
    };
    const replies = [whole('src/add.ts', `${RIGHT}export const one: number = 1;\n`)];
    await play({ files, replies, command: ['fix'] }, ({ result }) => {
      const end = runEndOf(result);
      assert.deepEqual(
        [end.outcome, end.reason, end.files],
        ['unsolved', 'red-as-before', ['src/add.ts']],
        result.stderr,
      );
      assert.match(end.message, /^1 of 3 type errors is gone, .* 2 are left, the first: TS2322 in src\/other\.ts:1\.$/);
    });
    await play({ files, replies, command: ['fix', '--accept-red-as-before', '--apply'] }, ({ result, read }) => {
      assert.deepEqual([result.code, runEndOf(result).reason], [0, 'red-as-before'], result.stderr);
      assert.match(read('src/add.ts'), /one: number/);
    });
  });

  it('a test whose name contains a seed is not lost', async () => {
    const files = {
      'src/add.ts': WRONG,
      'src/add.test.ts':
        ADDS +
        // biome-ignore lint/suspicious/noTemplateCurlyInString: the workspace's test has the placeholder.
        'test(`adds anything (seed=${Math.floor(Math.random() * 1e9)})`, () => expect(add(0, 0)).toBe(0));\n',
    };
    await play({ files, replies: [whole('src/add.ts', RIGHT)], command: ['fix'] }, ({ result, requests }) =>
      assert.deepEqual([runEndOf(result).reason, requests], ['verified', 1], result.stderr),
    );
  });

  it('fix --test is about that test only, and runs its file first', async () => {
    const other = ADDS.replace("'adds'", "'is about something else'").replace('toBe(3)', 'toBe(4)');
    const files = { 'src/add.ts': WRONG, 'src/add.test.ts': ADDS, 'src/other.test.ts': other };
    const scene = { files, replies: [whole('src/add.ts', RIGHT)] };
    await play({ ...scene, command: ['fix', '--test', 'adds', '--apply'] }, ({ result, read }) => {
      assert.equal(runEndOf(result).reason, 'verified', result.stderr);
      assert.match(runEndOf(result).message, /the target test/);
      assert.equal(read('src/add.ts'), RIGHT);
    });
    await play({ ...scene, command: ['fix', '--test', 'add'] }, ({ result, requests }) => {
      assert.deepEqual([result.code, requests], [2, 0], result.stderr);
      assert.match(result.stderr, /ran no test with the name "add"\. Similar names: "adds"/);
    });
  });

  it('a bare fix runs the files of the red tests before the whole suite', async () => {
    const others = Object.fromEntries(
      [1, 2, 3, 4].map((n) => [
        `src/fine${n}.test.ts`,
        `import { expect, test } from 'vitest';\ntest('fine ${n}', () => expect(1).toBe(1));\n`,
      ]),
    );
    const files = { 'src/add.ts': WRONG, 'src/add.test.ts': ADDS, ...others };
    const replies = [whole('src/add.ts', WRONG.replace('a - b', 'a * b')), whole('src/add.ts', RIGHT)];
    await play({ files, replies, command: ['fix'] }, ({ result }) => {
      assert.equal(runEndOf(result).reason, 'verified', result.stderr);
      const tested = result.events.flatMap((event) =>
        event.type === 'stage-end' && event.stage === 'tests' ? [event.checked] : [],
      );
      assert.match(tested[1] ?? '', /^1 test file that failed before first: .*1 test run, 1 failed/);
      assert.match(tested[2] ?? '', /^1 test file that failed before, then .*5 tests run, 0 failed/);
    });
  });

  it('a suite that ends red for a coverage threshold that it missed before is green, and says so', async () => {
    const report = "console.error('ERROR: Coverage for lines (' + (40 + Math.random()) + '%) does not meet 80%');";
    const files = {
      'package.json': MANIFEST.replace('vitest run', 'vitest run && node threshold.mjs'),
      'threshold.mjs': `${report}\nprocess.exitCode = 1;\n`,
      'src/add.ts': RIGHT,
      'src/add.test.ts': ADDS,
    };
    const subtract = 'export const subtract = (a: number, b: number): number => a - b;\n';
    const command = ['run', 'Add subtract to src/add.ts'];
    await play({ files, replies: [whole('src/add.ts', RIGHT + subtract)], command }, ({ result }) => {
      assert.equal(runEndOf(result).reason, 'verified', result.stderr);
      assert.match(runEndOf(result).message, /as before this change/);
    });
  });

  it('an old lint error in front of the tests blocks nothing, a new one does', async () => {
    const lint = `#!/usr/bin/env node
const { readdirSync, readFileSync } = require('node:fs');
const bad = readdirSync('src').filter((file) => readFileSync('src/' + file, 'utf8').includes('var '));
for (const file of bad) console.log('src/' + file + '\\n  1:1  error  Unexpected var  no-var');
process.exitCode = bad.length > 0 ? 1 : 0;
`;
    const old = {
      'package.json': MANIFEST.replace('vitest run', 'eslint src && vitest run'),
      'node_modules/.bin/eslint': lint,
      'src/add.ts': RIGHT,
      'src/add.test.ts': ADDS,
      'src/old.ts': 'export var old = 1;\n',
    };
    const tidy = whole('src/add.ts', `/** The sum. */\n${RIGHT}`);
    const untidy = whole('src/add.ts', `export var other = 1;\n${RIGHT}`);
    const command = ['run', 'Document the function', '--max-iterations', '1'];
    await play({ files: old, replies: [tidy], command }, ({ result }) => {
      assert.equal(runEndOf(result).reason, 'verified', result.stderr);
      assert.match(runEndOf(result).message, /1 test run, 0 failed, as before this change/);
    });
    await play({ files: old, replies: [untidy], command }, ({ result }) => {
      assert.equal(runEndOf(result).reason, 'iterations-exhausted', result.stderr);
      const red = result.events.findLast((event) => event.type === 'stage-end' && event.stage === 'tests');
      assert.match(JSON.stringify(red), /in front of the tests ended with exit code 1[^}]*src\/add\.ts/);
    });
  });

  const HALF = `${ADDS}\ntest('knows what is not written yet', () => expect(add.name).toBe('sum'));\n`;

  it('is offered after one more try, and applied when the person accepts it beforehand', async () => {
    const files = { 'src/add.ts': RIGHT, 'src/add.test.ts': HALF };
    const done = `/** The sum. */\n${RIGHT}`;
    const scene = { files, replies: [whole('src/add.ts', done)] };
    const command = ['run', 'Document the function', '--apply'];
    await play({ ...scene, command }, ({ result, requests, read }) => {
      const end = runEndOf(result);
      assert.deepEqual(
        [result.code, end.outcome, end.reason, requests],
        [1, 'unsolved', 'red-as-before', 2],
        result.stderr,
      );
      assert.match(end.message, /^Everything else is green; this test fails exactly as before: knows what is not/);
      assert.deepEqual(end.files, ['src/add.ts']);
      assert.match(end.next, /--accept-red-as-before/);
      assert.equal(read('src/add.ts'), RIGHT);
    });
    await play({ ...scene, command: [...command, '--accept-red-as-before'] }, ({ result, read }) => {
      assert.deepEqual([result.code, runEndOf(result).outcome], [0, 'succeeded'], result.stderr);
      assert.equal(read('src/add.ts'), done);
    });
  });

  it('remembers for the workspace what was accepted, until it is told to forget', async () => {
    const files = { 'src/add.ts': RIGHT, 'src/add.test.ts': HALF };
    const command = ['run', 'Document the function'];
    const scene = { files, replies: [whole('src/add.ts', `/** The sum. */\n${RIGHT}`)] };
    await play({ ...scene, command: [...command, '--accept-red-as-before'] }, async ({ result, again }) => {
      assert.equal(result.code, 0, result.stderr);
      const next = await again(...command);
      assert.deepEqual([next.result.code, next.requests], [0, 1], next.result.stderr);
      assert.match(runEndOf(next.result).next, /patterns reset red-as-before/);
      const named = await again('run', 'Make "knows what is not written yet" pass', '--max-iterations', '1');
      assert.equal(named.result.code, 1, named.result.stderr);
      assert.match((await again('patterns')).result.stdout, /"acceptedRed":\[\{"path":"src\/add\.test\.ts"/);
      assert.equal((await again('patterns', 'reset', 'red-as-before')).result.code, 0);
      const last = await again(...command);
      assert.deepEqual([last.result.code, runEndOf(last.result).reason], [1, 'red-as-before'], last.result.stderr);
    });
  });

  it('is never accepted when the request is about that test', async () => {
    const files = { 'src/add.ts': RIGHT, 'src/add.test.ts': HALF };
    const command = ['run', 'Make "knows what is not written yet" pass', '--accept-red-as-before'];
    await play({ files, replies: [whole('src/add.ts', `/** The sum. */\n${RIGHT}`)], command }, ({ result }) => {
      assert.deepEqual([result.code, runEndOf(result).reason], [1, 'stalled'], result.stderr);
    });
  });

  it('a test command that can run no test here costs no call', async () => {
    const files = {
      'package.json': MANIFEST.replace('vitest run', 'node needs-database.mjs'),
      'needs-database.mjs': "console.error('connect ECONNREFUSED 127.0.0.1:5432');\nprocess.exitCode = 1;\n",
      'src/add.ts': WRONG,
      'src/add.test.ts': ADDS,
    };
    for (const command of [['fix'], ['run', 'Mend add']]) {
      await play({ files, replies: [whole('src/add.ts', RIGHT)], command }, ({ result, requests }) => {
        const end = runEndOf(result);
        assert.deepEqual([end.reason, requests], ['unverifiable', 0], result.stderr);
        assert.match(end.message, /ECONNREFUSED 127\.0\.0\.1:5432/);
        assert.match(end.next, /--test-command/);
      });
    }
  });
});
