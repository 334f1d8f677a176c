import assert from 'node:assert/strict';
import { startCpuTime } from '../../../support/cpu-time';
import { reachedFrom } from './support';

const LIB = ['a', 'b', 'c', 'd', 'e'].map((name) => `export function ${name}() {}`).join('\n');

/** The functions of a library that the test of this name reaches. */
const uses = (test: string, name: string): string =>
  reachedFrom({ 'lib.ts': LIB, 'test.ts': `import { a, b, c, d, e } from './lib';\n${test}` }, name)
    .map((found) => found.replace('lib.ts ', ''))
    .sort()
    .join('');

describe('the code of a test', () => {
  it('is its body, with hooks and helpers around it, without other tests', () => {
    const test = `
      const helper = () => b();
      function unused() { e(); }
      describe('outer', () => {
        let made;
        beforeEach(() => { c(); });
        describe('inner', () => {
          const local = d();
          it('one', () => { a(); helper(); });
          it('two', () => { e(); });
        });
        it('three', () => { e(); });
      });`;
    assert.equal(uses(test, 'outer > inner > one'), 'abcd');
    assert.equal(uses(test, 'outer > three'), 'ce');
  });

  it('is found by the title of a row', () => {
    const test = `
      it.each([[1, 2]])('adds %i and %s', () => { a(); });
      test.each\`x | y\n\${1} | \${2}\`('takes $x from $y.z', () => { b(); });
      it(\`has \${count} of \${limit}\`, () => { c(); });
      it('costs 5 %', () => { d(); });`;
    assert.equal(uses(test, 'adds 1 and two'), 'a');
    assert.equal(uses(test, 'takes 1 from 2'), 'b');
    assert.equal(uses(test, 'suite > has 3 of 7'), 'c');
    assert.equal(uses(test, 'suite costs 5 %'), 'd');
  });

  it('is that of the suites in the name, where several tests have the title', () => {
    const test = `
      describe('one', () => { it('works', () => { a(); }); });
      describe('two', () => { it('works', () => { b(); });
        describe('one', () => { it('works', () => { c(); }); });
      });`;
    assert.equal(uses(test, 'one > works'), 'a');
    assert.equal(uses(test, 'two > works'), 'b');
    assert.equal(uses(test, 'two one works'), 'c');
    assert.equal(uses(test, 'elsewhere > works'), 'abc');
  });

  it('is not taken by a title that only ends alike', () => {
    const test = `it('adds', () => { a(); });\nit('readds', () => { b(); });`;
    assert.equal(uses(test, 'cart > readds'), 'b');
    assert.equal(uses(test, 'cart > adds'), 'a');
  });

  it('is found among hostile titles in time', () => {
    const test = `it('${'%s a '.repeat(60)}b', () => { a(); });\nit('c', () => { c(); });`;
    const cpuTime = startCpuTime();
    assert.equal(uses(test, `${'a '.repeat(5000)}c`), 'c');
    assert.ok(cpuTime() < 1000);
  });
});
