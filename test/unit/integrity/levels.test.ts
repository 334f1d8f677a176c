import assert from 'node:assert/strict';
import type { RuleLevels } from '../../../src/engine/contract/rule';
import { NO_PERMISSIONS } from '../../../src/engine/contract/task';
import { checkIntegrity } from '../../../src/engine/integrity/check-integrity';
import { inspectCode } from '../../../src/engine/integrity/inspect-code';
import { ADJUSTABLE, createLevels } from '../../../src/engine/integrity/levels/levels';
import type { ErrorsWith } from '../../../src/engine/integrity/levels/silenced';
import { readRuleLevels } from '../../../src/engine/verify/rules/read-levels';
import { createCandidate } from '../../../src/engine/workspace/candidate';
import { evidence, memorySnapshot, textIn } from '../../support/fakes';

type Files = Readonly<Record<string, string>>;

const LOOSE: Files = Object.fromEntries(
  [1, 2, 3, 4].map((number) => [`src/loose${number}.ts`, 'export const f = (a: any, b: any[]): any => [a, ...b];\n']),
);
const script = (test: string, more: Files = {}): Files => ({
  'package.json': JSON.stringify({ scripts: { test, ...more } }),
});

async function levelIn(files: Files, rule: string, chosen: RuleLevels = {}, testCommand = 'npm test') {
  return createLevels(memorySnapshot(files), { chosen, testCommand })(rule, { path: 'src/deep/a.ts' });
}

describe('the level of a suppression', () => {
  const cases: readonly (readonly [name: string, files: Files, rule: string, level: string])[] = [
    ['no linter at all', script('vitest run'), 'eslint-disable', 'tell'],
    ['a linter that only another script runs', script('vitest run', { lint: 'eslint .' }), 'eslint-disable', 'tell'],
    ['the linter in front of the tests', script('eslint . && vitest run'), 'eslint-disable', 'refuse'],
    ['the linter behind the tests', script('vitest run && npx eslint@9 src'), 'eslint-disable', 'refuse'],
    ['a script that lints', script('npm run lint && vitest run', { lint: 'eslint .' }), 'eslint-disable', 'refuse'],
    ['a script that lints before', script('vitest run', { pretest: 'eslint .' }), 'eslint-disable', 'refuse'],
    ['scripts by a pattern', script('run-s check:* unit', { 'check:a': 'biome ci' }), 'biome-ignore', 'refuse'],
    ['another linter than the comment’s', script('biome ci && vitest run'), 'eslint-disable', 'tell'],
    ['a linter that reads the same comments', script('oxlint && vitest run'), 'eslint-disable', 'refuse'],
    ['a step that is called lint', script('next lint && vitest run'), 'biome-ignore', 'refuse'],
    ['a word of the output', script('echo eslint && vitest run'), 'eslint-disable', 'tell'],
    [
      'a package’s script',
      {
        ...script('npm test --workspaces'),
        'packages/a/package.json': JSON.stringify({ scripts: { test: 'eslint . && vitest run' } }),
      },
      'eslint-disable',
      'refuse',
    ],
    [
      'a script file',
      { ...script('node scripts/test.mjs'), 'scripts/test.mjs': "run('eslint', ['.']);\nrun('vitest');\n" },
      'eslint-disable',
      'refuse',
    ],
    [
      'a package’s script that another package calls the same',
      {
        ...script('npm test -ws'),
        ...Object.fromEntries(
          ['tsc', 'eslint .'].map((check, index) => [
            `packages/${index}/package.json`,
            JSON.stringify({ scripts: { test: 'npm run check && vitest run', check } }),
          ]),
        ),
      },
      'eslint-disable',
      'refuse',
    ],
    [
      'a test that only speaks of a linter',
      { ...script('node --test test/a.test.mjs'), 'test/a.test.mjs': "// eslint\nimport 'node:test';\n" },
      'eslint-disable',
      'tell',
    ],
    ['make', { ...script('make test'), Makefile: 'test:\n\tnpx eslint .\n' }, 'eslint-disable', 'refuse'],
    ['a formatter', script('prettier --check . && vitest run'), 'format-ignore', 'refuse'],
    ['no formatter', script('vitest run'), 'format-ignore', 'tell'],
    ['coverage on the command line', script('vitest run --coverage.enabled'), 'coverage-ignore', 'refuse'],
    ['coverage by a program', script('c8 --check-coverage mocha'), 'coverage-ignore', 'refuse'],
    [
      'coverage in a configuration',
      { ...script('jest'), 'jest.config.js': 'module.exports = { collectCoverage: true };\n' },
      'coverage-ignore',
      'refuse',
    ],
    ['no coverage', script('jest'), 'coverage-ignore', 'tell'],
    ['the compiler, which always runs', script('vitest run'), 'ts-ignore', 'refuse'],
  ];
  for (const [name, files, rule, level] of cases) {
    it(`${level}: ${name} (${rule})`, async () => {
      assert.equal((await levelIn(files, rule)).level, level);
    });
  }

  it('follows the setting only where no linter is part of the test command', async () => {
    const off = { 'eslint-disable': 'off', 'biome-ignore': 'refuse' } as const;
    assert.equal((await levelIn(script('vitest run'), 'eslint-disable', off)).level, 'off');
    assert.equal((await levelIn(script('vitest run'), 'biome-ignore', off)).level, 'refuse');
    const linted = await levelIn(script('eslint . && vitest run'), 'eslint-disable', off);
    assert.deepEqual(linted, {
      level: 'refuse',
      why: '`eslint` is part of the test command, so this circumvents it',
    });
  });

  it('looks at the command that is set, not at the test script', async () => {
    const files = script('eslint . && vitest run');
    assert.equal((await levelIn(files, 'eslint-disable', {}, 'npx vitest run')).level, 'tell');
  });
});

