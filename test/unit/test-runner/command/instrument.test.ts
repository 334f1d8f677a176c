import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { instrument } from '../../../../src/engine/test-runner/command/instrument';
import { applyEdits, parseLine, quote } from '../../../../src/engine/test-runner/command/shell-line';
import type { Instrumentation } from '../../../../src/engine/test-runner/runners/runner-adapter';
import type { Package } from '../../../../src/engine/workspace/packages/manifest';
import type { Packages } from '../../../../src/engine/workspace/packages/packages';

/** Puts a marker in place of each runner's flags. */
const MARKERS: Record<string, Instrumentation> = {
  vitest: {
    flags: '<vitest>',
    where: 'at-end',
    optionAction: (word) =>
      word.startsWith('--reporter')
        ? word.includes('=')
          ? 'drop'
          : 'drop-with-value'
        : word === '--watch'
          ? 'drop'
          : 'keep',
    replacements: new Map([['watch', 'run']]),
  },
  jest: { flags: '<jest>', where: 'at-end', optionAction: () => 'keep', replacements: new Map() },
  mocha: { flags: '<mocha>', where: 'at-end', optionAction: () => 'keep', replacements: new Map() },
  playwright: { flags: '<playwright>', where: 'at-end', optionAction: () => 'keep', replacements: new Map() },
  ava: { flags: '<ava>', where: 'at-end', optionAction: () => 'keep', replacements: new Map() },
  borp: { flags: '<borp>', where: 'after-name', optionAction: () => 'keep', replacements: new Map() },
  bun: { flags: '<bun>', where: 'at-end', optionAction: () => 'keep', replacements: new Map() },
  'node:test': { flags: '<node>', where: 'after-name', optionAction: () => 'keep', replacements: new Map() },
};

const SCRIPTS = {
  test: 'npm run lint && npm run test:unit',
  lint: 'eslint .',
  pretest: 'echo before',
  'test:unit': 'vitest run',
  'posttest:unit': 'echo after',
  node: 'node --test',
  circle: 'npm run circle',
  'with:args': 'mocha --exit',
  ava: 'xo && ava',
  'many:a': 'jest',
  'many:b:c': 'mocha',
  'self:many': 'pnpm run "/^(?:self|many):/"',
};

const ROOT: Package = { dir: '', name: 'root', scripts: SCRIPTS };
const MEMBERS: readonly Package[] = [
  { dir: 'packages/a', name: '@x/a', scripts: { test: 'vitest' } },
  { dir: 'packages/b', name: '@x/b', scripts: { test: 'echo "Error: no test specified" && exit 1' } },
  { dir: 'tools/c', name: 'c', scripts: { pretest: 'tsc', test: 'mocha' } },
];
const PACKAGES: Packages = {
  at: async (dir) => [ROOT, ...MEMBERS].find((member) => member.dir === dir),
  members: async () => MEMBERS,
  projects: async () => [...MEMBERS, { dir: 'libs/d', name: 'd', scripts: { test: 'cd ../.. && jest -c d.js' } }],
};
const instrumentationFor = (runner: string): Instrumentation => MARKERS[runner] ?? assert.fail();
const instrumented = async (line: string): Promise<string> =>
  (await instrument(line, { packages: PACKAGES, instrumentationFor })).line;

/** Runs a line in a package's folder, as `inFolder` writes it for a POSIX shell. */
const inside = (dir: string, line: string): string =>
  `(cd ${dir} && export PATH="$PWD/node_modules/.bin:$PATH" && ${line})`;
const BOTH_PACKAGES =
  `(code=0; ${inside('packages/a', 'vitest <vitest>')} || code=$?; ` +
  `${inside('tools/c', 'tsc && mocha <mocha>')} || code=$?; exit $code)`;

