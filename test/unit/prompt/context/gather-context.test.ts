import assert from 'node:assert/strict';
import { estimateTokens } from '../../../../src/engine/call/pricing/prices';
import { NOTHING_REACHED, type ReachAnswer } from '../../../../src/engine/contract/code-reach';
import type { Evidence } from '../../../../src/engine/contract/evidence';
import { NO_PERMISSIONS, type Recipe, type Task } from '../../../../src/engine/contract/task';
import { type Context, gatherContext } from '../../../../src/engine/prompt/context/gather-context';
import { MOST_TOKENS } from '../../../../src/engine/prompt/context/room';
import { initialPrompt } from '../../../../src/engine/prompt/initial-prompt';
import { codeFinder } from '../../../support/code-finder';
import { evidence, memorySnapshot } from '../../../support/fakes';

const FILES = {
  'AGENTS.md': 'Use tabs.',
  'SPEC.md': '# Tariffs\nNight is cheaper.',
  'src/tariff.ts': "import { Money } from './money';\nexport function tariff(): Money { return 1; }",
  'src/money.ts': 'export type Money = number;',
  'src/other.ts': 'export const unrelated = true;',
  'test/tariff.test.ts': "import { tariff } from '../src/tariff';",
};
const checkerFor = (files: Record<string, string>, types: { path: string; text: string }[] = []) => ({
  exportedTypes: async () => types,
  ...codeFinder(files),
});
const task = (parts: Partial<Task>): Task => ({
  kind: 'generate',
  text: '',
  files: [],
  allow: NO_PERMISSIONS,
  ...parts,
});
const gather = (
  parts: Partial<Task>,
  red: Evidence[] = [],
  files: Record<string, string> = FILES,
  types: { path: string; text: string }[] = [],
  tokens?: number,
) =>
  gatherContext(
    task(parts),
    { snapshot: memorySnapshot(files), checker: checkerFor(files, types), evidence: red, tokens },
    new AbortController().signal,
  );
const titlesOf = ({ parts }: Context) => parts.map(({ title }) => title);
const textOf = ({ parts }: Context) => parts.map(({ title, text }) => `${title}\n${text}`).join('\n');
const failing = (path: string, test?: string, more: Partial<Evidence> = {}) =>
  evidence('tests', `${path} ${test}`, { path, ...(test === undefined ? {} : { test }), ...more });