describe('the level of a new `any`', () => {
  const RULE = '@typescript-eslint/no-explicit-any';
  const shared = (level: string): Files => ({
    'eslint.config.mjs': "import own from 'eslint-config-own';\nexport default own({ rules: {} });",
    'node_modules/eslint-config-own/package.json': '{ "exports": { ".": { "import": "./dist/own.mjs" } } }',
    'node_modules/eslint-config-own/dist/own.mjs': `export default () => [{ rules: { '${RULE}': '${level}' } }];`,
  });
  const cases: readonly (readonly [name: string, files: Files, level: string])[] = [
    ['a source without any', { 'src/a.ts': 'export const a = 1;\n' }, 'refuse'],
    ['a source with a few', { 'src/a.ts': 'export const a = (x: any): any => x;\n' }, 'refuse'],
    ['a source full of them', LOOSE, 'tell'],
    ['only tests full of them', { 'test/a.test.ts': `${Object.values(LOOSE).join('')}`, 'src/a.ts': '' }, 'refuse'],
    ['only comments and words full of them', { 'src/a.ts': '// as any, x: any, any[]\n'.repeat(9) }, 'refuse'],
    [
      'an ESLint rule that is on',
      { ...LOOSE, '.eslintrc.json': `{ "rules": { "${RULE}": "error" } } // on` },
      'refuse',
    ],
    ['one that warns', { ...LOOSE, '.eslintrc.json': `{ "rules": { "${RULE}": ["warn", {}] } }` }, 'tell'],
    ['one that is off', { '.eslintrc.yml': `rules:\n  '${RULE}': off\n` }, 'tell'],
    ['a number', { ...LOOSE, '.eslintrc.cjs': `module.exports = { rules: { '${RULE}': 2 } };` }, 'refuse'],
    ['one in package.json', { ...LOOSE, 'package.json': `{"eslintConfig":{"rules":{"${RULE}":"error"}}}` }, 'refuse'],
    [
      'one that is only a comment',
      { ...LOOSE, 'eslint.config.js': `export default [/* '${RULE}': 'error' */];` },
      'tell',
    ],
    [
      'one that is on, and off for tests',
      {
        ...LOOSE,
        'eslint.config.mjs':
          `export default [{ rules: { '${RULE}': 'error' } },\n` +
          `  { files: ['**/*.test.ts'], rules: { '${RULE}': 'off' } }];`,
      },
      'refuse',
    ],
    [
      'a preset that forbids it',
      {
        ...LOOSE,
        'eslint.config.js':
          "import ts from 'typescript-eslint';\nexport default ts.config(ts.configs.strictTypeChecked);",
      },
      'refuse',
    ],
    [
      'a preset that forbids it, and a rule that allows it',
      {
        'eslint.config.js':
          "import ts from 'typescript-eslint';\n" +
          `export default [...ts.configs.recommended, { rules: { '${RULE}': 'off' } }];`,
      },
      'tell',
    ],
    [
      'a preset of the old kind',
      { ...LOOSE, '.eslintrc': '{ "extends": ["plugin:@typescript-eslint/recommended"] }' },
      'refuse',
    ],
    [
      'a rule that is called like a preset',
      {
        ...LOOSE,
        'eslint.config.js': "export default [{ rules: { '@typescript-eslint/strict-boolean-expressions': 'off' } }];",
      },
      'tell',
    ],
    [
      'a preset without the rule',
      { ...LOOSE, 'eslint.config.js': "import js from '@eslint/js';\nexport default [js.configs.recommended];" },
      'tell',
    ],
    ['an installed configuration that allows it', shared('off'), 'tell'],
    ['an installed configuration that forbids it', { ...LOOSE, ...shared('error') }, 'refuse'],
    [
      'an installed configuration, and an own rule that says something else',
      {
        ...shared('off'),
        'eslint.config.mjs': `import own from 'eslint-config-own';\nexport default own({ rules: { '${RULE}': 2 } });`,
      },
      'refuse',
    ],
    [
      'a configuration that is not installed',
      { 'eslint.config.mjs': "import own from 'eslint-config-own';\nexport default own();" },
      'refuse',
    ],
    ['Biome as it is', { ...LOOSE, 'biome.jsonc': '{ /* as it is */ "linter": { "enabled": true, } }' }, 'refuse'],
    ['Biome without the rule', { 'biome.json': '{"linter":{"rules":{"suspicious":{"noExplicitAny":"off"}}}}' }, 'tell'],
    ['Biome as a formatter only', { ...LOOSE, 'biome.json': '{"linter":{"enabled":false}}' }, 'tell'],
    ['oxlint', { ...LOOSE, '.oxlintrc.json': '{"rules":{"typescript/no-explicit-any":"error"}}' }, 'refuse'],
    ['TSLint', { ...LOOSE, 'tslint.json': '{"rules":{"no-any":true}}' }, 'refuse'],
    ['a configuration that is no JSON', { ...LOOSE, 'biome.json': '{{{', 'tslint.json': '[]' }, 'tell'],
    [
      'the nearest configuration',
      { 'biome.json': '{}', 'src/.eslintrc.json': `{ "rules": { "${RULE}": "off" } }`, 'src/deep/a.ts': '' },
      'tell',
    ],
  ];
  for (const [name, files, level] of cases) {
    it(`${level}: ${name}`, async () => {
      assert.equal((await levelIn(files, 'any-type')).level, level);
    });
  }

  it('follows the setting before the lint configuration and the source', async () => {
    const strict = { 'biome.json': '{}' };
    assert.deepEqual(await levelIn(strict, 'as-any', { 'as-any': 'tell' }), {
      level: 'tell',
      why: 'you set `as-any` to `tell`',
    });
    assert.equal((await levelIn(LOOSE, 'as-any', { 'as-any': 'refuse' })).level, 'refuse');
  });

  it('is read once, from a bounded number of files', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 5000 }, (_, index) => [`src/${index}.ts`, 'export const a: any = 1;\n']),
    );
    const snapshot = memorySnapshot(many);
    let reads = 0;
    const levelOf = createLevels(
      {
        ...snapshot,
        read: (path) => {
          reads += 1;
          return snapshot.read(path);
        },
      },
      { testCommand: 'npm test' },
    );
    assert.equal((await levelOf('any-type', { path: 'src/1.ts' })).level, 'tell');
    const once = reads;
    assert.ok(once <= 200, String(once));
    await levelOf('as-any', { path: 'src/2.ts' });
    assert.equal(reads, once);
  });
});

