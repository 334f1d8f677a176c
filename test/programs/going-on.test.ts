import assert from 'node:assert/strict';
import type { TestProblem, TestReport } from '../../src/engine/contract/test-run';
import { runProcess } from '../../src/engine/process/run-process';
import { createTestRunner } from '../../src/engine/test-runner/test-runner';
import { tempWorkspace } from '../support/temp-workspace';

/** Shorter than what users get, so that these tests don't take a minute. */
const IDLE_SECONDS = 6;
/** Longer than that, for what is to be left alone. */
const LONGER = 14;
const PASSES = "it('passes', () => {});\n";
const FAILS = "it('fails', () => { throw new Error('no'); });\n";
/** A server that is never closed. */
const OPEN = "require('node:http').createServer().listen(0);\n";
const NODE_PASSES = "import { it } from 'node:test';\nit('passes', () => {});\n";
const NODE_OPEN = "import { createServer } from 'node:http';\ncreateServer().listen(0);\n";
/** Uses CPU time in bursts, half a second apart, and ends by itself. */
const busyFor = (seconds: number): string => `
const until = Date.now() + ${seconds * 1000};
const timer = setInterval(() => {
  for (const end = Date.now() + 60; Date.now() < end; );
  if (Date.now() > until) clearInterval(timer);
}, 500);
`;
const silentFor = (seconds: number, text: string): string =>
  `setTimeout(() => console.log('${text}'), ${seconds * 1000});\n`;

