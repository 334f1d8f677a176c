import assert from 'node:assert/strict';
import fc from 'fast-check';
import { topLevelsOf } from '../../../../src/engine/code/declarations/top-level';
import type { Evidence } from '../../../../src/engine/contract/evidence';
import { createExperienceMemory, forgetExperience } from '../../../../src/engine/learn/experience/experience-memory';
import { situationsOf } from '../../../../src/engine/learn/experience/situation';
import { memoryStore } from '../../../support/memory-store';

const finding = (parts: Partial<Evidence>): Evidence => ({ stage: 'types', fingerprint: 'f', message: '', ...parts });
const MONEY = finding({
  code: 'TS2345',
  path: 'src/cart.ts',
  message: "Argument of type 'number' is not assignable to parameter of type 'Money'.",
});
const DATES = finding({
  stage: 'tests',
  test: 'nights > counts the nights across a change of the clock',
  path: 'test/nights.test.ts',
  message: 'Expected 2 to be 3',
  expected: '3',
  actual: '2',
});
const BEFORE = 'export function total(prices: number[]) {\n  return sum(prices);\n}\n\nexport const other = 1;\n';
const RED = BEFORE.replace('sum(prices)', 'addMoney(prices)');
const AFTER = "import { toMoney } from './money';\n".concat(BEFORE.replace('sum(prices)', 'prices.map(toMoney)'));

const open = (store = memoryStore()) => {
  const log: string[] = [];
  const memory = createExperienceMemory(store, '/ws', { now: () => 0 }, (line) => log.push(line));
  return { store, memory, log };
};
const change = (path: string, before: string | null, after: string) => ({ path, before, after });