describe('instrument', () => {
  for (const [line, expected] of [
    ['vitest', 'vitest <vitest>'],
    ['vitest run src', 'vitest run src <vitest>'],
    ['vitest watch --watch --reporter=dot --reporter verbose src', 'vitest run    src <vitest>'],
    ['vitest list', 'vitest list'],
    ['npx vitest run', 'npx vitest run <vitest>'],
    ['npx --yes vitest@3 run', 'npx --yes vitest@3 run <vitest>'],
    ['pnpm exec jest --ci', 'pnpm exec jest --ci <jest>'],
    ['react-scripts test --env=jsdom', 'react-scripts test --env=jsdom <jest> --watchAll=false'],
    ['react-scripts build', 'react-scripts build'],
    ['npx craco test src/a', 'npx craco test src/a <jest> --watchAll=false'],
    ['kcd-scripts test', 'kcd-scripts test <jest> --no-watch'],
    ['tsdx test --passWithNoTests', 'tsdx test --passWithNoTests <jest>'],
    ['wp-scripts test-unit-js', 'wp-scripts test-unit-js <jest>'],
    ['yarn jest', 'yarn jest <jest>'],
    ['pnpm vitest run', 'pnpm vitest run <vitest>'],
    ['bunx vitest run', 'bunx vitest run <vitest>'],
    [
      'cross-env NODE_OPTIONS=--experimental-vm-modules jest',
      'cross-env NODE_OPTIONS=--experimental-vm-modules jest <jest>',
    ],
    ['NODE_OPTIONS="--a --b" npx jest', 'NODE_OPTIONS="--a --b" npx jest <jest>'],
    [
      'node --experimental-vm-modules node_modules/jest/bin/jest.js --coverage',
      'node --experimental-vm-modules node_modules/jest/bin/jest.js --coverage <jest>',
    ],
    ['node ./node_modules/.bin/mocha "test/**/*.js"', 'node ./node_modules/.bin/mocha "test/**/*.js" <mocha>'],
    [
      'node --expose-gc ./node_modules/vitest/dist/cli-wrapper.js --run',
      'node --expose-gc ./node_modules/vitest/dist/cli-wrapper.js --run <vitest>',
    ],
    ['node node_modules/mocha/lib/cli/cli.js', 'node node_modules/mocha/lib/cli/cli.js <mocha>'],
    ['node node_modules/mocha/bin/_mocha', 'node node_modules/mocha/bin/_mocha <mocha>'],
    [
      'node node_modules/.pnpm/vitest@3/node_modules/vitest/dist/cli.js',
      'node node_modules/.pnpm/vitest@3/node_modules/vitest/dist/cli.js <vitest>',
    ],
    ['node node_modules/@playwright/test/cli.js test', 'node node_modules/@playwright/test/cli.js test <playwright>'],
    ['node node_modules/own-tool/cli.js', 'node node_modules/own-tool/cli.js'],
    ['c8 --reporter lcov mocha -r ts-node/register', 'c8 --reporter lcov mocha -r ts-node/register <mocha>'],
    ['nyc mocha', 'nyc mocha <mocha>'],
    ['mocha -- a.js', 'mocha <mocha> -- a.js'],
    ['tsc && vitest run && echo done', 'tsc && vitest run <vitest> && echo done'],
    ['npm run build && node --test', 'npm run build && node --test <node>'],
    ['mocha a; jest b | tee log', 'mocha a <mocha>; jest b <jest> | tee log'],
    ['vitest run > out.txt 2>&1', 'vitest run > out.txt 2>&1 <vitest>'],
    ['node --import tsx --test src/*.test.ts', 'node --import tsx --test <node> src/*.test.ts'],
    ['tsx --test test/a.ts', 'tsx --test <node> test/a.ts'],
    ['npx tsx --test', 'npx tsx --test <node>'],
    ['node --test --import tsx "a b.ts"', 'node --test <node> --import tsx "a b.ts"'],
    ['node test.js --test', 'node test.js --test'],
    [
      'npm test',
      '(echo before && eslint . && (vitest run <vitest> && echo after))'.replace('eslint .', 'npm run lint'),
    ],
    ['npm t', '(echo before && npm run lint && (vitest run <vitest> && echo after))'],
    ['yarn test:unit', '(vitest run <vitest> && echo after)'],
    ['pnpm run test:unit --silent src/a', '(vitest run --silent src/a <vitest> && echo after)'],
    ['npm run -s with:args -- --bail "a b"', '(mocha --exit --bail "a b" <mocha>)'],
    ['node --run node', '(node --test <node>)'],
    [
      'cross-env A=1 npm run node',
      process.platform === 'win32' ? '(set "A=1"&& node --test <node>)' : '(export A=1; node --test <node>)',
    ],
    ['npm run circle', 'npm run circle'],
    ['npm run missing', 'npm run missing'],
    ['make test', 'make test'],
    ['npx playwright test e2e', 'npx playwright test e2e <playwright>'],
    ['playwright install', 'playwright install'],
    ['bun test src', 'bun test src <bun>'],
    ['bun install && bun test', 'bun install && bun test <bun>'],
    ['echo "vitest run"', 'echo "vitest run"'],
    ['', ''],
  ] as const) {
    it(line === '' ? 'nothing' : line, async () => assert.equal(await instrumented(line), expected));
  }

  if (process.platform !== 'win32') {
    for (const [line, expected] of [
      ['npm test --workspaces --if-present', BOTH_PACKAGES],
      ['npm run test -ws', BOTH_PACKAGES],
      ['pnpm -r test', BOTH_PACKAGES],
      ['yarn workspaces foreach -Apt run test', BOTH_PACKAGES],
      ['npm test -w packages/a', `(${inside('packages/a', 'vitest <vitest>')})`],
      ['npm -w @x/a run test -- src', `(${inside('packages/a', 'vitest src <vitest>')})`],
      ['pnpm --filter "@x/*" test', `(${inside('packages/a', 'vitest <vitest>')})`],
      ['pnpm -F ./tools/c run test --bail', `(${inside('tools/c', 'tsc && mocha --bail <mocha>')})`],
      ['yarn workspace c test', `(${inside('tools/c', 'tsc && mocha <mocha>')})`],
      ['npm --prefix packages/a test', `(${inside('packages/a', 'vitest <vitest>')})`],
      ['cd packages/a && npm test', 'cd packages/a && (vitest <vitest>)'],
      [
        'cd packages/a && yarn --cwd ../../tools/c test',
        `cd packages/a && (${inside('../../tools/c', 'tsc && mocha <mocha>')})`,
      ],
      ['npm test -w nowhere', 'npm test -w nowhere'],
      ['dotenv -e .env -- npm run node', "dotenv -e .env -- sh -c 'node --test <node>'"],
      ['cross-env A=1 c8 npm run node', "cross-env A=1 c8 sh -c 'node --test <node>'"],
      ['nyc --reporter lcov yarn node', "nyc --reporter lcov sh -c 'node --test <node>'"],
      ['pnpm run "/^many:[ab]/"', '(code=0; (jest <jest>) || code=$?; (mocha <mocha>) || code=$?; exit $code)'],
      ['pnpm run self:many', '((code=0; (jest <jest>) || code=$?; (mocha <mocha>) || code=$?; exit $code))'],
      ['pnpm run "/("', 'pnpm run "/("'],
      ['run-s lint "many:*" -l', '((eslint .) && (jest <jest>))'],
      [
        'npm-run-all -p "many:** --bail" -s node',
        '((jest --bail <jest>) && (mocha --bail <mocha>) && (node --test <node>))',
      ],
      ['run-p node many:a', '((node --test <node>) && (jest <jest>))'],
      ['npx run-s many:a', '(jest <jest>)'],
      ['pnpm exec run-s many:a', '(jest <jest>)'],
      ['run-s "many:a --bail"', '(jest --bail <jest>)'],
      ['run-p --race node lint', 'run-p --race node lint'],
      ['run-s missing node', 'run-s missing node'],
      ['ava', 'ava <ava>'],
      ['c8 ava -- a.js', 'c8 ava <ava> -- a.js'],
      ['ava --tap test | npx tap-spec', 'ava --tap test <ava>'],
      ['ava reset-cache', 'ava reset-cache'],
      ['c8 borp test/a.js && tsd', 'c8 borp <borp> test/a.js && tsd'],
      ['npm run ava', '(xo && ava <ava>)'],
      ['npx tap --no-coverage', 'npx tap --reporter=tap --no-coverage'],
      ['nr node', '(node --test <node>)'],
      ['nr node --only', '(node --test <node> --only)'],
      ['lerna run test', BOTH_PACKAGES],
      ['npx lerna run test --stream', BOTH_PACKAGES],
      ['lerna run --scope=c test -- --bail', `(${inside('tools/c', 'tsc && mocha --bail <mocha>')})`],
      ['lerna run test --since main', 'lerna run test --since main'],
    ] as const) {
      it(line, async () => assert.equal(await instrumented(line), expected));
    }

    it('runs only the requested packages, and passes the folder in which each runner starts', async () => {
      const seen: string[] = [];
      const { line } = await instrument('pnpm -r test', {
        packages: PACKAGES,
        includesPackage: (dir) => dir === 'tools/c',
        instrumentationFor: (runner, dir) => {
          seen.push(`${runner} ${dir}`);
          return instrumentationFor(runner);
        },
      });
      assert.equal(line, `(${inside('tools/c', 'tsc && mocha <mocha>')})`);
      assert.deepEqual(seen, ['mocha tools/c']);
    });
  }
});

