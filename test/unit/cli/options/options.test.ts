import assert from 'node:assert/strict';
import { type Options, parseOptions } from '../../../../src/cli/options/options';
import { USAGE } from '../../../../src/cli/options/usage';

const parse = (...argv: string[]) => parseOptions(argv, '/here', { DATABASE_URL: 'postgres://me:pw@db/test' });
const options = (...argv: string[]): Options => {
  const parsed = parse(...argv);
  assert.ok('options' in parsed, JSON.stringify(parsed));
  return parsed.options;
};
const problem = (...argv: string[]): string => {
  const parsed = parse(...argv);
  assert.ok('problem' in parsed, JSON.stringify(parsed));
  return parsed.problem;
};

describe('parseOptions', () => {
  it('reads every option of the contract', () => {
    const read = options(
      'run',
      'do it',
      '--workspace',
      'w',
      '--file',
      'a.ts',
      '--file',
      'b.ts',
      '--provider',
      'anthropic',
      '--model',
      'm',
      '--base-url',
      'http://127.0.0.1:1',
      '--reasoning-effort',
      'low',
      '--test-command',
      'npx vitest',
      '--max-iterations',
      '3',
      '--max-calls',
      '4',
      '--max-tokens',
      '5000',
      '--also-copy',
      '.env',
      '--also-copy',
      'certs/*.pem',
      '--rule',
      'any-type=tell',
      '--rule',
      'stub=off',
      '--env',
      'DATABASE_URL',
      '--env',
      'A=b=c',
      '--max-cost',
      '0.5',
      '--max-cost-per-day',
      '5',
      '--price',
      '0.25/2',
      '--review',
      'always',
      '--reviewer-model',
      'r',
      '--planner-model',
      'p',
      '--stronger-model',
      'l',
      '--branches',
      '2',
      '--timeout',
      '60',
      '--state-dir',
      's',
      '--apply',
      '--accept-red-as-before',
      '--no-tools',
      '--no-explore',
      '--json',
    );
    assert.deepEqual(read, {
      command: 'run',
      args: ['do it'],
      workspace: '/here/w',
      files: ['a.ts', 'b.ts'],
      runTests: false,
      tests: [],
      tools: false,
      explore: false,
      provider: 'anthropic',
      model: 'm',
      baseUrl: 'http://127.0.0.1:1',
      reasoningEffort: 'low',
      testCommand: 'npx vitest',
      alsoCopy: ['.env', 'certs/*.pem'],
      rules: { 'any-type': 'tell', stub: 'off' },
      environment: { DATABASE_URL: 'postgres://me:pw@db/test', A: 'b=c' },
      limits: {
        maxIterations: 3,
        maxCalls: 4,
        maxTokens: 5000,
        maxCostUsd: 0.5,
        maxCostPerDayUsd: 5,
        timeoutMs: 60_000,
      },
      price: { input: 0.25, output: 2 },
      review: 'always',
      reviewerModel: 'r',
      plannerModel: 'p',
      strongerModel: 'l',
      branches: 2,
      stateDir: '/here/s',
      apply: true,
      acceptRedAsBefore: true,
      patterns: { do: 'show' },
      interactive: false,
      json: true,
    });
  });

  it('asks in the commands that run a task, and then writes only what the person says', () => {
    for (const command of ['run', 'fix', 'continue'] as const)
      assert.equal(options(command, 'last', '--interactive').interactive, true);
    assert.match(problem('check', '--interactive'), /--interactive asks during run, fix and continue; check has no/);
    assert.match(problem('run', 'x', '--interactive', '--apply'), /leave --apply out/);
  });

  it('takes a run and a hint to continue, and no files', () => {
    assert.deepEqual(options('continue', 'last', 'Mind the sign.').args, ['last', 'Mind the sign.']);
    assert.match(problem('continue'), /The run is missing/);
    assert.match(problem('continue', 'last', '--file', 'a.ts'), /continue has no such option/);
  });

  it('runs tests before their context is printed, and nothing else so', () => {
    assert.equal(options('context', '--test', 'adds', '--run-tests').runTests, true);
    for (const wrong of [
      ['context', 'x', '--run-tests'],
      ['fix', '--test', 'adds', '--run-tests'],
      ['check', '--run-tests'],
    ])
      assert.match(problem(...wrong), /--run-tests runs the tests that --test names/);
  });

  it('takes when to review', () => {
    assert.match(problem('run', 'x', '--review', 'on'), /--review must be auto, always, never, not "on"/);
    assert.equal(options('run', 'x').review, undefined);
  });

  it('takes a price as two numbers from 0 on', () => {
    for (const wrong of ['1', '1/', '/1', '1/2/3', 'a/b', '', 'Infinity/1'])
      assert.match(problem('run', 'x', '--price', wrong), /--price takes US dollars per million tokens/, wrong);
    assert.deepEqual(options('run', 'x', '--price', '0/0').price, { input: 0, output: 0 });
  });

  it('refuses variables without a name or a value, and repeats no value', () => {
    assert.match(problem('check', '--env', 'NOT_SET'), /--env NOT_SET: this shell has no such variable/);
    assert.match(problem('check', '--env', 'MY-KEY=hush'), /--env takes NAME or NAME=VALUE, not "MY-KEY"/);
    assert.deepEqual(options('check', '--env', 'EMPTY=').environment, { EMPTY: '' });
    assert.match(USAGE, /--env NAME/);
  });

  it('takes the names of tests, for fix only', () => {
    assert.deepEqual(options('fix', '--test', 'adds', '--test', 'math > subtracts').tests, [
      'adds',
      'math > subtracts',
    ]);
    assert.deepEqual(options('fix').tests, []);
    assert.match(problem('run', 'x', '--test', 'adds'), /--test names a failing test for fix; run has no such option/);
    assert.match(problem('check', '--test', 'adds'), /check has no such option/);
    assert.match(problem('fix', '--test', ' '), /takes the name of a test, not an empty text/);
    assert.match(USAGE, /--test NAME/);
  });

  it('takes levels of rules, and names the valid ones', () => {
    assert.match(
      problem('run', 'x', '--rule', 'as-anny=tell'),
      /--rule: There is no rule "as-anny"\. .*as-any, any-assertion, any-type/,
    );
    assert.match(problem('run', 'x', '--rule', 'as-any=warn'), /refuse, tell, off, not "warn"/);
    assert.match(problem('fix', '--rule', 'skipped-test=tell'), /"skipped-test" always refuses/);
    assert.match(problem('fix', '--rule', 'as-any'), /such as any-type=tell, not "as-any"/);
    assert.match(problem('check', '--rule', 'as-any=tell'), /check has no such option/);
    assert.match(USAGE, /--rule ID=LEVEL/);
  });

  it('defaults to this folder and six iterations', () => {
    const read = options('fix');
    assert.equal(read.workspace, '/here');
    assert.equal(read.limits.maxIterations, 6);
    assert.equal(read.apply, false);
    assert.equal(read.branches, 1);
    assert.equal(options('run', 'x', '--branches', '3').branches, 3);
    assert.equal(options('run', 'x', '--stronger-model', 'large').strongerModel, 'large');
  });

  it('says what is wrong', () => {
    assert.match(problem(), /command is missing/);
    assert.match(problem('walk'), /no command "walk"/);
    assert.match(problem('run'), /Say what to do/);
    assert.match(problem('run', ' '), /Say what to do/);
    assert.match(problem('run', 'x', '--provider', 'acme'), /openai, anthropic or scripted/);
    for (const option of ['--max-iterations', '--max-calls', '--max-tokens'])
      for (const wrong of ['0', '-1', '1.5', '1e400', 'NaN', '300k', ''])
        assert.match(problem('run', 'x', `${option}=${wrong}`), new RegExp(`${option} takes a whole number above 0`));
    for (const option of ['--max-cost', '--max-cost-per-day', '--timeout'])
      for (const wrong of ['0', '-3', 'Infinity', '1e309', 'ten', ' '])
        assert.match(problem('run', 'x', `${option}=${wrong}`), new RegExp(`${option} takes a number above 0`));
    assert.match(problem('run', 'x', '--timeout=1e308'), /--timeout takes a number above 0/, 'no time in ms');
    for (const wrong of ['0', '6', '-2', '1e9', 'many', ''])
      assert.match(problem('run', 'x', `--branches=${wrong}`), /--branches takes a whole number from 1 to 5/);
    assert.match(problem('run', 'x', '--colour'), /--colour/);
    assert.match(problem('check', 'now'), /takes no arguments/);
    assert.deepEqual(options('patterns', '--reset').patterns, { do: 'reset' });
    assert.deepEqual(options('patterns', 'reset').patterns, { do: 'reset' });
    assert.deepEqual(options('patterns', 'reset', 'red-as-before').patterns, { do: 'reset-red-as-before' });
    assert.deepEqual(options('patterns', '--rebuild').patterns, { do: 'rebuild' });
    assert.deepEqual(options('patterns', '--export').patterns, { do: 'export' });
    assert.deepEqual(options('patterns', '--import', 'a.json').patterns, { do: 'import', file: '/here/a.json' });
    assert.match(problem('patterns', '--import', 'a', '--reset'), /one thing at a time/);
    assert.match(problem('run', 'x', '--export'), /--export is about what was learned; run has no such option/);
    assert.match(problem('patterns', 'erase'), /reset/);
    assert.match(problem('patterns', 'reset', 'all'), /"reset red-as-before"/);
  });

  it('shows help and version', () => {
    assert.deepEqual(parse('--help'), { show: 'help' });
    assert.deepEqual(parse('run', '-v'), { show: 'version' });
  });
});
