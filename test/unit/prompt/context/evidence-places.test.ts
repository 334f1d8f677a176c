import assert from 'node:assert/strict';
import type { Evidence } from '../../../../src/engine/contract/evidence';
import { evidenceWords, testsWithTypeErrors } from '../../../../src/engine/prompt/context/evidence-places';

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