describe('instrument for tests only', () => {
  for (const [line, expected] of [
    ['eslint . && vitest run && npm publish', 'vitest run <vitest>'],
    ['npm run lint && tsc --noEmit && npx biome check && vitest', 'vitest <vitest>'],
    ['npm run lint && npm run build && vitest && npm run lint', 'npm run build && vitest <vitest>'],
    ['tsc -b && mocha dist && jest && echo done', 'tsc -b && mocha dist <mocha> && jest <jest>'],
    ['cd packages/a && eslint . && vitest', 'cd packages/a && vitest <vitest>'],
    ['npm test', '((vitest run <vitest>))'],
    ['eslint . ; vitest', 'eslint . ; vitest <vitest>'],
    ['eslint . || vitest && echo', 'eslint . || vitest <vitest> && echo'],
    ['vitest | tee log', 'vitest <vitest> | tee log'],
    ['(eslint . && vitest) && x', '(eslint . && vitest <vitest>) && x'],
    ['eslint . && make', 'eslint . && make'],
    ['eslint . && tape a.js | tap-spec', 'eslint . && tape a.js'],
    ['node test.js | npx faucet', 'node test.js'],
    ['tap --no-coverage a.js', 'tap --reporter=tap --no-coverage a.js'],
    ['tape a.js | tee log', 'tape a.js | tee log'],
    ['tape a.js; tap-spec', 'tape a.js; tap-spec'],
    ['docker up && vitest && docker down', 'docker up && vitest <vitest> && docker down'],
  ] as const) {
    it(line, async () => {
      const found = await instrument(line, { packages: PACKAGES, instrumentationFor, onlyTests: true });
      assert.equal(found.line, expected);
    });
  }
});

