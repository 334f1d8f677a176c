import assert from 'node:assert/strict';
import type { Evidence } from '../../../../src/engine/contract/evidence';
import {
  evidenceWords,
  placesIn,
  placesInText,
  testsWithTypeErrors,
} from '../../../../src/engine/prompt/context/evidence-places';

function typeError(message: string, path = 'test/cart.test.ts'): Evidence {
  return { stage: 'types', fingerprint: message, message, path, line: 3 };
}

describe('what evidence says', () => {
  it('names the types of a compiler message, wherever in a type they stand', () => {
    const message = [
      "Argument of type '(get: Getter) => Subject<number>' is not assignable to parameter of type 'Options'.",
      "  Property 'subscribe' is missing in type 'lib.Cart'.",
    ].join('\n');
    const words = evidenceWords([typeError(message)]);
    for (const name of ['Getter', 'Subject', 'Options', 'subscribe']) assert.ok(words.includes(name), name);
    assert.ok(!words.includes('Argument'));
  });

  it('takes no such names from the message of a test, whose quotes hold values', () => {
    const failed: Evidence = { ...typeError("expected 'Hello World' to be 'Hello'"), stage: 'tests', test: 'greets' };
    assert.deepEqual(evidenceWords([failed]), ['greets', 'Hello']);
  });

  it('leads from a test file with an error of types to what it is named after, and not from a source', () => {
    const errors = [typeError('a'), typeError('b', 'src/cart.ts')];
    assert.deepEqual(testsWithTypeErrors(errors), ['test/cart.test.ts']);
  });
});

describe('places that a text names', () => {
  const files = new Set(['src/cart.ts', 'src/My Panel.tsx', 'src/größe.ts', 'app/(shop)/cart/page.tsx']);
  const cart = { path: 'src/cart.ts', line: 12 };
  const named = { ...cart, name: 'total' };
  for (const [text, place] of [
    ['at total (http://localhost:5173/src/cart.ts:12:5)', named],
    ['at total (http://localhost:5173/src/cart.ts?t=1700000000:12:5)', named],
    ['total@http://localhost:5173/src/cart.ts:12:5', named],
    ['async*total@http://localhost:5173/src/cart.ts:12:5', named],
    ['at total (webpack-internal:///(rsc)/./src/cart.ts:12:5)', named],
    ['at total (turbopack:///[project]/src/cart.ts:12:5)', named],
    ['at total (vite-node:src/cart.ts:12:5)', named],
    ['at total (../shop/src/cart.ts:12:5)', named],
    ['src/cart.ts(12,5): error TS2322: no', cart],
    ['[tsl] ERROR in /srv/shop/src/cart.ts(12,5)', cart],
    ['╭─[src/cart.ts:12:5]', cart],
    ['File "src/cart.ts", line 12, in total', cart],
    ['at file:///srv/src/My%20Panel.tsx:12:5', { ...cart, path: 'src/My Panel.tsx' }],
    ['at total (/srv/My Shop/src/My Panel.tsx:12:5)', { ...named, path: 'src/My Panel.tsx' }],
    ['at total (file:///srv/src/gr%C3%B6%C3%9Fe.ts:12:5)', { ...named, path: 'src/größe.ts' }],
    ['at total (/srv/app/(shop)/cart/page.tsx:12:5)', { ...named, path: 'app/(shop)/cart/page.tsx' }],
    ['at total (100%25/src/gone.ts:12:5)', undefined],
  ] as const)
    it(`are read from ${text}`, () => assert.deepEqual(placesInText(text, files)[0], place));

  it('lead from a frame of evidence in what was built of a package to its source', () => {
    const packages = new Map([['@shop/core', 'packages/core']]);
    const source = 'packages/core/src/vat.ts';
    for (const path of ['packages/core/dist/vat.js', '/srv/shop/node_modules/@shop/core/dist/esm/vat.js']) {
      const failed: Evidence = {
        stage: 'tests',
        fingerprint: path,
        message: `no\n    at vat (${path}:3:9)`,
        test: 'adds',
      };
      assert.deepEqual(placesIn([failed], [source], packages), [{ path: source, line: 3, name: 'vat' }]);
    }
  });
});
