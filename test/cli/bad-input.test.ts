import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type CliResult, runArguments, runCli, runEndOf, startCli, temporaryFolder } from '../support/cli';
import { minutesDrafts, minutesScript } from '../support/minutes-script';
import { type Script, startModelServer } from '../support/model-server';
import {
  fingerprintTree,
  makeRunnerWorkspace,
  makeWorkspace,
  removeWorkspace,
  writeFiles,
} from '../support/runner-workspaces';
import { isRunning } from '../support/running';

const TSCONFIG = JSON.stringify({
  compilerOptions: { strict: true, noEmit: true, types: [], lib: ['es2022'], skipLibCheck: true },
  include: ['src'],
});

describe('bad input on the command line', function () {
  this.timeout(60_000);
  let state: ReturnType<typeof temporaryFolder>;
  let workspace: string | undefined;
  let server: Awaited<ReturnType<typeof startModelServer>> | undefined;

  beforeEach(() => {
    state = temporaryFolder('state');
  });
  afterEach(async () => {
    state.remove();
    if (workspace) removeWorkspace(workspace);
    await server?.close();
    workspace = undefined;
    server = undefined;
  });

  const serve = async (script: Script): Promise<string> => {
    server = await startModelServer({ script });
    return server.openAiBaseUrl;
  };
  const run = (root: string, baseUrl: string, ...more: string[]): Promise<CliResult> =>
    runCli(runArguments({ workspace: root, baseUrl, stateDir: state.path }, '--json', ...more));
  /** Answers every request with the same reply. The run must end red without a change of any file. */
  const judgeReply = async (text: string, prepare: (root: string) => void = () => {}): Promise<CliResult> => {
    workspace = makeRunnerWorkspace('node:test');
    prepare(workspace);
    const before = fingerprintTree(workspace);
    const result = await run(workspace, await serve(() => ({ text })), '--apply');
    assert.deepEqual(fingerprintTree(workspace), before);
    assert.equal(result.code, 1, result.stderr);
    assert.equal(runEndOf(result).reason, 'stalled');
    return result;
  };
  const evidenceOf = (result: CliResult, stage: string): string =>
    JSON.stringify(result.events.filter((event) => event.type === 'stage-end' && event.stage === stage && !event.ok));

  it('no such workspace, no command, an unknown option', async () => {
    const missing = await runCli(['check', '--workspace', '/no/such/folder']);
    assert.equal(missing.code, 2);
    assert.match(missing.stderr, /no folder \/no\/such\/folder.*--workspace/s);
    assert.equal((await runCli([])).code, 2);
    assert.equal((await runCli(['run', 'x', '--frobnicate'])).code, 2);
  });

  it('no model configured, no key, a key with a line break', async () => {
    workspace = makeRunnerWorkspace('node:test');
    const none = await runCli(['run', 'x', '--workspace', workspace, '--state-dir', state.path]);
    assert.equal(none.code, 2);
    assert.match(none.stderr, /--provider and --model/);
    const keyless = await runCli([
      'run',
      'x',
      '--workspace',
      workspace,
      '--state-dir',
      state.path,
      '--provider',
      'anthropic',
      '--model',
      'm',
    ]);
    assert.equal(keyless.code, 2);
    assert.match(keyless.stderr, /ANTHROPIC_API_KEY/);
    const torn = await runCli(
      ['run', 'x', '--workspace', workspace, '--state-dir', state.path, '--provider', 'openai', '--model', 'm'],
      { OPENAI_API_KEY: 'sk-one\nsk-two' },
    );
    assert.equal(torn.code, 2);
    assert.doesNotMatch(torn.stderr, /sk-one|sk-two/);
  });

  it('no tsconfig, and only sources that the compiler cannot read', async () => {
    const component = '<script setup lang="ts">\nexport const a = 1;\n</script>\n';
    workspace = makeWorkspace({ 'package.json': '{ "scripts": { "test": "node --test" } }', 'src/a.vue': component });
    const result = await run(workspace, await serve(() => ({ text: 'x' })));
    assert.equal(result.code, 2, result.stderr);
    assert.equal(runEndOf(result).reason, 'configuration');
    assert.match(runEndOf(result).message, /tsconfig\.json/);
    assert.equal(server?.requests.length, 0, 'nothing is spent');
  });

  it('no test command, and one that does not exist', async () => {
    workspace = makeWorkspace({ 'package.json': '{}', 'tsconfig.json': TSCONFIG, 'src/a.ts': 'export {};\n' });
    const url = await serve(() => ({ text: 'x' }));
    const none = await run(workspace, url);
    assert.equal(none.code, 2, none.stderr);
    assert.equal(runEndOf(none).reason, 'configuration');
    assert.match(runEndOf(none).message, /test command|test script/i);
    const unknown = await run(workspace, url, '--test-command', 'no-such-runner --all');
    assert.equal(unknown.code, 2, unknown.stderr);
    assert.match(runEndOf(unknown).message, /no-such-runner/);
    assert.equal(server?.requests.length, 0);
  });

  it('a test command that hangs ends with the run and leaves no process', async () => {
    workspace = makeWorkspace({
      'package.json': '{}',
      'tsconfig.json': TSCONFIG,
      'src/a.ts': 'export {};\n',
      'hang.mjs':
        "import { writeFileSync } from 'node:fs';\n" +
        "writeFileSync(process.env.PID_FILE ?? '', String(process.pid));\nsetInterval(() => {}, 1000);\n",
    });
    const pidFile = join(state.path, 'pid');
    const result = await runCli(
      runArguments(
        { task: 'x', workspace, baseUrl: await serve(() => ({ text: 'x' })), stateDir: state.path },
        '--json',
        '--timeout',
        '4',
        '--test-command',
        'node hang.mjs',
      ),
      { PID_FILE: pidFile },
    );
    assert.equal(result.code, 1, result.stderr);
    assert.equal(runEndOf(result).reason, 'time-budget');
    assert.equal(isRunning(Number(readFileSync(pidFile, 'utf8'))), false);
  });

  it('a test command that writes 50 MB', async () => {
    workspace = makeWorkspace({
      'package.json': '{}',
      'tsconfig.json': TSCONFIG,
      'src/a.ts': 'export {};\n',
      'loud.mjs':
        "const line = 'x'.repeat(1023) + '\\n';\n" +
        'for (let i = 0; i < 50 * 1024; i++) process.stdout.write(line);\nprocess.exitCode = 1;\n',
    });
    const result = await runCli([
      'check',
      '--workspace',
      workspace,
      '--state-dir',
      state.path,
      '--json',
      '--test-command',
      'node loud.mjs',
    ]);
    assert.equal(result.code, 1, result.stderr.slice(0, 2000));
    assert.ok(result.stdout.length < 200_000 && result.stderr.length < 200_000);
  });

  it('a test command that succeeds without readable results', async () => {
    workspace = makeWorkspace({ 'package.json': '{}', 'tsconfig.json': TSCONFIG, 'src/a.ts': 'export {};\n' });
    const result = await runCli([
      'check',
      '--workspace',
      workspace,
      '--state-dir',
      state.path,
      '--json',
      '--test-command',
      'echo all fine',
    ]);
    assert.equal(result.code, 1, result.stderr);
    assert.match(result.stderr, /no results that can be read[\s\S]*not green/);
    const url = await serve(() => ({ text: 'x' }));
    const ended = runEndOf(await run(workspace, url, '--test-command', 'echo all fine'));
    assert.equal(ended.reason, 'configuration');
    assert.match(ended.message, /JUnit[\s\S]*TAP/);
    assert.equal(server?.requests.length, 0);
  });

  it('tests that need a database which is not running', async () => {
    const connect =
      "import net from 'node:net';\nimport test from 'node:test';\n" +
      "await new Promise((done, fail) => net.connect(1, '127.0.0.1', done).on('error', fail));\n" +
      "test('rows', () => {});\n";
    workspace = makeWorkspace({
      'package.json': JSON.stringify({ type: 'module', scripts: { test: 'node --test test' } }),
      'tsconfig.json': TSCONFIG,
      'src/a.ts': 'export {};\n',
      'test/rows.test.js': connect,
    });
    const result = await run(workspace, await serve(() => ({ text: 'x' })));
    const ended = runEndOf(result);
    assert.equal(ended.reason, 'unverifiable', result.stdout);
    assert.match(ended.message, /executed no test, so nothing would show that a change works[\s\S]*ECONNREFUSED/);
    assert.equal(server?.requests.length, 0);
  });

  it('an unreachable base URL, and a refused key', async () => {
    workspace = makeRunnerWorkspace('node:test');
    const closed = createServer().listen(0, '127.0.0.1');
    const { port } = await new Promise<AddressInfo>((done) =>
      closed.on('listening', () => done(closed.address() as AddressInfo)),
    );
    await new Promise((done) => closed.close(done));
    const away = await run(workspace, `http://127.0.0.1:${port}/v1`, '--timeout', '20');
    assert.equal(away.code, 1, away.stderr);
    assert.ok(['model-unavailable', 'time-budget'].includes(runEndOf(away).reason), runEndOf(away).reason);
    const refused = await run(workspace, await serve(() => ({ fault: 'status', status: 401 })));
    assert.equal(runEndOf(refused).reason, 'authentication');
    assert.equal(server?.requests.length, 1, 'a refused key is not tried again');
  });

  it('a reply without code', async () => {
    const result = await judgeReply('I would rather talk about it first.');
    assert.match(evidenceOf(result, 'reply'), /holds no edit/);
  });

  it('an edit that matches nowhere, and one that matches twice', async () => {
    const block = (search: string) =>
      `src/minutes.ts\n\`\`\`\n<<<<<<< SEARCH\n${search}\n=======\nnothing\n>>>>>>> REPLACE\n\`\`\`\n`;
    assert.match(evidenceOf(await judgeReply(block('  return { days: 1 };')), 'reply'), /src\/minutes\.ts/);
    if (workspace) removeWorkspace(workspace);
    await server?.close();
    const twice = await judgeReply(block('  one();'), (root) =>
      writeFiles(root, { 'src/minutes.ts': 'export function split() {\n  one();\n  one();\n}\nfunction one() {}\n' }),
    );
    assert.match(evidenceOf(twice, 'reply'), /occurs 2 times/);
  });

  for (const path of [
    '../outside.ts',
    '/tmp/loopcraft-absolute.ts',
    'linked/inside.ts',
    '.git/config',
    'node_modules/x/index.js',
    'package-lock.json',
    '.github/workflows/ci.yml',
    '.vscode/settings.json',
    'tsconfig.json',
    'test/format.test.ts',
  ]) {
    it(`a path that may not be written: ${path}`, async () => {
      const outside = temporaryFolder('outside');
      try {
        const result = await judgeReply(`\`\`\`ts ${path}\nexport const x = 1;\n\`\`\`\n`, (root) => {
          symlinkSync(outside.path, join(root, 'linked'));
          writeFiles(root, {
            'package-lock.json': '{}',
            '.github/workflows/ci.yml': 'on: push\n',
            '.vscode/settings.json': '{}',
          });
        });
        assert.match(
          evidenceOf(result, 'guard') + evidenceOf(result, 'reply'),
          new RegExp(path.split('/').pop()?.replaceAll('.', '\\.') ?? ''),
        );
        assert.equal(fingerprintTree(outside.path).size, 0);
      } finally {
        outside.remove();
      }
    });
  }

  it('a binary file', async () => {
    const result = await judgeReply('```ts logo.png\nexport const x = 1;\n```\n', (root) =>
      writeFileSync(join(root, 'logo.png'), Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 255])),
    );
    assert.match(evidenceOf(result, 'guard') + evidenceOf(result, 'reply'), /binary/i);
  });

  it('a file that the user changes during the run: conflict, nothing written', async () => {
    const root = makeRunnerWorkspace('node:test');
    workspace = root;
    const mine = '// my own words\n';
    const url = await serve((request) => {
      writeFileSync(join(root, 'src/format.ts'), mine);
      return minutesScript('.js')(request);
    });
    const result = await run(root, url, '--apply');
    assert.equal(result.code, 1, result.stderr);
    assert.equal(runEndOf(result).reason, 'conflict');
    assert.match(runEndOf(result).message, /src\/format\.ts/);
    assert.equal(readFileSync(join(root, 'src/format.ts'), 'utf8'), mine);
  });

  it('a second run in the same workspace, which learns of the first', async () => {
    const root = makeRunnerWorkspace('node:test');
    workspace = root;
    const url = await serve(() => ({ fault: 'stall' }));
    const first = startCli(runArguments({ task: 'one', workspace: root, baseUrl: url, stateDir: state.path }));
    await first.shows('call 1');
    const second = await run(root, url);
    assert.equal(second.code, 1);
    assert.equal(runEndOf(second).reason, 'conflict');
    assert.match(runEndOf(second).message, new RegExp(String(first.process.pid)));
    first.process.kill('SIGINT');
    assert.equal((await first.ended).code, 130);
  });

  it('a state folder that cannot be written: the run continues and says what is lost', async () => {
    workspace = makeRunnerWorkspace('node:test');
    writeFileSync(join(state.path, 'file'), '');
    const temporary = join(state.path, 'tmp');
    mkdirSync(temporary);
    const url = await serve(minutesScript('.js'));
    const result = await runCli(
      runArguments({ workspace, baseUrl: url, stateDir: join(state.path, 'file', 'below') }, '--apply'),
      { TMPDIR: temporary },
    );
    assert.equal(result.code, 0, result.stderr);
    assert.match(result.stderr, /cannot be written[\s\S]*--state-dir/);
    assert.deepEqual(
      readdirSync(temporary).filter((name) => name.startsWith('loopcraft-')),
      [],
    );
    assert.equal(readFileSync(join(workspace, 'src/format.ts'), 'utf8'), minutesDrafts('.js').right);
  });

  it('a journal folder that cannot be written', async () => {
    workspace = makeRunnerWorkspace('node:test');
    mkdirSync(state.path, { recursive: true });
    writeFileSync(join(state.path, 'runs'), 'a file where the folder should be');
    const result = await run(workspace, await serve(minutesScript('.js')));
    assert.equal(result.code, 0, result.stderr);
    assert.match(result.stderr, /history/);
  });
});