describe('shell lines', () => {
  it('are split into commands and words as a shell splits them', () => {
    const words = parseLine(`A=1 x 'a b'"c"\\ d && y "e\\"f" $(z w) 2>&1 | (v); u`).map((segment) =>
      segment.words.map(({ text }) => text),
    );
    assert.deepEqual(words, [['A=1', 'x', 'a bc d'], ['y', 'e"f', '$(z w)', '2>&1'], ['v'], ['u']]);
  });

  it('are read to the end, whatever they contain, and the words have correct positions', () => {
    const line = fc.string({
      unit: fc.constantFrom('a', 'b', ' ', '"', "'", '\\', '$', '(', ')', '&', '|', ';', '>', '\n', '='),
    });
    fc.assert(
      fc.property(line, (text) => {
        let before = 0;
        for (const word of parseLine(text).flatMap(({ words }) => words)) {
          assert.ok(word.start >= before && word.end > word.start && word.end <= text.length);
          before = word.end;
        }
      }),
    );
  });

  it('accept edits in any order', () => {
    assert.equal(
      applyEdits('abc', [
        { start: 0, end: 1, text: '' },
        { start: 3, end: 3, text: 'd' },
        { start: 1, end: 2, text: 'B' },
      ]),
      'Bcd',
    );
  });

  if (process.platform !== 'win32') {
    it('pass a quoted text to the program unchanged', () => {
      const texts = fc.sample(
        fc.string({ unit: fc.constantFrom('a', ' ', '"', "'", '\\', '$', '`', '!', '*', '\n', '(', '|', '^', 'é') }),
        40,
      );
      const script = texts.map((text) => `printf '%s\\0' ${text === '' ? "''" : quote(text)}`).join('\n');
      const output = execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' });
      assert.deepEqual(output.split('\0').slice(0, -1), texts);
    });
  }

  describe('calls of turbo and nx', () => {
    const NX =
      `(code=0; ${inside('packages/a', 'vitest <vitest>')} || code=$?; ` +
      `${inside('tools/c', 'tsc && mocha <mocha>')} || code=$?; ` +
      `${inside('libs/d', 'cd ../.. && jest -c d.js <jest>')} || code=$?; exit $code)`;
    const onlyC = `(${inside('tools/c', 'tsc && mocha <mocha>')})`;
    const cases: readonly (readonly [string, string])[] = [
      ['turbo run test', BOTH_PACKAGES],
      ['turbo test --concurrency 1 --output-logs=none', BOTH_PACKAGES],
      ['turbo run lint test build', BOTH_PACKAGES],
      ['npx turbo run test --filter=c', onlyC],
      ['pnpm turbo test -F ./tools/*', onlyC],
      ['turbo run test --filter c -- --bail', `(${inside('tools/c', 'tsc && mocha --bail <mocha>')})`],
      ['nx run-many -t test', NX],
      ['nx run-many --target=test --all --parallel 3', NX],
      ['npx nx run-many --targets lint,test -p c', onlyC],
      ['nx run d:test', `(${inside('libs/d', 'cd ../.. && jest -c d.js <jest>')})`],
      ['nx test c', onlyC],
      ['nx test', NX],
    ];
    for (const [line, expected] of cases)
      it(line, async () => {
        const context = { packages: PACKAGES, instrumentationFor };
        const asItIs = await instrument(line, context);
        assert.deepEqual([asItIs.line, asItIs.startsTasks, asItIs.runners], [line, true, []]);
        assert.equal((await instrument(line, { ...context, expandTasks: true })).line, expected);
        const without = { ...context, manager: 'pnpm', hasProgram: (name: string) => name !== 'pnpm' };
        const replaced = await instrument(line.replace('pnpm turbo', 'turbo'), without);
        assert.deepEqual([replaced.line, replaced.absent, replaced.startsTasks], [expected, ['pnpm'], false]);
      });

    it("runs the root's target that has the name of the script which calls nx", async () => {
      const root = (test: string): Package => ({ dir: '', name: 'api', scripts: { test } });
      const packages: Packages = {
        at: async (dir) => (dir === '' ? root('nx test') : undefined),
        members: async () => [],
        projects: async () => [root('jest -c jest.config.ts')],
      };
      const { line } = await instrument('npm test', { packages, instrumentationFor, expandTasks: true });
      assert.match(line, /jest -c jest\.config\.ts <jest>/);
    });

    for (const line of [
      'turbo run test --filter=...[main]',
      'turbo run test --filter=!c',
      'turbo run test --affected',
      'turbo prune c',
      'turbo run //#test',
      'nx affected -t test',
      'nx run-many -t test --exclude=c',
      'nx run-many -t test --projects=tag:x',
      'nx run-many',
      'nx build c',
      'nx reset',
    ])
      it(`${line} stays as it is`, async () => {
        const context = { packages: PACKAGES, instrumentationFor, expandTasks: true };
        assert.equal((await instrument(line, context)).line, line);
      });
  });
});