describe('gatherContext', () => {
  it('shows instructions, then the focus and its code, then types and names of files', async () => {
    const context = await gather({ text: 'x', files: ['src/tariff.ts'] }, [], FILES, [
      { path: 'src/lib.d.ts', text: 'type Hours = number' },
    ]);
    assert.deepEqual(titlesOf(context), [
      'Project instructions: AGENTS.md',
      'src/tariff.ts',
      'Exported by src/lib.d.ts',
      'Other files',
    ]);
    assert.deepEqual(context.focus, ['src/tariff.ts']);
    assert.equal(context.shown[0]?.part.why, 'given with the request');
    assert.doesNotMatch(context.parts.at(-1)?.text ?? '', /AGENTS\.md/);
  });

  it('shows less where the recipe says so: no related code, or no types either', async () => {
    const types = [{ path: 'src/lib.d.ts', text: 'type Hours = number' }];
    const shownWith = async (recipe: Recipe, parts: Partial<Task>, red: Evidence[] = []) => {
      const deps = { snapshot: memorySnapshot(FILES), checker: checkerFor(FILES, types), evidence: red, recipe };
      return titlesOf(await gatherContext(task(parts), deps, new AbortController().signal)).filter((title) =>
        /src|test/.test(title),
      );
    };
    const asked = { text: 'Make the tariff cheaper', files: ['src/tariff.ts'] };
    const tests = [failing('test/tariff.test.ts')];
    assert.deepEqual(await shownWith('focus', asked), ['src/tariff.ts']);
    assert.deepEqual(await shownWith('types', asked), ['src/tariff.ts', 'Exported by src/lib.d.ts']);
    const related = await shownWith('related', asked, tests);
    assert.ok(related.includes('src/money.ts') && related.includes('Exported by src/lib.d.ts'), related.join());
    assert.doesNotMatch((await shownWith('focus', asked, tests)).join(), /money|lib/);
    // Where nothing names the code, the likeliest files are what the task is about.
    assert.ok((await shownWith('focus', { kind: 'fix' }, tests)).includes('src/tariff.ts'));
    assert.ok((await shownWith('focus', { text: 'Make the tariff cheaper at night' })).includes('src/tariff.ts'));
  });

  it('shows of a long context only a small part, where the recipe says so', async () => {
    const long = (name: string) =>
      Array.from({ length: 300 }, (_, n) => `export const ${name}${n} = tariff(${n});`).join('\n');
    const files = { ...FILES, 'src/a.ts': long('a'), 'src/b.ts': long('b'), 'src/c.ts': long('c') };
    const tokens = async (recipe: Recipe) => {
      const deps = { snapshot: memorySnapshot(files), checker: checkerFor(files), evidence: [], recipe };
      const asked = task({ text: 'Rename tariff', files: ['src/a.ts', 'src/b.ts', 'src/c.ts'] });
      return estimateTokens(textOf(await gatherContext(asked, deps, new AbortController().signal)));
    };
    const [focus, related] = [await tokens('focus'), await tokens('related')];
    assert.ok(focus < 5500 && related > 7000, `${focus} of ${related}`);
  });

  it('shows files that the request names by path or base name', async () => {
    const titles = titlesOf(await gather({ text: 'Do what SPEC.md says in `src/other.ts`.' }));
    assert.ok(titles.includes('SPEC.md') && titles.includes('src/other.ts'), titles.join());
  });

  it('follows a failing test to the code it imports', async () => {
    const { focus } = await gather({ kind: 'fix' }, [failing('test/tariff.test.ts')]);
    assert.deepEqual(focus, ['src/tariff.ts', 'src/money.ts']);
  });

  it('finds the files that a request is about when it names none', async () => {
    const { focus } = await gather({ text: 'Make the tariff cheaper at night' });
    assert.ok(focus.includes('src/tariff.ts'), focus.join());
  });

  it('shows what is open in editors beside the file in focus', async () => {
    const parts = { text: 'x', files: ['src/tariff.ts'] };
    const shownOf = async (open: readonly string[]) =>
      (await gather({ ...parts, open })).shown.map(({ path }) => path).includes('src/other.ts');
    assert.deepEqual([await shownOf([]), await shownOf(['src/other.ts', 'src/gone.ts'])], [false, true]);
  });

  it('shows unsaved text', async () => {
    const snapshot = memorySnapshot(FILES, { 'src/tariff.ts': 'UNSAVED' });
    const context = await gatherContext(
      task({ text: 'x', files: ['src/tariff.ts'] }),
      { snapshot, checker: checkerFor(FILES), evidence: [] },
      new AbortController().signal,
    );
    assert.match(textOf(context), /UNSAVED/);
  });

  it('shows of a long file in focus what the words single out, and an outline of the rest', async () => {
    const many = Array.from(
      { length: 900 },
      (_, n) => `export function helper${n}(a: number) {\n  return a + ${n};\n}`,
    );
    const text = [...many, 'export function nightTariff() {\n  return 7;\n}', ...many].join('\n\n');
    const context = await gather({ text: 'nightTariff is too dear', files: ['src/big.ts'] }, [], {
      'src/big.ts': text,
    });
    const shown = textOf(context);
    assert.match(shown, /export function nightTariff\(\) \{\n {2}return 7;/);
    assert.match(shown, /\/\/ … lines \d+-\d+: .*helper0, helper1/);
    assert.ok(estimateTokens(shown) < MOST_TOKENS * 1.1, String(estimateTokens(shown)));
  });

  it('cuts long instructions, and says so', async () => {
    const context = await gather({ text: 'x', files: ['src/tariff.ts'] }, [], {
      ...FILES,
      'AGENTS.md': 'Use tabs.\n'.repeat(5000),
    });
    assert.match(titlesOf(context)[0] ?? '', /AGENTS\.md \(its beginning; the rest is left out for length\)/);
    assert.ok(titlesOf(context).includes('src/tariff.ts'));
  });
});

describe('the room for the context', () => {
  const LIST = Array.from({ length: 400 }, (_, at) => `src/price${at}.ts`);
  const body = (at: number): string => Array.from({ length: 12 }, (_, n) => `  net += ${at} * ${n};`).join('\n');
  const PRICES = Object.fromEntries(
    LIST.map((path, at) => [path, `export function price${at}(net: number) {\n${body(at)}\n  return net;\n}\n`]),
  );
  const lastWhy = ({ parts }: Context): string => parts.at(-1)?.why ?? '';

  it('is larger for a request that much code matches, as far as the model reads it, and says so', async () => {
    const all = await gather({ text: 'Round every net amount to cents.' }, [], PRICES);
    const tokens = estimateTokens(textOf(all));
    assert.ok(tokens > 10_000 && tokens < MOST_TOKENS, String(tokens));
    assert.match(
      lastWhy(all),
      /at most 1\d,\d{3} tokens of the workspace are shown, because much code is about equally/,
    );
    const less = await gather({ text: 'Round every net amount to cents.' }, [], PRICES, [], 8000);
    assert.ok(estimateTokens(textOf(less)) < 8000 && !lastWhy(less).includes('because'));
  });

  it('is smaller where a frame names the code at fault, and says so', async () => {
    const uses = LIST.slice(0, 60).map((_, at) => `import { price${at} } from './price${at}';`);
    const all = [...uses, 'export function broken() {', '  return price1(1) + price2(2);', '}'];
    const error = failing('test/none.test.ts', 'is cheap', {
      message: 'Error: too dear\n    at broken (src/all.ts:62:3)',
    });
    const files = { ...PRICES, 'src/all.ts': all.join('\n') };
    const context = await gather({ text: 'Round every net amount to cents.' }, [error], files);
    assert.match(textOf(context), /return price1\(1\)/);
    const tokens = estimateTokens(textOf(context));
    assert.ok(tokens < 5000, String(tokens));
    assert.match(lastWhy(context), /tokens of the workspace are shown, because hardly any other code is likely/);
  });
});

describe('gatherContext for a failing test', () => {
  const green = (n: number) =>
    [
      "import { money } from '../src';",
      ...Array.from({ length: 40 }, (_, k) => `it('formats ${n} ${k}', () => expect(money(${k})).toBe('${k}'));`),
    ].join('\n');
  const BARREL: Record<string, string> = {
    'src/index.ts': "export * from './cart'; export * from './money';",
    'src/cart.ts':
      "import { total } from './internal/total';\nexport class Cart {\n  items: number[] = [];\n" +
      '  get total() {\n    return total(this.items);\n  }\n}',
    'src/money.ts': 'export function money(n: number) {\n  return String(n);\n}',
    'src/internal/total.ts':
      "import { sum } from './sum';\nexport function total(items: number[]) {\n  return sum(items);\n}",
    'src/internal/sum.ts': 'export function sum(numbers: number[]) {\n  return numbers.reduce((a, b) => a - b, 0);\n}',
    'tests/cart.test.ts':
      "import { Cart, money } from '../src';\nit('adds up', () => {\n  const cart = new Cart();\n" +
      '  cart.items.push(1, 2);\n  expect(cart.total).toBe(3);\n});',
    ...Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`tests/money-${n}.test.ts`, green(n)])),
  };

  it('shows the code at fault behind an index file, three imports away, and no green tests', async () => {
    const context = await gather({ kind: 'fix' }, [failing('tests/cart.test.ts', 'adds up')], BARREL);
    assert.match(textOf(context), /numbers\.reduce\(\(a, b\) => a - b, 0\)/);
    assert.deepEqual(
      titlesOf(context).filter((title) => title.startsWith('tests/money')),
      [],
    );
    assert.ok(titlesOf(context).includes('Other files'));
    assert.ok(estimateTokens(textOf(context)) < 1500, String(estimateTokens(textOf(context))));
  });

  it('shows only the failing test of a short file of tests', async () => {
    const tests = ['adds', 'rounds', 'prints', 'sorts'].map(
      (name) => `it('${name}', () => {\n  const cart = open('${name}');\n  expect(${name}(cart)).toBe(3);\n});`,
    );
    const context = await gather({ kind: 'fix' }, [failing('test/cart.test.ts', 'rounds')], {
      'src/cart.ts': 'export function rounds() {\n  return 3;\n}',
      'test/cart.test.ts': `import { rounds } from '../src/cart';\n\n${tests.join('\n\n')}`,
    });
    assert.match(textOf(context), /expect\(rounds\(cart\)\)/);
    assert.doesNotMatch(textOf(context), /expect\((?:adds|prints|sorts)/);
  });

  it('shows the failing test itself, however much code it ran', async () => {
    const paths = Array.from({ length: 400 }, (_, at) => `src/part${at}.ts`);
    const code = `export function part(n) {\n${'  n += 1;\n'.repeat(20)}  return n;\n}\n`;
    const test = `it('adds', () => {\n${"  log('step');\n".repeat(60)}  expect(all(3)).toEqual([]);\n});\n`;
    const files = { ...Object.fromEntries(paths.map((path) => [path, code])), 'test/all.test.ts': test };
    const found = { startLine: 1, endLine: 23, name: 'part', steps: 2, tests: 1 };
    const answer: ReachAnswer = {
      ...NOTHING_REACHED,
      reached: [{ ...found, path: 'test/all.test.ts', startLine: 1, endLine: 63, name: 'adds', steps: 0 }],
      ran: paths.map((path) => ({ ...found, path, suspicion: 1 })),
    };
    const context = await gatherContext(
      task({ kind: 'fix' }),
      {
        snapshot: memorySnapshot(files),
        checker: { exportedTypes: async () => [], reach: async () => answer },
        evidence: [failing('test/all.test.ts', 'adds')],
      },
      new AbortController().signal,
    );
    assert.match(textOf(context), /expect\(all\(3\)\)/);
    assert.ok(context.shown.length < paths.length, 'not all code fits');
  });

  it('shows what the suites around a failing test prepare, and not their other tests', async () => {
    const others = Array.from(
      { length: 90 },
      (_, at) => `  it('pays ${at}', () => expect(money(${at})).toBe('${at}'));`,
    );
    const suite = [
      "import { Cart, money } from '../src';",
      "beforeAll(() => openShop('for all'));",
      "describe('a cart', () => {",
      '  let cart: Cart;',
      '  function fill(...items: number[]) {\n    cart.items.push(...items);\n  }',
      '  beforeEach(() => {\n    cart = new Cart();\n    fill(7);\n  });',
      ...others,
      "  it('adds up', () => expect(cart.total).toBe(7));",
      '});',
      "describe('another', () => {\n  beforeEach(() => openShop('elsewhere'));\n});",
    ];
    const files = { ...BARREL, 'tests/cart.test.ts': suite.join('\n') };
    const context = await gather({ kind: 'fix' }, [failing('tests/cart.test.ts', 'a cart > adds up')], files);
    const shown = context.parts.find(({ title }) => title.startsWith('tests/cart.test.ts (excerpt'));
    for (const part of [
      "openShop('for all')",
      'let cart: Cart;',
      'cart.items.push(...items)',
      'fill(7);',
      "it('adds up'",
    ])
      assert.ok(shown?.text.includes(part), part);
    for (const part of ["'pays 40'", "openShop('elsewhere')"]) assert.ok(!shown?.text.includes(part), part);
    assert.equal(shown?.why, 'the failing test');
  });

  it('puts the files on the frames of the stack in front', async () => {
    const message =
      'RangeError: no numbers\nat sum (src/internal/sum.ts:2:35)\nat total (src/internal/total.ts:3:10)\n' +
      'at Cart.get total (src/cart.ts:5:12)';
    const context = await gather({ kind: 'fix' }, [failing('tests/cart.test.ts', 'unknown name', { message })], BARREL);
    assert.deepEqual(titlesOf(context).slice(0, 2), ['src/internal/sum.ts', 'src/internal/total.ts']);
  });

  it('shows the part of a long function that a message names, though many test files fail to load', async () => {
    const steps = Array.from({ length: 900 }, (_, at) => `  if (input === ${at}) return 'step number ${at} of many';`);
    const others = Array.from({ length: 60 }, (_, at) => `export function used${at}(x) {\n  return [x, ${at}];\n}`);
    const long = ['export function parse(input) {', ...steps, '}', ...others].join('\n');
    const names = Array.from({ length: 60 }, (_, at) => `used${at}(1);`).join(' ');
    const paths = Array.from({ length: 12 }, (_, at) => `tests/t${at}.test.ts`);
    const files = {
      'src/parse.ts': long,
      ...Object.fromEntries(paths.map((path) => [path, `import * as all from '../src/parse';\n${names}\n`])),
    };
    const message = "src/parse.ts:851:10 - error TS2345: Argument of type 'x' is not assignable to 'y'.";
    const red = paths.map((path) => failing(path, path, { message }));
    const context = await gather({ kind: 'fix' }, red, files);
    assert.match(textOf(context), /step number 849 of many/);
    assert.ok(!context.parts.some(({ why }) => why === 'the failing test'));
  });

  it('follows the import of another package of the workspace to its source', async () => {
    const context = await gather({ kind: 'fix' }, [failing('packages/app/src/invoice.test.ts', 'adds the tax')], {
      'packages/app/package.json': '{"name":"@s1/app","dependencies":{"@s1/core":"workspace:*"}}',
      'packages/app/src/invoice.ts':
        "import { vat } from '@s1/core';\nexport function invoice(net: number) {\n  return net + vat(net);\n}",
      'packages/app/src/invoice.test.ts':
        "import { invoice } from './invoice.js';\nit('adds the tax', () => expect(invoice(100)).toBe(119));",
      'packages/core/package.json': '{"name":"@s1/core","exports":"./dist/index.js"}',
      'packages/core/src/index.ts': "export { vat } from './vat.js';",
      'packages/core/src/vat.ts': 'export function vat(net: number) {\n  return net * 0.17;\n}',
    });
    assert.match(textOf(context), /net \* 0\.17/);
  });
});

