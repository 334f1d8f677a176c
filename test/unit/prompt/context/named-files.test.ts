import assert from 'node:assert/strict';
import fc from 'fast-check';
import { namedPlaces } from '../../../../src/engine/prompt/context/named/named-files';

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
  'pages/[...slug].tsx',
  'src/größe.ts',
  'src/lib/user.service.ts',
  'src/__snapshots__/cart.ts.snap',
  'config/jest.config.cjs',
  'Dockerfile',
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
    ['no word that only looks alike', 'the cart is slow; src/cart.tsx is not there, nor is Cart.js', []],
    ['a base name in brackets', 'The sum (cart.ts) and [user.service.ts]', ['src/cart.ts', 'src/lib/user.service.ts']],
    ['a base name in brackets with more words', '(as cart.ts does)', ['src/cart.ts']],
    ['a base name with blanks', 'Open "My Panel.tsx", then How to pay.md', ['src/My Panel.tsx', 'docs/How to pay.md']],
    ['a base name in other letters', 'größe.ts is slow', ['src/größe.ts']],
    ['a base name in emphasis', '_cart.ts_ and **jest.config.cjs**', ['src/cart.ts', 'config/jest.config.cjs']],
    ['a mention of a chat', '@cart.ts and #file:größe.ts', ['src/cart.ts', 'src/größe.ts']],
    [
      'a name with a dot and no ending',
      'user.service and jest.config',
      ['src/lib/user.service.ts', 'config/jest.config.cjs'],
    ],
    [
      'a path as a shell escapes it',
      'app/\\(shop\\)/\\[id\\]/page.tsx, src/My\\ Panel.tsx',
      [FILES[1], 'src/My Panel.tsx'],
    ],
    ['a path as a URL escapes it', 'file:///srv/src/My%20Panel.tsx, 100% of it', ['src/My Panel.tsx']],
    ['a path of Windows with brackets', 'pages\\[...slug].tsx', ['pages/[...slug].tsx']],
    ['a path in other capitals', 'SRC\\Cart.ts and card.tsx', ['src/cart.ts', 'src/components/Card.tsx']],
    [
      'what an import calls a file',
      "import '@/components/Card.js'; './src/cart.js'",
      ['src/components/Card.tsx', 'src/cart.ts'],
    ],
    ['an alias with a name', '$lib/user.service', ['src/lib/user.service.ts']],
    ['a file without an ending', 'The Dockerfile copies too much', ['Dockerfile']],
  ] as const) {
    it(`finds ${what}`, () => assert.deepEqual(paths(text), expected));
  }

  for (const text of [
    'the sum in src/cart.ts:12 is wrong',
    'src/cart.ts:12-20',
    '`cart.ts`:12',
    'cart.ts, line 12',
    'see “cart.ts” line 12',
    'lines 12-20 of `src/cart.ts`',
    'https://github.com/me/shop/blob/main/src/cart.ts#L12-L20',
    '[the sum](./src/cart.ts#L12)',
    'src/cart.ts(12): wrong',
    'cart.ts L12',
    'C:\\work\\shop\\src\\cart.ts:12',
  ])
    it(`reads the line of a path: ${text}`, () => {
      assert.deepEqual(named(text), [{ path: 'src/cart.ts', line: 12 }]);
    });

  it('reads no line where other words stand between', () => {
    assert.deepEqual(named('Of 12 files cart.ts is the longest. Line 12 is empty.'), [
      { path: 'src/cart.ts', line: undefined },
    ]);
  });

  it('takes the place in the message of a compiler for a frame', () => {
    assert.deepEqual(named('src/cart.ts(12,5): error TS2322'), [{ path: 'src/cart.ts', line: 12, isFrame: true }]);
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
