import assert from 'node:assert/strict';
import { withPin } from '../../../src/engine/learn/by-person';
import { entrySentence, entryTitle, findEntry, learnedGroups } from '../../../src/engine/learn/describing/entries';
import { likelyShare } from '../../../src/engine/learn/describing/interval';
import { emptyPatterns, type Patterns } from '../../../src/engine/learn/patterns';
import { recordOutcome } from '../../../src/engine/learn/record-outcome';

const MODEL = 'ollama/qwen:7b';
const run = { kind: 'fix', strategy: 'direct', iterations: 1, tokens: 8000, model: MODEL } as const;
const outcomes = {
  moves: [{ situation: 'type-mismatch 3', action: 'correct', success: 1 }],
  replies: { format: 'edits', read: 1, refused: 0, tokens: 500 },
} as const;

function learned(): Patterns {
  const solved = recordOutcome(emptyPatterns(), { ...run, reason: 'verified', outcomes });
  return recordOutcome(solved, { ...run, reason: 'stalled' });
}

describe('entries of what is learned', () => {
  it('hold every option of each situation, with its evidence', () => {
    const groups = learnedGroups(learned());
    assert.deepEqual(
      groups.map(({ title, entries }) => [title, entries.map(({ name, tried }) => `${name} ${tried}`).join(', ')]),
      [
        [`Fixes with ${MODEL}`, 'straight away 2, plan first 0, look first 0, with an example 0'],
        [
          `Tries of fixes with ${MODEL}`,
          'at most one try 2, at most 2 tries 0, at most 3 tries 0, at most 4 tries 0, at most 5 tries 0, ' +
            'at most 6 tries 0, at most 7 tries 0, at most 8 tries 0',
        ],
        [`Replies of ${MODEL}`, 'edits 1, whole files 0'],
        [
          `After a wrong type, attempt 3 or later (${MODEL})`,
          'a correction 1, a fresh start 0, going back to the best candidate 0, several candidates 0, ' +
            'the stronger model 0, a hint of yours 0',
        ],
      ],
    );
    const [first] = groups[0]?.entries ?? [];
    assert.ok(first);
    assert.equal(entryTitle(first), `Fixes with ${MODEL}: straight away`);
    assert.equal(
      entrySentence(first),
      'Solved 1 of 2, likely between 16 and 83 % where newer cases count more, about 8,000 tokens a run.',
    );
  });

  it('are found by the words of the list, or by short names', () => {
    const groups = learnedGroups(learned());
    for (const words of [
      `Fixes with ${MODEL}: plan first`,
      `fix ${MODEL}: plan-first`,
      ` fixes WITH ${MODEL}: Plan first `,
    ])
      assert.equal(findEntry(groups, words)?.option, 'plan-first', words);
    for (const words of ['', 'plan first', `Fixes with ${MODEL}`, `Fixes with other: plan first`])
      assert.equal(findEntry(groups, words), undefined, words);
  });

  it('tell what is pinned, also where nothing is recorded', () => {
    const patterns = withPin(emptyPatterns(), {
      choice: 'format',
      situation: 'replies openai/m',
      option: 'whole-files',
    });
    const pinned = learnedGroups(patterns).flatMap(({ entries }) => entries.filter(({ isPinned }) => isPinned));
    assert.deepEqual(pinned.map(entryTitle), ['Replies of openai/m: whole files']);
    assert.deepEqual(pinned.map(entrySentence), ['Not tried here yet. Pinned by you: the next run takes it.']);
  });
});

describe('the likely share', () => {
  it('is everything without cases, narrows with more of them, and stays between 0 and 1', () => {
    assert.deepEqual(likelyShare({ successes: 0, failures: 0 }), { from: 0, to: 1 });
    const width = (cases: number) => {
      const { from, to } = likelyShare({ successes: cases / 2, failures: cases / 2 });
      return to - from;
    };
    assert.ok(width(2) > width(10) && width(10) > width(100));
    for (const [successes, failures] of [
      [3, 0],
      [0, 3],
      [0.01, 0],
      [1e6, 1e6],
    ] as const) {
      const { from, to } = likelyShare({ successes, failures });
      assert.ok(0 <= from && from < to && to <= 1, `${from} ${to}`);
    }
    assert.deepEqual(
      Object.values(likelyShare({ successes: 9, failures: 2 })).map((share) => share.toFixed(2)),
      ['0.63', '0.92'],
    );
  });
});
