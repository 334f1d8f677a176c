import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { RIGHT, STAY_LIMITED, UNTYPED } from '../support/demo/drafts';
import { copySample, type SampleCopy } from '../support/demo/sample-copy';
import { SAMPLE_TASK, sampleScript } from '../support/demo/sample-script';
import { type Protocol, type SeenRequest, startModelServer } from '../support/model-server';

const CHARGE = 'src/charge.ts';

describe('the sample workspace', function () {
  this.timeout(60_000);
  let sample: SampleCopy;
  let original: string;
  before(async () => {
    sample = await copySample();
    original = await readFile(join(sample.dir, CHARGE), 'utf8');
  });
  after(() => sample.remove());

  it('compiles unchanged and with the later drafts; the first draft has plain numbers for money', () => {
    const check = compiler(sample.dir);
    assert.deepEqual(check(original), []);
    assert.deepEqual(check(STAY_LIMITED), []);
    assert.deepEqual(check(RIGHT), []);
    const found = check(UNTYPED);
    assert.deepEqual([...new Set(found.map(({ code }) => code))], [2322]);
    assert.ok(found.some(({ text }) => /'number' is not assignable to type 'Cents'/.test(text)));
  });

  it('fails its suite unchanged, fails one test with the second draft, and passes with the third', () => {
    assert.deepEqual(suite(original, 'test/charge.test.ts'), { passed: 1, failed: 5 });
    assert.deepEqual(suite(STAY_LIMITED, 'test/charge.test.ts'), { passed: 5, failed: 1 });
    assert.deepEqual(suite(RIGHT), { passed: 17, failed: 0 });
    writeFileSync(join(sample.dir, CHARGE), original);
  });

  it('is reported as touched exactly if it was', async () => {
    assert.deepEqual(await sample.touched(), []);
    writeFileSync(join(sample.dir, CHARGE), RIGHT);
    writeFileSync(join(sample.dir, 'left-over'), '');
    assert.deepEqual(await sample.touched(), ['left-over', CHARGE]);
  });

  /** Runs the sample's own test command as npm does, or only one file, which is faster. */
  function suite(text: string, only?: string): { passed: number; failed: number } {
    writeFileSync(join(sample.dir, CHARGE), text);
    const { scripts } = JSON.parse(readFileSync(join(sample.dir, 'package.json'), 'utf8')) as {
      scripts: { test: string };
    };
    const { NODE_TEST_CONTEXT: _context, NODE_OPTIONS: _options, ...env } = process.env;
    const whole = scripts.test.replace('--test ', '--test --test-reporter=tap ');
    const command = only === undefined ? whole : whole.replace('test/*.test.ts', only);
    const { stdout } = spawnSync(command, { cwd: sample.dir, shell: true, encoding: 'utf8', env });
    const count = (what: string) => Number(new RegExp(`^# ${what} (\\d+)$`, 'm').exec(stdout)?.[1]);
    return { passed: count('pass'), failed: count('fail') };
  }
});