interface Case {
  readonly script: string;
  readonly files: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

type Found = TestReport | { readonly problem: TestProblem };

/** Their processes end without anything from outside, much later or never. */
const EXITED = {
  mocha: { script: 'mocha a.js', files: { 'a.js': OPEN + PASSES } },
  'red mocha': { script: 'mocha a.js', files: { 'a.js': OPEN + PASSES + FAILS } },
  jest: { script: 'jest', files: { 'a.spec.js': `setInterval(() => {}, 1000);\n${OPEN}${PASSES}` } },
  'mocha behind a program of its own': {
    script: 'node run.cjs',
    files: {
      'a.js': OPEN + PASSES,
      'run.cjs':
        "const args = [require.resolve('mocha/bin/mocha.js'), 'a.js'];\n" +
        "process.exit(require('node:child_process').spawnSync(process.execPath, args, { stdio: 'inherit' }).status);\n",
    },
  },
  'a step behind it': {
    script: 'mocha a.js && node next.js',
    files: { 'a.js': OPEN + PASSES, 'next.js': "throw 'red';" },
  },
  'node:test': {
    script: 'node --test one.mjs two.mjs three.mjs && node next.js',
    files: {
      'one.mjs': NODE_OPEN + NODE_PASSES,
      'two.mjs': `${NODE_OPEN}setInterval(() => {}, 1000);\n${NODE_PASSES}`,
      'three.mjs': NODE_PASSES,
      'next.js': "require('node:fs').writeFileSync('next.txt', 'x');\n",
    },
  },
  'red node:test': {
    script: 'node --test one.mjs',
    files: { 'one.mjs': `${NODE_OPEN}${NODE_PASSES}it('fails', () => { throw new Error('no'); });\n` },
  },
  'a program that prints TAP': {
    script: 'node print.js | cat && node next.js',
    files: {
      'print.js': `console.log('TAP version 13\\n1..2\\nok 1 - a');\n${OPEN}console.log('ok 2 - b');\n`,
      'next.js': '',
    },
  },
  'a program that prints TAP and is red': {
    script: 'node print.js',
    files: { 'print.js': `${OPEN}console.log('TAP version 13\\nnot ok 1 - a\\n1..1');\nprocess.exitCode = 1;\n` },
  },
  'a runner behind it': { script: 'mocha a.js && jest', files: { 'a.js': OPEN + PASSES, 'b.spec.js': FAILS } },
} as const satisfies Record<string, Case>;

const LEFT_ALONE: Readonly<Record<string, Case>> = {
  'a silent step behind the tests': {
    script: 'mocha a.js && node next.js',
    files: { 'a.js': PASSES, 'next.js': silentFor(LONGER, 'next') },
  },
  'a silent program beside them': {
    script: 'node beside.js & mocha a.js; wait',
    files: { 'a.js': PASSES, 'beside.js': silentFor(LONGER, 'beside') },
  },
  'work in the runner': { script: 'mocha a.js', files: { 'a.js': PASSES + busyFor(LONGER) } },
  'output of the runner': {
    script: 'mocha a.js',
    files: { 'a.js': `${PASSES}for (const at of [3, 6, 9, 12, ${LONGER}]) setTimeout(console.log, at * 1000, at);\n` },
  },
  'work in a child process of the runner': {
    script: 'mocha a.js',
    files: {
      'a.js': `require('node:child_process').spawn(process.execPath, ['child.js'], { stdio: 'ignore' });\n${PASSES}`,
      'child.js': busyFor(LONGER),
    },
  },
  'a silent test of a program that prints TAP': {
    script: 'node print.js',
    files: { 'print.js': `console.log('TAP version 13\\n1..1');\n${silentFor(LONGER, 'ok 1 - a')}` },
  },
  'a silent test of node:test': {
    script: 'node --test one.mjs',
    files: {
      'one.mjs': `import { it } from 'node:test';
it('waits', () => new Promise((done) => setTimeout(done, ${LONGER * 1000})));
`,
    },
  },
  'a silent last hook of node:test': {
    script: 'node --test one.mjs',
    files: {
      'one.mjs': `import { after } from 'node:test';
after(() => new Promise((done) => setTimeout(done, ${LONGER * 1000})));
${NODE_PASSES}`,
    },
  },
  'a silent global teardown of jest': {
    script: 'jest --globalTeardown ./down.js',
    files: {
      'a.spec.js': PASSES,
      'down.js': `module.exports = () => new Promise((done) => setTimeout(done, ${LONGER * 1000}));\n`,
    },
  },
  'a silent global teardown of mocha': {
    script: 'mocha --require ./down.js a.js',
    files: {
      'a.js': PASSES,
      'down.js': `exports.mochaGlobalTeardown = () => new Promise((done) => setTimeout(done, ${LONGER * 1000}));\n`,
    },
  },
};

const WATCHING: Case = {
  script: 'mocha a.js',
  files: { 'a.js': PASSES, '.mocharc.json': JSON.stringify({ watch: true }) },
  timeoutMs: 25_000,
};

async function run({ script, files, timeoutMs = 150_000 }: Case): Promise<Found> {
  const runner = createTestRunner({ env: process.env, log: () => {}, runProcess, idleSeconds: IDLE_SECONDS });
  const workspace = await tempWorkspace({
    'package.json': JSON.stringify({ scripts: { test: script }, jest: { testMatch: ['**/*.spec.js'] } }),
    ...files,
  });
  try {
    await workspace.install('mocha', 'jest');
    const command = await runner.detect(workspace.root, undefined);
    assert.ok(!('problem' in command));
    return await runner.run({ dir: workspace.root, command, timeoutMs }, new AbortController().signal);
  } finally {
    await workspace.remove();
  }
}

function seen(found: Found | undefined): object {
  assert.ok(found);
  if ('problem' in found) return { problem: found.problem.kind };
  const { executed, failed, exitCode, wentOn } = found;
  return { executed, failed: failed.length, exitCode, ...(wentOn ? { keptBy: wentOn.keptBy } : {}) };
}

describe('a command that goes on after its tests', function () {
  this.timeout(240_000);
  const found = new Map<string, Found>();

  // Side by side, because they wait for most of the time.
  before(async () => {
    const cases = Object.entries<Case>({ ...EXITED, ...LEFT_ALONE, watching: WATCHING });
    await Promise.all(cases.map(async ([name, one]) => found.set(name, await run(one))));
  });
  const of = (name: keyof typeof EXITED): object => seen(found.get(name));

  it('is exited when it does nothing for a while, and keeps its results and its exit status', () => {
    assert.deepEqual(of('mocha'), { executed: 1, failed: 0, exitCode: 0, keptBy: ['a server'] });
    assert.deepEqual(of('red mocha'), { executed: 2, failed: 1, exitCode: 1, keptBy: ['a server'] });
    assert.deepEqual(of('mocha behind a program of its own'), of('mocha'));
    const { keptBy, ...result } = of('jest') as { keptBy: string[] };
    assert.deepEqual(result, { executed: 1, failed: 0, exitCode: 0 });
    assert.ok(keptBy.includes('a server') && keptBy.includes('a timer'), JSON.stringify(keptBy));
    for (const name of Object.keys(EXITED)) {
      const report = found.get(name);
      assert.ok(report && 'ms' in report && report.ms > (IDLE_SECONDS - 1) * 1000 && report.ms < 100_000, `${name}`);
    }
  });

  it('ends each file of node:test that goes on, whatever is behind it', () => {
    const { keptBy, ...result } = of('node:test') as { keptBy: string[] };
    assert.deepEqual(result, { executed: 3, failed: 0, exitCode: 0 });
    assert.ok(keptBy.includes('a server') && keptBy.includes('a timer'), JSON.stringify(keptBy));
    assert.deepEqual(of('red node:test'), { executed: 2, failed: 1, exitCode: 1, keptBy: ['a server'] });
  });

  it('is exited where it prints TAP by itself, once all that it planned has a result', () => {
    assert.deepEqual(of('a program that prints TAP'), { executed: 2, failed: 0, exitCode: 0, keptBy: ['a server'] });
    const red = { executed: 1, failed: 1, exitCode: 1, keptBy: ['a server'] };
    assert.deepEqual(of('a program that prints TAP and is red'), red);
  });

  it('goes on with the steps behind it', () => {
    assert.deepEqual(of('a step behind it'), { executed: 1, failed: 0, exitCode: 1, keptBy: ['a server'] });
    assert.deepEqual(of('a runner behind it'), { executed: 2, failed: 1, exitCode: 1, keptBy: ['a server'] });
  });

  for (const name of Object.keys(LEFT_ALONE))
    it(`is left alone while there may be something to do: ${name}`, () => {
      const report = found.get(name);
      assert.deepEqual(seen(report), { executed: 1, failed: 0, exitCode: 0 }, JSON.stringify(report));
      assert.ok(report && 'ms' in report && report.ms > (LONGER - 1) * 1000, JSON.stringify(report));
    });

  it('is left alone when it watches files: the time limit ends it', () => {
    assert.deepEqual(seen(found.get('watching')), { problem: 'timeout' });
  });
});
