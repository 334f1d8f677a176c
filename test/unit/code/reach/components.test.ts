import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as compiler from 'typescript';
import { outlineOf } from '../../../../src/engine/code/reach/outline/outline';
import { readModule } from '../../../../src/engine/code/reach/read-module';
import { componentCode } from '../../../../src/engine/code/reach/reading/component-code';
import { type Files, reachedFrom } from './support';

const SUM = { 'sum.ts': 'export const sum = () => 1;\nexport const other = () => 2;\n' };
const ROW = '<script setup lang="ts">\nimport { sum } from \'./sum\';\nconst price = sum();\n</script>\n';

const SHOWN = '<template><PriceRow/></template>';

/** What a test reaches that renders the component of this file. */
function rendered(file: string, files: Files): string[] {
  const test = `import Shown from './${file}';\nit('x', () => render(Shown, { props: { open: true } }));`;
  return reachedFrom({ ...SUM, ...files, 'test.ts': test }, 'x');
}

describe('a component', () => {
  for (const [what, file, text] of [
    [
      'Vue',
      'a.vue',
      `<template>\n  <b>{{ sum() }}</b>\n</template>\n<script setup>\nimport { sum } from './sum';\n</script>`,
    ],
    [
      'Vue after its script',
      'a.vue',
      `<script setup>\nimport { sum } from './sum';\n</script>\n<template><b :a="sum()" /></template>`,
    ],
    [
      'Vue with the line ends of Windows',
      'a.vue',
      `<template>\r\n<b v-if="sum()"/>\r\n</template>\r\n<script setup>\r\nimport { sum } from './sum';\r\n</script>`,
    ],
    [
      'Svelte',
      'a.svelte',
      `<script>\n  import { sum } from './sum';\n  export let open;\n</script>\n{#if open}<b>{sum()}</b>{/if}`,
    ],
    ['Svelte as a store', 'a.svelte', `<script>\n  import { sum } from './sum';\n</script>\n<b>{$sum}</b>`],
    [
      'Svelte in a reactive statement',
      'a.svelte',
      `<script>\n  import { sum } from './sum';\n  export let open;\n  $: open, sum();\n</script>\n`,
    ],
    ['Astro', 'a.astro', `---\nimport { sum } from './sum';\n---\n<b>{sum()}</b>`],
    ['Astro with the line ends of Windows', 'a.astro', `---\r\nimport { sum } from './sum';\r\n---\r\n<b>{sum()}</b>`],
  ] as const)
    it(`is followed in its markup: ${what}`, () => {
      const found = rendered(file, { [file]: text });
      assert.ok(found.includes('sum.ts sum') && !found.includes('sum.ts other'), found.join());
    });

  for (const [what, file, text] of [
    [
      'by its name',
      'a.vue',
      `<template><PriceRow/></template><script setup>import PriceRow from './row.vue';</script>`,
    ],
    [
      'with hyphens',
      'a.vue',
      `<template><price-row /></template><script setup>import PriceRow from './row.vue';</script>`,
    ],
    [
      'of options',
      'a.vue',
      `<script>\nimport PriceRow from './row.vue';\nexport default { components: { PriceRow } };\n</script>\n${SHOWN}`,
    ],
    ['in Svelte', 'a.svelte', `<script>import PriceRow from './row.vue';</script>\n<PriceRow/>`],
    ['in Astro', 'a.astro', `---\nimport PriceRow from './row.vue';\n---\n<PriceRow/>`],
  ] as const)
    it(`is followed to another one that its markup shows, ${what}`, () => {
      assert.ok(rendered(file, { [file]: text, 'row.vue': ROW }).includes('sum.ts sum'));
    });

  it('is followed to what a tool imports for it, where only one file has the name', () => {
    const text = '<template><PriceRow/></template>\n<script setup>\nconst cart = useCart();\n</script>';
    const files = {
      'pages/a.vue': text,
      'components/PriceRow.vue': ROW.replace('./sum', '../sum'),
      'composables/useCart.ts': 'export function useCart() { return open(); }\nfunction open() {}\n',
    };
    const found = rendered('pages/a.vue', files);
    for (const name of ['sum.ts sum', 'composables/useCart.ts useCart', 'composables/useCart.ts open'])
      assert.ok(found.includes(name), found.join());
    const two = rendered('pages/a.vue', { ...files, 'other/PriceRow.vue': '<template/>' });
    assert.ok(!two.includes('sum.ts sum'), two.join());
  });

  it('is followed to a script in a file of its own', () => {
    const files = {
      'a.vue': '<template><b/></template>\n<script lang="ts" src="./code.ts"></script>',
      'code.ts': `import { sum } from './sum';\nexport default { methods: { total() { return sum(); } } };\n`,
    };
    assert.ok(rendered('a.vue', files).includes('sum.ts sum'));
  });

  it('has its markup in the outline, with the lines and the words of the file', () => {
    const lines = ['<template>', '  <section class="for">', '    <b>{{ a }}</b>', '  </section>', '</template>'];
    const text = [
      '<script setup>',
      'const a = 1;',
      '</script>',
      '',
      ...lines,
      '<style>',
      'b { color: red }',
      '</style>',
    ];
    const { entries } = outlineOf(compiler, readModule(compiler, 'a.vue', text.join('\n')));
    assert.deepEqual(
      entries.map(({ name, startLine, endLine, head }) => [name, startLine, endLine, head]),
      [
        ['a', 2, 2, 'const a = 1;'],
        ['template', 5, 9, '<template>'],
      ],
    );
  });

  it('keeps every line and column, whatever its markup is', () => {
    const piece = fc.constantFrom(
      '<b>',
      '{',
      '}',
      '"',
      "'",
      '`',
      '/*',
      '//',
      ' if ',
      'class',
      '$a',
      'a-b',
      '<c-d',
      '\n',
      '\r\n',
      'é',
      '😀',
      '0x1',
      '.',
    );
    fc.assert(
      fc.property(fc.array(piece), fc.constantFrom('a.vue', 'a.svelte', 'a.astro'), (pieces, path) => {
        const text = `${pieces.join('')}<script>\nconst after = 1;\n</script>${pieces.join('')}`;
        const code = componentCode(path, text);
        assert.equal(code.length, text.length);
        assert.deepEqual(code.match(/\r?\n/g), text.match(/\r?\n/g));
        const { declarations } = readModule(compiler, path, text);
        assert.ok(declarations.has('after'), code);
      }),
    );
  });
});
