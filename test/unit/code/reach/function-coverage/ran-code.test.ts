import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as ts from 'typescript';
import { matchFunctions } from '../../../../../src/engine/code/reach/function-coverage/match-functions';
import { ranCode } from '../../../../../src/engine/code/reach/function-coverage/ran-code';
import { sourceFunctions } from '../../../../../src/engine/code/reach/function-coverage/source-functions';
import { outlineOf } from '../../../../../src/engine/code/reach/outline/outline';
import { readModule } from '../../../../../src/engine/code/reach/read-module';
import type { CoveredFunction, FunctionCoverage } from '../../../../../src/engine/contract/test-run';

const CART = `import type { Line } from './line';

export class Cart {
  private lines: Line[] = [];

  constructor(readonly name: string) {
    this.check();
  }

  private check(): void {
    if (this.name === '') throw new Error('no name');
  }

  get total(): number {
    return sum(this.lines.map((line) => line.price));
  }

  set total(value: number) {
    throw new Error(String(value));
  }

  add = (line: Line): this => {
    this.lines.push(line);
    return this;
  };
}

export const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

export default function (): Cart {
  return new Cart('default');
}
`;

/** The functions of a text as V8 would see them after a translation, by V8's names. */
function translated(text: string, kind = ts.ModuleKind.CommonJS): CoveredFunction[] {
  const compilerOptions = { module: kind, target: ts.ScriptTarget.ES2022, removeComments: true };
  const { outputText } = ts.transpileModule(text, { compilerOptions });
  const tree = ts.createSourceFile('out.js', outputText, ts.ScriptTarget.Latest, true);
  return sourceFunctions(ts, tree).map((fn) => ({ ...fn, failed: [], loaded: [], passed: 0 }));
}

const own = (text: string) => sourceFunctions(ts, ts.createSourceFile('in.ts', text, ts.ScriptTarget.Latest, true));

describe('sourceFunctions', () => {
  it('gives functions the names that V8 gives them', () => {
    assert.deepEqual(
      own(CART).map(({ name }) => name),
      ['Cart', 'check', 'get total', '', 'set total', 'add', 'sum', '', ''],
    );
    const names = own(`
      exports.a = function () {};
      Cart.prototype.b = function () {};
      const c = (() => {}) as () => void;
      const d = { e: () => {}, f() {}, 'g-h'() {}, i: [() => {}] };
      export default () => {};
      function j(k = () => {}) {}
      const K = class { constructor() {} static l() {} #m() {} };
      const n = memo(() => {});
    `).map(({ name }) => name);
    assert.deepEqual(names, ['a', 'b', 'c', 'e', 'f', 'g-h', '', 'default', 'j', 'k', 'K', 'l', '#m', '']);
  });

  it('never throws, whatever the text is', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('(', ')', '{', '}', '=>', 'class A', 'get x', '=', 'f', ' ') }),
        (text) => {
          for (const { start, end } of own(text)) assert.ok(start <= end);
        },
      ),
    );
  });
});

describe('matchFunctions', () => {
  it('finds each function of a translated text in its own', () => {
    const functions = translated(CART);
    const found = matchFunctions(functions, own(CART)).filter(({ covered }) => covered.name !== '');
    const texts = found.map(({ covered, start }) => [covered.name, CART.slice(start).split('\n')[0]]);
    assert.deepEqual(texts, [
      ['Cart', 'constructor(readonly name: string) {'],
      ['check', 'private check(): void {'],
      ['get total', 'get total(): number {'],
      ['set total', 'set total(value: number) {'],
      ['add', '(line: Line): this => {'],
      ['sum', '(values: readonly number[]): number => values.reduce((a, b) => a + b, 0);'],
    ]);
  });

  it('tells functions of one name apart by what stands between them', () => {
    const text = ['A', 'B', 'C'].map(
      (name) => `class ${name} {\n  parse(): ${name} { return only${name}(); }\n}
function only${name}(): ${name} { throw 0; }\n`,
    );
    const functions = translated(text.join('interface Long { a: string; b: string; c: string; d: string }\n'));
    const source = text.join('interface Long { a: string; b: string; c: string; d: string }\n');
    const parse = matchFunctions(functions, own(source)).filter(({ covered }) => covered.name === 'parse');
    assert.deepEqual(
      parse.map(({ start }) => source.slice(start, start + 10)),
      ['parse(): A', 'parse(): B', 'parse(): C'],
    );
  });

  it('finds every function at its own place where the text is not translated', () => {
    const name = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    const body = fc.constantFrom('', ' [1].map((x) => x);', ' return class { m() {} };');
    const pieces = fc.array(fc.tuple(name, body), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(pieces, (functions) => {
        const text = functions
          .map(([id, inside], at) => `function ${id}() {${inside} }\nfunction u${at}() {}`)
          .join('\n');
        const all = own(text).map((fn) => ({ ...fn, failed: [], loaded: [], passed: 0 }));
        for (const { covered, start, end } of matchFunctions(all, own(text)))
          assert.deepEqual([start, end], [covered.start, covered.end]);
      }),
    );
  });

  it('takes no function for another one, whatever was run', () => {
    const fn = fc.record({
      name: fc.constantFrom('', 'a', 'get a', 'x.a', 'gone', '<anonymous>', '<static_initializer>'),
      start: fc.nat(500),
      end: fc.nat(500),
      failed: fc.constant([]),
      loaded: fc.constant([]),
      passed: fc.nat(2),
    });
    fc.assert(
      fc.property(fc.array(fn), (functions) => {
        const source = own('const a = () => [1].map((x) => x);\nclass B { get a() { return 1; } }');
        for (const { covered, start } of matchFunctions(functions, source)) {
          const found = source.find((item) => item.start === start);
          const last = /^get /.test(covered.name) ? covered.name : covered.name.split('.').at(-1);
          assert.equal(found?.name, last === '<anonymous>' ? '' : last);
        }
      }),
    );
  });
});