describe('integrity at the levels of the workspace', () => {
  /** Refused and told findings when `after` is the only change; `errorIf` is a compiler that looks for a text. */
  async function judged(files: Files, after: string, { chosen = {}, errorIf = /(?!)/ } = {} as Compared) {
    const snapshot = memorySnapshot({ ...script('vitest run'), ...files });
    const path = 'src/new.ts';
    const errorsWith: ErrorsWith = async (texts) =>
      errorIf.test(texts.get(path) ?? after) ? [evidence('types', 'e', { code: 'TS2322', path, line: 1 })] : [];
    const found = await checkIntegrity({
      candidate: createCandidate(new Map([[path, after]])),
      snapshot,
      allow: NO_PERMISSIONS,
      inspect: (request) => inspectCode(request, textIn(snapshot)),
      levelOf: createLevels(snapshot, { chosen, testCommand: 'npm test' }),
      errorsWith,
    });
    if ('problem' in found) assert.fail(found.problem.message);
    const { refused, told } = found;
    return { refused: refused.map(({ code }) => code), told: told.map(({ code }) => code), found };
  }
  interface Compared {
    readonly chosen?: RuleLevels;
    readonly errorIf?: RegExp;
  }

  it('tells a constructor that returns `any` where the source is full of it, and says why', async () => {
    const text = 'export const make = (type: unknown) => new (type as { new (): any })();\n';
    const { refused, told, found } = await judged(LOOSE, text);
    assert.deepEqual([refused, told], [[], ['any-type']]);
    assert.equal(found.told[0]?.level, 'tell');
    assert.match(
      found.told[0]?.message ?? '',
      / Told, not refused: the workspace's own source uses `any` \d+ times in 4 files\.$/,
    );
    assert.deepEqual((await judged({}, text)).refused, ['any-type']);
  });

  it('tells `eslint-disable` where no linter runs, and leaves it out where it is off', async () => {
    const text = '// eslint-disable-next-line eqeqeq\nexport const isUnset = (x: unknown) => x == null;\n';
    assert.deepEqual((await judged({}, text)).told, ['eslint-disable']);
    const { refused, told } = await judged({}, text, { chosen: { 'eslint-disable': 'off' } });
    assert.deepEqual([refused, told], [[], []]);
  });

  const WRONG = 'export const n = ';
  for (const [name, text, errorIf] of [
    ['`as any`', `${WRONG}String(1) as any;\n`, /String\(1\);/],
    ['`<any>`', `${WRONG}<any>String(1);\n`, /= String\(1\);/],
    ['a list of `any`', `${WRONG}String(1) as any[];\n`, /String\(1\) as unknown\[\];/],
    ['a type of `any`', `${WRONG}String(1) as Record<string, any>;\n`, /as Record<string, unknown>;/],
    ['a type with `any` in angle brackets', `${WRONG}<Map<string, any[]>>String(1);\n`, /= <Map<string, unknown\[\]>>/],
    ['a union with `any`', `${WRONG}String(1) as string | any;\n`, /String\(1\);/],
    ['a variable of type `any`', 'export const n: any = String(1);\n', /n = String/],
    ['a result of type `any`', 'export function n(): any { return String(1); }\n', /n\(\) \{/],
    ['a parameter of type `any`', 'export const n = [1].map((x: any) => x.a);\n', /\(x\) =>/],
    ['a variable with a list of `any`', 'export const n: readonly any[] = [1];\n', /n = \[1\];/],
    ['a list of lists of `any`', 'export const n: Array<any[] | undefined> = [[1]];\n', /n = \[\[1\]\];/],
    ['a tuple of `any`', 'export const n: [a: any, b: string] = [1, "b"];\n', /n = \[1, "b"\];/],
    ['a promise of `any`', 'export async function n(): Promise<any> { return 1; }\n', /n\(\) \{/],
    ['an object with `any`', 'export const n: { a: { b: any } } = { a: { b: 1 } };\n', /n = \{ a: \{ b: 1 \} \};/],
    [
      'a function that returns `any`',
      'export const n: (a: number, b?: string) => any = async (a) => a + 1;\n',
      /n = async \(a: number\) => a \+ 1;/,
    ],
    ['a function without parameters', 'export const n: () => any[] = () => [1];\n', /n = \(\) => \[1\];/],
    ['another name for `any`', 'type Loose = any;\nexport const n: Loose = 1;\n', /= unknown;/],
  ] as const) {
    it(`refuses ${name} that silences an error, whatever was chosen`, async () => {
      const chosen = { 'as-any': 'off', 'any-assertion': 'off', 'any-type': 'off' } as const;
      assert.deepEqual((await judged(LOOSE, text, { chosen })).refused, []);
      const { refused, found } = await judged(LOOSE, text, { chosen, errorIf });
      assert.equal(refused.length, 1);
      assert.match(
        found.refused[0]?.message ?? '',
        /Refused: without it, the compiler reports TS2322 in src\/new\.ts:1/,
      );
    });
  }

  it('tells `any` within an assertion that is needed for the rest of its type', async () => {
    const text = 'export const keys = <T>(map: T) => Object.keys(map as Record<string, any>);\n';
    const { refused, told } = await judged(LOOSE, text, { errorIf: /keys\(map\)/ });
    assert.deepEqual([refused, told], [[], ['any-type']]);
  });

  for (const text of [
    // The value says less of the type than the annotation does, so that nothing shows what the `any` hides.
    'export const n: Record<string, any> = { a: 1 };\n',
    'export const n: { a: any; b?: string } = { a: 1 };\n',
    'export const n: { [key: string]: any } = { a: 1 };\n',
    'export const n: any[] = [];\n',
    'export const n: Promise<any[]> | undefined = undefined;\n',
    'export const n: (a: any) => string = (a) => a.b;\n',
    'export function n(a: (b: number) => any = () => 1) { return a(1); }\n',
    'export interface N { a: any[] }\n',
  ]) {
    it(`leaves ${text.trim()} to the level of the rule`, async () => {
      const { refused, told } = await judged(LOOSE, text, { errorIf: /^(?!.*any)/s });
      assert.deepEqual([refused, told], [[], ['any-type']]);
    });
  }

  it('refuses only the one of two that silences an error, and both where they do it together', async () => {
    const text = 'export const a = one() as any;\nexport const b = two() as any;\n';
    const { refused, told, found } = await judged(LOOSE, text, { errorIf: /two\(\);/ });
    assert.deepEqual([refused, told], [['as-any'], ['as-any']]);
    assert.equal(found.refused[0]?.line, 2);
    assert.equal((await judged(LOOSE, text, { errorIf: /one\(\);\n.*two\(\);/ })).refused.length, 2);
  });

  it('refuses what could not be checked', async () => {
    const snapshot = memorySnapshot(LOOSE);
    const found = await checkIntegrity({
      candidate: createCandidate(new Map([['src/new.ts', 'export const a = b as any;\n']])),
      snapshot,
      allow: NO_PERMISSIONS,
      inspect: (request) => inspectCode(request, textIn(snapshot)),
      levelOf: createLevels(snapshot, { testCommand: 'npm test' }),
      errorsWith: async () => undefined,
    });
    assert.ok(!('problem' in found) && found.refused.length === 1);
  });
});

describe('chosen levels', () => {
  it('are read as they are written', () => {
    assert.deepEqual(readRuleLevels({ 'any-type': 'tell', 'skipped-test': 'refuse', config: 'refuse' }), {
      levels: { 'any-type': 'tell', 'skipped-test': 'refuse', config: 'refuse' },
    });
  });

  for (const [written, message] of [
    [{ 'as-anny': 'tell' }, /no rule "as-anny".* are as-any, any-assertion, any-type, eslint-disable/],
    [{ 'as-any': 'warn' }, /level of "as-any" is refuse, tell, off, not "warn"/],
    [{ 'skipped-test': 'tell' }, /"skipped-test" always refuses, because .* as-any/],
    [{ secrets: 'off' }, /"secrets" always refuses/],
    [['any-type'], /such as \{ "any-type": "tell" \}/],
  ] as const) {
    it(`name what is wrong with ${JSON.stringify(written)}`, () => {
      const read = readRuleLevels(written);
      assert.match('problem' in read ? read.problem : '', message);
    });
  }

  it('cannot lower what circumvents a check that always runs', () => {
    for (const id of [
      'ts-ignore',
      'ts-expect-error',
      'ts-nocheck',
      'skipped-test',
      'test-tampering',
      'double-assertion',
    ])
      assert.ok(!ADJUSTABLE.includes(id), id);
  });
});