describe('the scripted model of the sample', () => {
  /** Number of the draft that a reply contains: 1 to 3, or 0 if it contains none. */
  const draft = (text: string) => [UNTYPED, STAY_LIMITED, RIGHT].findIndex((one) => text.includes(one)) + 1;
  const firstPrompt =
    `# The workspace\n## ${CHARGE}\n/** What a stay costs. Still the tariff of last year: … */\n` +
    'is limited for a long day\nExpected: 1400\nActual: 2400\nis limited for each calendar day\n' +
    `Expected: 2800\nActual: 8160\n# The request\n${SAMPLE_TASK}`;
  const types = `${CHARGE}:30:12 - TS2322\nType 'number' is not assignable to type 'Cents'.`;
  const tests = 'Failing test: is limited for each calendar day\n1400 !== 2800\nExpected: 2800\nActual: 1400';

  const ask = async (messages: readonly string[], index = 1): Promise<string> => {
    const seen = messages.map((text, at) => ({
      role: at % 2 === 0 ? ('user' as const) : ('assistant' as const),
      text,
    }));
    const reply = await sampleScript()({ index, messages: seen, text: messages.join('\n') } as unknown as SeenRequest);
    if ('fault' in reply && reply.fault !== undefined) return reply.fault;
    return 'text' in reply ? reply.text : '';
  };

  it('gets a rate limit error once, for its first request', async () => {
    assert.equal(await ask([firstPrompt], 0), 'status');
    assert.equal(draft(await ask([firstPrompt])), 1);
  });

  it('makes progress only by what the request shows', async () => {
    const first = await ask([firstPrompt]);
    const second = await ask([firstPrompt, first, types]);
    assert.equal(draft(second), 2);
    assert.equal(draft(await ask([firstPrompt, second, tests])), 3);
  });

  it('repeats its last reply when the request does not show what was wrong', async () => {
    const first = await ask([firstPrompt]);
    const second = await ask([firstPrompt, first, types]);
    for (const useless of ['It does not work. Try again.', 'TS2339 somewhere', `${CHARGE} TS2322`, 'a test failed']) {
      assert.equal(draft(await ask([firstPrompt, first, useless])), 1, useless);
      assert.equal(draft(await ask([firstPrompt, second, useless])), 2, useless);
    }
  });

  it('plans when asked for a plan, and then writes its first draft', async () => {
    const plan = await ask([`${firstPrompt}\n\nAnswer with a plan only`]);
    assert.equal(draft(plan), 0);
    assert.match(plan, /^1\. /);
    assert.equal(
      draft(await ask([`${firstPrompt}\n\nAnswer with a plan only`, plan, 'Good. Now write the change.'])),
      1,
    );
  });

  it('says that it knows no other task', async () => {
    assert.match(await ask(['# The request\nAdd a currency']), /I am a scripted model/);
  });

  it('serves all three protocols', async () => {
    const server = await startModelServer({ script: sampleScript({ rateLimitFirst: false }) });
    const body = { model: 'm', messages: [{ role: 'user', content: firstPrompt }] };
    const calls: [Protocol, string, object][] = [
      ['openai-chat', '/v1/chat/completions', body],
      ['openai-responses', '/v1/responses', { model: 'm', input: firstPrompt }],
      ['anthropic', '/v1/messages', { ...body, max_tokens: 8000 }],
    ];
    try {
      for (const [protocol, path, content] of calls) {
        const headers = {
          'content-type': 'application/json',
          authorization: 'Bearer key',
          'anthropic-version': '2026-10-21',
        };
        const response = await fetch(server.origin + path, { method: 'POST', headers, body: JSON.stringify(content) });
        const text = await response.text();
        assert.equal(response.status, 200, text);
        assert.ok(text.includes(JSON.stringify(UNTYPED).slice(1, -1)), protocol);
      }
      assert.deepEqual(
        server.requests.map(({ protocol }) => protocol),
        calls.map(([protocol]) => protocol),
      );
    } finally {
      await server.close();
    }
  });

  it('knows the real sample', async () => {
    const dir = join(__dirname, '../fixtures/sample');
    assert.ok((await readdir(dir)).includes('SPEC.md'));
    assert.match(await readFile(join(dir, CHARGE), 'utf8'), /Still the tariff of last year/);
  });
});

/** Compiles the sample with another text of `src/charge.ts`, and returns the diagnostics. */
function compiler(dir: string): (text: string) => { code: number; text: string }[] {
  const config = ts.getParsedCommandLineOfConfigFile(join(dir, 'tsconfig.json'), undefined, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: (problem) => assert.fail(String(problem.messageText)),
  });
  assert.ok(config);
  const texts = new Map<string, string>();
  let version = 0;
  const service = ts.createLanguageService({
    getCompilationSettings: () => config.options,
    getScriptFileNames: () => config.fileNames,
    getScriptVersion: (file) => (texts.has(file) ? String(version) : '0'),
    getScriptSnapshot: (file) => {
      const text = texts.get(file) ?? ts.sys.readFile(file);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => dir,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
    realpath: (path) => ts.sys.realpath?.(path) ?? path,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
  });
  return (text) => {
    texts.set(join(dir, CHARGE), text);
    version += 1;
    const found = config.fileNames.flatMap((file) => [
      ...service.getSyntacticDiagnostics(file),
      ...service.getSemanticDiagnostics(file),
    ]);
    return found.map(({ code, messageText }) => ({ code, text: ts.flattenDiagnosticMessageText(messageText, '\n') }));
  };
}