describe('initialPrompt', () => {
  const snapshot = memorySnapshot(FILES);
  const context = { parts: [], focus: [], shown: [] };
  const write = async (
    task: Parameters<typeof initialPrompt>[0],
    { goals, other = [] }: { readonly goals: readonly Evidence[]; readonly other?: readonly Evidence[] },
  ) => {
    const all = [...goals, ...other];
    return (await initialPrompt(task, context, { goals, about: all, all }, snapshot))(MOST_TOKENS).text;
  };

  it('names the goals of a fix, and says that tests stay as they are unless they may be wrong', async () => {
    const goals = [
      evidence('tests', 'g', { test: 'tariff > night', path: 'test/tariff.test.ts', expected: '7', actual: '9' }),
    ];
    const closed = await write(task({ kind: 'fix' }), { goals });
    assert.match(closed, /What must become green[\s\S]*tariff > night[\s\S]*Expected: 7[\s\S]*Actual: 9/);
    assert.match(closed, /\nMake the failing test below pass\. .* The tests are right\.\n/);
    const open = await write(task({ kind: 'fix', allow: { tests: true, config: false } }), { goals });
    assert.match(open, /test itself may be wrong/);
  });

  it('names the targets of a fix once, and those that the evidence does not name', async () => {
    const targets = ['adds', 'rounds'].map((name) => ({ name, path: 'test/cart.test.ts' }));
    const goals = ['adds', 'rounds'].map((test) =>
      evidence('tests', test, { test, path: 'test/cart.test.ts', line: 3 }),
    );
    const fix = task({ kind: 'fix', targets });
    const both = await write(fix, { goals });
    assert.match(both, /Make the failing tests below pass\./);
    assert.equal(both.match(/rounds/g)?.length, 2, 'its name, and its message');
    const one = await write(fix, { goals: goals.slice(0, 1) });
    assert.match(one, /these failing tests pass: adds \(test\/cart\.test\.ts\); rounds \(test\/cart\.test\.ts\)\./);
    const types = await write(task({ kind: 'fix' }), { goals: [evidence('types', 'e')] });
    assert.match(types, /Fix the error below\./);
  });

  it('shows of what else is red the line at fault, and the code around it where there is no goal', async () => {
    const frame = '  3 | before\n> 4 |   expect(total()).toBe(1);\n  5 | after';
    const item = evidence('tests', 'o', { test: 'other', path: 'test/cart.test.ts', line: 4, frame });
    const goal = evidence('tests', 'g', { test: 'goal', path: 'test/cart.test.ts', line: 9 });
    const beside = await write(task({ kind: 'fix' }), { goals: [goal], other: [item] });
    assert.match(beside, /finding o\n> expect\(total\(\)\)\.toBe\(1\);$/);
    const alone = await write(task({ text: 'x' }), { goals: [], other: [item] });
    assert.ok(alone.includes(frame), alone);
  });

  it('says little of what is red and not what the task is about, the nearest first', async () => {
    const frame = '  3 | before\n> 4 |   const way = far;\n  5 | after';
    const types = Array.from({ length: 200 }, (_, at) =>
      evidence('types', `far ${at}`, { path: `packages/p${at}/src/index.ts`, line: 4, frame, message: `Type ${at}.` }),
    );
    const installed = evidence('types', 'installed', { path: 'node_modules/vue/index.d.ts', line: 1 });
    const shown = evidence('types', 'shown', { path: 'src/money.ts', line: 1 });
    const test = evidence('tests', 'test', { path: 'test/tariff.test.ts', test: 'tariff > night' });
    const all = [installed, ...types, test, shown];
    const files = memorySnapshot({ ...FILES, ...Object.fromEntries(types.map(({ path }) => [path, ''])) });
    const lines = { path: 'src/money.ts', isExcerpt: false, lines: [], part: { title: '', text: '', why: '' } };
    const prompt = await initialPrompt(
      task({ text: 'x' }),
      { ...context, shown: [lines] },
      { goals: [], about: [], all },
      files,
    );
    const [, red = ''] = prompt(MOST_TOKENS).text.split('# Red before you start');
    assert.match(
      red,
      /finding shown[\s\S]*tariff > night[\s\S]*Type 0\.\n> const way = far;[\s\S]*\(\d+ more not shown\)$/,
    );
    assert.doesNotMatch(red, /before\n|installed/);
    assert.ok(estimateTokens(red) < 1000, `${estimateTokens(red)} tokens`);
  });

  it('shows the selected lines', async () => {
    const prompt = await write(task({ text: 'x', selection: { path: 'src/money.ts', startLine: 1, endLine: 1 } }), {
      goals: [],
    });
    assert.match(prompt, /selected lines 1-1 of src\/money\.ts:\n\nexport type Money = number;/);
  });
});