describe('experience', () => {
  it('keeps where and with which names a situation was solved, and recalls it where it comes again', async () => {
    const { memory } = open();
    const red = { evidence: [MONEY], changes: [change('src/cart.ts', BEFORE, RED)] };
    await memory.remember([red], [change('src/cart.ts', BEFORE, AFTER)], topLevelsOf);
    const [recalled, ...rest] = await memory.recall([{ ...MONEY, path: 'src/order.ts', line: 7 }]);
    assert.deepEqual(rest, []);
    assert.deepEqual(recalled, {
      kind: 'TS2345',
      looked: MONEY.message,
      path: 'src/cart.ts',
      changed: [{ path: 'src/cart.ts', names: ['total'] }],
      uses: ['toMoney', 'map'],
    });
  });

  it('credits each finding with the names in lines near it, and with all of them where none is near', async () => {
    const { memory } = open();
    const filler = Array.from({ length: 30 }, (_, n) => `const line${n} = 1;`).join('\n');
    const before = `pay(price);\n${filler}\nshow(day);\n`;
    const after = `/* a\ncomment */ pay(toMoney(price));\n${filler}\nshow(toIsoDay(day));\n`;
    const at = (line: number, message: string, path = 'src/a.ts') => finding({ code: 'TS1', path, line, message });
    const found = [at(1, 'Not a Money.'), at(32, 'Not an IsoDay.'), at(5, 'A test fails.', 'test/a.test.ts')];
    await memory.remember([{ evidence: found, changes: [] }], [change('src/a.ts', before, after)], async () => []);
    const uses = await Promise.all(found.map(async (item) => (await memory.recall([item]))[0]?.uses));
    assert.deepEqual(uses, [['toMoney'], ['toIsoDay'], ['toMoney', 'toIsoDay']]);
  });

  it('recalls nothing for situations that only share the phrases of their tool', async () => {
    const { memory } = open();
    const solved = [change('src/a.ts', BEFORE, AFTER)];
    await memory.remember([{ evidence: [MONEY, DATES], changes: [] }], solved, topLevelsOf);
    const other = [
      finding({
        ...MONEY,
        message: "Argument of type 'Route' is not assignable to parameter of type 'Handler'.",
        path: 'lib/http.ts',
      }),
      finding({ ...DATES, test: 'slugs > keeps digits', path: 'test/slug.test.ts' }),
      finding({ code: 'TS2304', message: "Cannot find name 'describe'." }),
      finding({ message: '' }),
    ];
    for (const item of other) assert.deepEqual(await memory.recall([item]), [], item.message);
    assert.equal((await memory.recall([DATES])).length, 1);
  });

  it('recalls at most three, the nearest first', async () => {
    const { memory } = open();
    for (let run = 0; run < 6; run++) {
      const evidence = [
        { ...MONEY, message: `${MONEY.message} ${'So it is. '.repeat(run)}`, path: `src/cart${run}.ts` },
      ];
      await memory.remember([{ evidence, changes: [] }], [change(`src/cart${run}.ts`, BEFORE, AFTER)], topLevelsOf);
    }
    const recalled = await memory.recall([{ ...MONEY, path: 'src/cart4.ts' }]);
    assert.equal(recalled.length, 3);
  });

  it('keeps the newest of equal situations, and stays within its bounds for any evidence', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 3000 });
    const evidence = fc.record({
      code: fc.option(text, { nil: undefined }),
      path: fc.option(text, { nil: undefined }),
      message: text,
      stage: fc.constantFrom('types', 'tests'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(evidence, { maxLength: 20 }), text, async (items, after) => {
        const { memory, store, log } = open();
        const all = items.map((item) => finding(item as Partial<Evidence>));
        const steps = all.map((item) => ({ evidence: [item], changes: [] }));
        for (let run = 0; run < 3; run++) await memory.remember(steps, [change('a.ts', null, after)], async () => []);
        await memory.recall(all);
        assert.deepEqual(log, []);
        const [stored] = [...store.values.entries()].filter(([key]) => key.startsWith('experience/'));
        assert.ok(JSON.stringify(stored?.[1] ?? '').length <= 64 * 1024);
        const kept = (stored?.[1] as { experiences: unknown[] } | undefined)?.experiences ?? [];
        assert.ok(kept.length <= 4, `${kept.length}`);
      }),
      { numRuns: 60 },
    );
  });

  it('skips what is damaged, logs a failing store, and is forgotten on request', async () => {
    for (const damaged of ['text', { version: 2 }, { version: 1, experiences: [{ kind: 1 }, null] }]) {
      const { memory, store } = open();
      await memory.remember([{ evidence: [MONEY], changes: [] }], [change('a.ts', BEFORE, AFTER)], topLevelsOf);
      const [key = ''] = [...store.values.keys()].filter((each) => each.startsWith('experience/'));
      store.values.set(key, damaged);
      assert.deepEqual(await memory.recall([MONEY]), []);
      await memory.remember([{ evidence: [MONEY], changes: [] }], [change('a.ts', BEFORE, AFTER)], topLevelsOf);
      assert.equal((await memory.recall([MONEY])).length, 1);
      await forgetExperience(store, '/ws');
      assert.deepEqual(await memory.recall([MONEY]), []);
    }
    const fail = () => Promise.reject(new Error('disk full'));
    const { memory, log } = open({ ...memoryStore(), load: fail, save: fail });
    assert.deepEqual(await memory.recall([MONEY]), []);
    await memory.remember([{ evidence: [MONEY], changes: [] }], [change('a.ts', BEFORE, AFTER)], topLevelsOf);
    assert.equal(log.length, 2);
  });

  it('keeps no long literals, no places outside and no secrets', () => {
    const message = `Expected "${'x'.repeat(60)}" from /home/ann/work/a.ts with sk-${'a1'.repeat(16)}`;
    const [situation] = situationsOf([finding({ message })]);
    assert.equal(situation?.looked, 'Expected "…" from … with [secret]');
  });

  it('names the class of a failure', () => {
    const kinds = [
      finding({ stage: 'tests', message: 'TypeError: x is not a function' }),
      finding({ stage: 'tests', message: 'Timeout of 2000ms exceeded' }),
      finding({ stage: 'tests', message: 'AssertionError: no', expected: '1' }),
      finding({ stage: 'types', message: 'wrong', code: 'TS2322' }),
    ].map((item) => situationsOf([item])[0]?.kind);
    assert.deepEqual(kinds, ['TypeError', 'timeout', 'assertion', 'TS2322']);
  });
});
