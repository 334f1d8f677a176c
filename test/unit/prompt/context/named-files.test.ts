import assert from 'node:assert/strict';
import fc from 'fast-check';
import { namedPlaces } from '../../../../src/engine/prompt/context/named-files';

const FILES = [
  'app/(shop)/cart/page.tsx',
  'app/(shop)/[id]/page.tsx',
  'app/page.tsx',
  'docs/How to pay.md',
  'src/My Panel.tsx',
  'src/cart.ts',
  'src/components/Card.tsx',
  'src/index.ts',
  'lib/index.ts',
];
const named = (text: string) => namedPlaces(text, FILES);
const paths = (text: string) => named(text).map(({ path }) => path);

describe('namedPlaces', () => {
  for (const [what, text, expected] of [
    ['a path', 'Fix src/cart.ts please.', ['src/cart.ts']],
    ['a path in quotes or brackets', 'Fix it (see `src/cart.ts`, "lib/index.ts").', ['src/cart.ts', 'lib/index.ts']],
    ['a path with a dot and backslashes', 'In .\\src\\cart.ts the sum is wrong', ['src/cart.ts']],
    ['a path with blanks', 'Rename the title in src/My Panel.tsx', ['src/My Panel.tsx']],
    ['a path with brackets', 'app/(shop)/[id]/page.tsx crashes', ['app/(shop)/[id]/page.tsx']],
    ['the end of a path', 'see cart/page.tsx', ['app/(shop)/cart/page.tsx']],
    ['an alias without ending', 'import of @/components/Card fails', ['src/components/Card.tsx']],
    ['a base name that one file has', 'cart.ts is slow', ['src/cart.ts']],
    ['no base name that several files have', 'index.ts is slow, and so is page.tsx', []],
    ['no word that only looks alike', 'the cart is slow; src/cart.tsx is not there', []],
  ] as const) {
    it(`finds ${what}`, () => assert.deepEqual(paths(text), expected));
  }

  it('reads the line behind a path', () => {
    assert.deepEqual(named('the sum in src/cart.ts:12 is wrong'), [{ path: 'src/cart.ts', line: 12 }]);
  });

  it('tells frames of a stack trace from files that the person names', () => {
    const frame = 'at total (/srv/shop/src/cart.ts:12:5)\nat main (src/components/Card.tsx:3:1)';
    const cart = { path: 'src/cart.ts', line: 12 };
    const card = { path: 'src/components/Card.tsx', line: 3, isFrame: true };
    assert.deepEqual(named(frame), [{ ...cart, isFrame: true }, card]);
    assert.deepEqual(named(`${frame}\nMend src/cart.ts`), [cart, card]);
  });

  it('finds no file of a dependency', () => {
    assert.deepEqual(named('at sum (/srv/shop/node_modules/numbers/src/cart.ts:12:5)'), []);
  });

  it('finds every file by its path, whatever stands around it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...FILES.filter((path) => path.includes('/'))), fc.string(), (path, around) => {
        assert.ok(paths(`${around} "${path}" ${around}`).includes(path));
      }),
    );
  });

  it('never fails, and names only files that there are', () => {
    fc.assert(fc.property(fc.string(), (text) => paths(text).every((path) => FILES.includes(path))));
  });
});
