import assert from 'node:assert/strict';
import { foldRun } from '../../../src/engine/journal/fold';
import { withPin } from '../../../src/engine/learn/by-person';
import { learnedGroups } from '../../../src/engine/learn/describing/entries';
import { emptyPatterns, type Patterns } from '../../../src/engine/learn/patterns';
import { recordOutcome } from '../../../src/engine/learn/record-outcome';
import {
  type LearnedFolder,
  type LearnedNode,
  learnedChildren,
  learnedText,
  lessonsOf,
  rootsOf,
} from '../../../src/shell/views/learned/learned-nodes';
import { fullRun, runEvents } from '../journal/sample-run';

const run = { kind: 'fix', strategy: 'direct', iterations: 1, tokens: 8000, model: 'openai/m' } as const;
const outcomes = { moves: [{ situation: 'type-mismatch 1', action: 'correct', success: 1 }] } as const;

function learned(): Patterns {
  let patterns = emptyPatterns();
  for (let at = 0; at < 12; at++)
    patterns = recordOutcome(patterns, { ...run, reason: at < 9 ? 'verified' : 'stalled', outcomes });
  return withPin(patterns, { choice: 'opening', situation: 'fix openai/m', option: 'plan-first' });
}

const folderOf = (patterns: Patterns, more: Partial<LearnedFolder> = {}): LearnedFolder => ({
  folder: '/ws',
  name: 'ws',
  groups: learnedGroups(patterns),
  lessons: [],
  ...more,
});

/** All lines, indented as in the tree. */
function lines(nodes: readonly LearnedNode[], indent = ''): string[] {
  return nodes.flatMap((node) => {
    const { label, description } = learnedText(node);
    return [`${indent}${label}  ${description}`.trimEnd(), ...lines(learnedChildren(node), `${indent}  `)];
  });
}

describe('the view of what is learned', () => {
  it('shows each option with a bar for its success, its cases, its cost, and whether it is pinned', () => {
    assert.deepEqual(lines(rootsOf([folderOf(learned())])).slice(0, 16), [
      'Fixes with openai/m',
      '  Straight away  ████▒▒▒░ 9 of 12 · 8,000 tokens',
      '  Plan first  not tried yet · pinned by you',
      '  Look first  not tried yet',
      '  With an example  not tried yet',
      'Tries of fixes with openai/m',
      '  At most one try  ████▒▒▒░ 9 of 12 · 8,000 tokens',
      ...[2, 3, 4, 5, 6, 7, 8].map((tries) => `  At most ${tries} tries  not tried yet`),
      'What followed red verdicts',
      '  After a wrong type, attempt 1 (openai/m)',
    ]);
  });

  it('tells the same in words to those who hear it', () => {
    const [group] = rootsOf([folderOf(learned())]);
    const [direct, plan] = (group ? learnedChildren(group) : []).map(learnedText);
    assert.match(
      direct?.spoken ?? '',
      /^straight away\. Solved 9 of 12, likely between \d+ and \d+ %.*8,000 tokens a run\.$/,
    );
    assert.match(plan?.spoken ?? '', /^plan first\. Not tried here yet\. Pinned by you: the next run takes it\.$/);
    assert.doesNotMatch(`${direct?.spoken}${direct?.tooltip}`, /[█▒░]/);
    assert.deepEqual([direct?.contextValue, plan?.contextValue], ['learned.free.counted', 'learned.pinned']);
  });

  it('is empty where nothing is learned, and names folders only where there are several', () => {
    assert.deepEqual(rootsOf([folderOf(emptyPatterns())]), []);
    assert.deepEqual(rootsOf([]), []);
    const two = rootsOf([folderOf(learned()), folderOf(emptyPatterns(), { folder: '/other', name: 'other' })]);
    assert.deepEqual(
      two.map((node) => learnedText(node).label),
      ['ws'],
    );
  });

  it('lists how the last runs of the folder were counted', () => {
    const record = { ...foldRun(runEvents('a', fullRun())), workspace: '/ws' };
    const how = 'reverted' as const;
    const settled = { type: 'settled' as const, how, files: [], runId: 'b', at: record.startedAt };
    const runs = [record, { ...record, runId: 'b', settled }, { ...record, runId: 'c', workspace: '/other' }];
    const lessons = lessonsOf('/ws', runs);
    const [node] = rootsOf([folderOf(emptyPatterns(), { lessons })]);
    const texts = (node ? learnedChildren(node) : []).map(learnedText);
    assert.deepEqual(
      texts.map(({ label }) => label.replace(/^.*: /, '')),
      ['solved', 'not wanted'],
    );
    assert.match(texts[1]?.spoken ?? '', /counts as not solved, because you rejected it or took it back/);
  });
});
