import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as compiler from 'typescript';
import { outlineOf } from '../../../../src/engine/code/reach/outline/outline';
import { readModule } from '../../../../src/engine/code/reach/read-module';

const outline = (text: string, path = 'a.ts') => outlineOf(compiler, readModule(compiler, path, text));

const NAME = fc.constantFrom('a', 'b', 'Cart', 'constructor', 'toString', '__proto__', 'total');
const BODY = fc.integer({ min: 0, max: 16 }).map((lines) => '  f();\n'.repeat(lines));
const DECLARATION = fc.oneof(
  fc.tuple(NAME, BODY).map(([name, body]) => `/** About it. */\nexport function ${name}() {\n${body}}`),
  fc.tuple(NAME, NAME, BODY).map(([name, member, body]) => `class ${name} {\n  ${member}() {\n${body}}\n  x = 1;\n}`),
  fc.tuple(NAME, NAME, BODY).map(([name, key, body]) => `export const ${name} = {\n${key}: () => {\n${body}},\n};`),
  fc.tuple(NAME, BODY).map(([name, body]) => `namespace ${name} {\n  export function inner() {\n${body}}\n}`),
  fc.tuple(NAME, NAME).map(([one, two]) => `const { ${one}: x, ${two}: y } = make();`),
  NAME.map((name) => `interface ${name} { (): void; [key: string]: unknown }`),
  NAME.map((name) => `exports.${name} = function () {};`),
  fc.constantFrom('f();', `import './a';`, `export * from './b';`, 'if (x) {\n  f();\n}', 'export default class {}'),
);

describe('outlines', () => {
  it('divide a long class into its members, and name what stands outside of declarations', () => {
    const text = `class Cart {\n${'  // …\n'.repeat(12)}  total() {}\n  [Symbol.iterator]() {}\n}\nregister(Cart);\n`;
    assert.deepEqual(
      outline(text).entries.map(({ name, depth }) => [name, depth]),
      [
        ['Cart', 0],
        ['Cart.total', 1],
        ['Cart.[Symbol.iterator]', 1],
        ['', 0],
      ],
    );
  });

  it('divide a long function into its functions and a few statements at a time', () => {
    const inner = (name: string) => `  function ${name}() {\n${'    work();\n'.repeat(18)}  }\n`;
    const text = `function plugin() {\n${'  let a = 1;\n'.repeat(20)}${inner('apply')}${inner('revert')}}\n`;
    assert.deepEqual(
      outline(text).entries.map(({ name, startLine, endLine, depth }) => [name, startLine, endLine, depth]),
      [
        ['plugin', 1, 62, 0],
        ['', 2, 16, 1],
        ['', 17, 21, 1],
        ['plugin.apply', 22, 41, 1],
        ['plugin.revert', 42, 61, 1],
      ],
    );
  });

  it('divide what is long inside of a long part again: a switch, an object that is returned, a suite of tests', () => {
    const cases = Array.from({ length: 60 }, (_, at) => `    case ${at}:\n      f();\n`).join('');
    const texts = [
      `function f() {\n  switch (x) {\n${cases}  }\n}\n`,
      `const make = () => ({\n${'  a: 1,\n  b() {},\n'.repeat(40)}});\n`,
      `describe('x', () => {\n${"  it('y', () => {\n    z();\n  });\n".repeat(30)}});\n`,
      `export const data = [\n${'  [1, 2, 3],\n'.repeat(100)}];\n`,
    ];
    for (const text of texts) {
      const leaves = outline(text).entries.filter(({ depth }) => depth > 0);
      assert.ok(leaves.length > 3, text.slice(0, 40));
      assert.ok(
        leaves.some(({ startLine, endLine }) => endLine - startLine < 20),
        text.slice(0, 40),
      );
    }
  });

  it('keep a short function as it is', () => {
    assert.equal(outline('function f() {\n  if (a) {\n    b();\n  }\n}\n').entries.length, 1);
  });

  it('keep the lines of a component', () => {
    const text = '<template>\n</template>\n<script>\nfunction a() {\n}\n</script>\n';
    assert.deepEqual(outline(text, 'a.vue').entries, [
      { name: 'template', head: '<template>', startLine: 1, endLine: 2, depth: 0 },
      { name: 'a', head: 'function a() {', startLine: 4, endLine: 5, depth: 0 },
    ]);
  });

  it('cover lines of the file, in order, without overlap at the same depth', () => {
    fc.assert(
      fc.property(fc.array(DECLARATION, { maxLength: 12 }), (declarations) => {
        const text = declarations.join('\n');
        const { entries, lines } = outline(text);
        assert.equal(lines, text.split('\n').length);
        const last = new Map<number, number>();
        for (const { startLine, endLine, depth } of entries) {
          assert.ok(1 <= startLine && startLine <= endLine && endLine <= lines);
          assert.ok(startLine > (last.get(depth) ?? 0), text);
          last.set(depth, endLine);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('reading a module', () => {
  const PARTS = fc.array(
    fc.oneof(
      DECLARATION,
      fc.string(),
      fc.constantFrom(
        'export',
        'import',
        '{',
        '}',
        '(',
        '`${',
        '<script>',
        '</script>',
        '---\n',
        'module.exports =',
        '/*',
      ),
    ),
    { maxLength: 20 },
  );

  it('never throws, whatever the text is', () => {
    fc.assert(
      fc.property(PARTS, fc.constantFrom('a.ts', 'a.tsx', 'a.js', 'a.vue', 'a.astro', 'a.d.ts'), (parts, path) => {
        const text = parts.join(' ');
        const read = outline(text, path);
        assert.ok(read.entries.every(({ endLine }) => endLine <= read.lines));
      }),
      { numRuns: 500 },
    );
  });

  it('declares nothing for text that is nested too deeply', () => {
    assert.deepEqual(outline(`f(${'['.repeat(300_000)}`).entries, []);
  });
});
