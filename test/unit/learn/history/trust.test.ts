import assert from 'node:assert/strict';
import { createCounter } from '../../../../src/engine/learn/history/counts';
import type { PastChange } from '../../../../src/engine/learn/history/read-log';
import { trustOf } from '../../../../src/engine/learn/history/trust';
import { change } from './support';

function trust(past: readonly PastChange[], older?: { readonly share: number; readonly samples: number }) {
  const counter = createCounter();
  for (const item of past) counter.add(item);
  return trustOf(counter.counts(), counter.samples, older);
}

const NAMES = ['mail', 'cart', 'price', 'invoice', 'login', 'search', 'export', 'import', 'menu', 'order'];
const WORDS = 'amber birch cedar delta ember flint grove heath inlet jolly knoll larch maple north oaken pearl'.split(
  ' ',
);
/** Commits whose words and tests always mean the same source. */
const TELLING = Array.from({ length: 100 }, (_, at) => {
  const name = NAMES[at % NAMES.length] ?? '';
  return change(`Improve the ${name}`, [`src/${name}.ts`, `test/${name}.test.ts`]);
});
/** Commits that touch sources without any order. */
const RANDOM = Array.from({ length: 100 }, (_, at) =>
  change(`${WORDS[at % WORDS.length]} ${WORDS[(at * 7 + 3) % WORDS.length]}`, [`src/file${(at * 37) % 50}.ts`]),
);

describe('trust in a history', () => {
  it('is high where recent commits are predicted by the others, and low where they are not', () => {
    assert.ok(trust(TELLING).share > 0.85, String(trust(TELLING).share));
    assert.ok(trust(RANDOM).share < 0.4, String(trust(RANDOM).share));
  });

  it('does not let a commit predict itself', () => {
    const once = WORDS.map((word, at) =>
      change(`${word} ${NAMES[at % 10]}s`, [`src/${word}.ts`, `test/${word}.test.ts`]),
    );
    assert.ok(trust(once).share <= 0.3, String(trust(once).share));
  });

  it('is cautious without commits, and keeps what was known before a few new ones', () => {
    assert.deepEqual(trust([]), { share: 0.3, samples: 10 });
    const few = trust(RANDOM.slice(0, 3), { share: 0.9, samples: 60 });
    assert.ok(few.share > 0.8 && few.samples === 60, JSON.stringify(few));
  });
});
