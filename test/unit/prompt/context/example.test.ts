import assert from 'node:assert/strict';
import { findExample } from '../../../../src/engine/prompt/context/example';
import { memorySnapshot } from '../../../support/fakes';

const body = (name: string, lines = 20) =>
  Array.from({ length: lines }, (_, at) => `export const ${name}${at} = (value: number) => value * ${at};\n`).join('');

const FILES = {
  'src/discounts/percent-discount.ts': 'export {};\n',
  'src/discounts/fixed-discount.ts': body('fixed'),
  'src/discounts/rounding.ts': body('rounding'),
  'src/discounts/rounding.test.ts': body('test'),
  'src/discounts/discount-table.ts': body('table', 400),
  'src/discounts/discount-note.ts': 'export const note = 1;\n',
  'src/discounts/discount-types.d.ts': body('types'),
  'src/discounts/index.ts': body('index'),
  'src/other/far-discount.ts': body('far'),
};

const find = (
  focus: readonly string[],
  shown: readonly string[] = [],
  files: Readonly<Record<string, string>> = FILES,
) =>
  findExample(
    { focus, shown: shown.map((path) => ({ path, lines: [], part: { title: path, text: '', why: '' } })) },
    memorySnapshot(files),
  );

describe('an example of how the repository does such things', () => {
  it('is a file beside the one in focus of a similar name and a fitting length', async () => {
    const example = await find(['src/discounts/percent-discount.ts']);
    assert.equal(example?.path, 'src/discounts/fixed-discount.ts');
    assert.match(example.part.text, /fixed19/);
    assert.equal(example.part.why, 'an example of how it is done here');
  });

  it('is one with a test of its own where no name is similar', async () => {
    const shown = ['src/discounts/fixed-discount.ts'];
    assert.equal((await find(['src/discounts/percent-discount.ts'], shown))?.path, 'src/discounts/rounding.ts');
  });

  it('is none where nothing fits, nothing is in focus, or all of it is shown', async () => {
    assert.equal(await find([]), undefined);
    assert.equal(await find(['src/other/far-discount.ts']), undefined);
    assert.equal(await find(['docs/discount.md']), undefined);
    const shown = ['src/discounts/fixed-discount.ts', 'src/discounts/rounding.ts'];
    assert.equal(await find(['src/discounts/percent-discount.ts'], shown), undefined);
  });
});