describe('ranCode', () => {
  const module = readModule(ts, 'src/cart.ts', CART);
  const read = { module: () => module, outline: () => outlineOf(ts, module) };
  const coverage = (ran: Readonly<Record<string, readonly [readonly number[], number]>>): FunctionCoverage => ({
    failing: [
      { path: 'a.test.ts', name: 'one' },
      { path: 'b.test.ts', name: 'two' },
    ],
    passing: 3,
    files: [
      {
        path: 'src/cart.ts',
        functions: translated(CART).map((fn) => ({
          ...fn,
          failed: ran[fn.name]?.[0] ?? [],
          passed: ran[fn.name]?.[1] ?? 0,
        })),
      },
    ],
  });
  const ran = { check: [[0, 1], 0], 'get total': [[0, 1], 3], add: [[1], 0], sum: [[], 3] } as const;

  it('puts first what most failing and fewest passing tests ran, and leaves out what no failing one did', () => {
    const found = ranCode(
      ts,
      coverage(ran),
      [
        { path: 'a.test.ts', name: '' },
        { path: 'b.test.ts', name: 'two' },
      ],
      read,
    );
    assert.deepEqual(
      found.map(({ name, suspicion }) => [name, suspicion.toFixed(2)]),
      [
        ['Cart.check', '1.00'],
        ['Cart.add', '0.71'],
        ['Cart.total', '0.63'],
      ],
    );
    assert.deepEqual(found[0], { path: 'src/cart.ts', name: 'Cart.check', startLine: 10, endLine: 12, suspicion: 1 });
  });

  it('takes a function that all tests ran for as suspicious as the branch that only failing ones did', () => {
    const { files, ...rest } = coverage(ran);
    const functions = files
      .flatMap((file) => file.functions)
      .map((fn) => (fn.name === 'get total' ? { ...fn, blocks: [{ failed: [0, 1], passed: 0 }] } : fn));
    const found = ranCode(ts, { ...rest, files: [{ path: 'src/cart.ts', functions }] }, [], read);
    assert.deepEqual(
      found.map(({ name, suspicion }) => [name, suspicion.toFixed(2)]),
      [
        ['Cart.check', '1.00'],
        ['Cart.total', '1.00'],
        ['Cart.add', '0.71'],
      ],
    );
  });

  it('puts last what only ran while the files of the failing tests were loaded', () => {
    const { files, ...rest } = coverage({ add: [[0], 9] });
    const functions = files.flatMap((file) => file.functions);
    const loaded = functions.map((fn) => (fn.name === 'sum' ? { ...fn, loaded: [0] } : fn));
    const found = ranCode(ts, { ...rest, files: [{ path: 'src/cart.ts', functions: loaded }] }, [], read);
    assert.deepEqual(
      found.map(({ name, suspicion }) => [name, suspicion > 0]),
      [
        ['Cart.add', true],
        ['sum', false],
      ],
    );
  });

  it('counts only the tests that the task is about, or all where none of them was watched', () => {
    const names = (tests: Parameters<typeof ranCode>[2]) =>
      ranCode(ts, coverage(ran), tests, read).map(({ name }) => name);
    assert.deepEqual(names([{ path: 'a.test.ts', name: 'one' }]), ['Cart.check', 'Cart.total']);
    assert.deepEqual(names([{ path: 'c.test.ts', name: 'three' }]).length, 3);
  });

  it('puts of what is as suspicious first what other failing tests ran as well, above all if these are many', () => {
    const suspicions = (others: number) => {
      const more = Array.from({ length: others }, (_, at) => at + 1);
      const shared = coverage({ check: [[0], 1], add: [[0, ...more], 1], 'get total': [more, 0] });
      const failing = [0, ...more].map((at) => ({ name: at === 0 ? 'one' : `other ${at}`, path: 'a.test.ts' }));
      const found = ranCode(ts, { ...shared, failing }, [{ path: 'a.test.ts', name: 'one' }], read);
      return found.map(({ name, suspicion }) => `${name} ${suspicion.toFixed(2)}`);
    };
    assert.deepEqual(suspicions(0), ['Cart.check 0.71', 'Cart.add 0.71']);
    assert.deepEqual(suspicions(1), ['Cart.add 0.71', 'Cart.check 0.63']);
    assert.deepEqual(suspicions(20), ['Cart.add 0.71', 'Cart.check 0.33']);
  });

  it('shows no code of tests, and nothing of a file that is gone', () => {
    const { files, ...rest } = coverage(ran);
    const test = { ...rest, files: files.map((file) => ({ ...file, path: 'test/cart.test.ts' })) };
    assert.deepEqual(ranCode(ts, test, [], read), []);
    assert.deepEqual(ranCode(ts, { ...rest, files }, [], { module: () => undefined, outline: () => undefined }), []);
  });
});
