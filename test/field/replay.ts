import { temporaryFolder } from '../support/cli';
import { type Belief, believe } from './believe';
import { type ByHand, byHand, withTestsOf } from './by-hand';
import { git, type PastCommit, pastCommits } from './past-commits';
import type { ReplayOptions } from './replay-options';

/** Commits that are tried by hand for each one that is wanted: older ones often need other dependencies. */
const MAX_TRIED = 8;

interface Row {
  readonly commit: PastCommit;
  /** The run whose reply was the person's change. */
  readonly honest: Belief;
  /** The run with a broken variant; undefined when flipping no operator made a test fail. */
  readonly broken: Belief | undefined;
}

/**
 * Replays commits one after the other in the clone, which must be clean and is left as it was found. True when
 * every change that is green by hand was believed and no broken variant was.
 */
export async function replay(options: ReplayOptions, print: (line: string) => void): Promise<boolean> {
  const { repo, count } = options;
  if (git(repo, 'status', '--porcelain', '--untracked-files=no').trim() !== '') {
    throw new Error(`${repo} has changes. Commit or stash them, because commits are checked out in it.`);
  }
  const start = git(repo, 'rev-parse', '--abbrev-ref', 'HEAD').trim();
  const back = start === 'HEAD' ? git(repo, 'rev-parse', 'HEAD').trim() : start;
  const state = temporaryFolder('field');
  const rows: Row[] = [];
  let tried = 0;
  print('| commit | by hand | the person’s change | a broken variant |\n| --- | --- | --- | --- |');
  try {
    for (const commit of pastCommits(repo, options.package, options.commits)) {
      if (rows.length >= count || tried >= count * MAX_TRIED) break;
      tried += 1;
      const row = await replayOne(commit, { ...options, state: state.path });
      const name = `${commit.hash.slice(0, 9)} ${commit.subject.replaceAll('|', '\\|')}`;
      if ('left' in row) {
        print(`| ${name} | ${row.left} | | |`);
        continue;
      }
      rows.push(row);
      print(`| ${name} | green | ${row.honest.text} | ${row.broken?.text ?? 'none found'} |`);
    }
  } finally {
    git(repo, 'checkout', '--quiet', '--force', back);
    state.remove();
  }
  const believed = rows.filter(({ honest }) => honest.isBelieved).length;
  const fooled = rows.filter(({ broken }) => broken?.isBelieved).length;
  print(`\n${believed} of ${rows.length} changes believed, ${fooled} broken variants believed`);
  return believed === rows.length && fooled === 0;
}

const LEFT: Record<Exclude<ByHand['is'], 'red-then-green'>, string> = {
  'green-without': 'left out: green without the change',
  'red-with': 'left out: red with the change',
};

/** Why the commit is left out, or what was believed of it. */
async function replayOne(
  commit: PastCommit,
  options: ReplayOptions & { readonly state: string },
): Promise<Row | { readonly left: string }> {
  return withTestsOf(commit, options, async (write, reset) => {
    const found = await byHand(commit, options, write);
    if (found.is !== 'red-then-green') return { left: LEFT[found.is] };
    reset();
    const honest = await believe(commit, 'honest', commit.sources, options);
    return { commit, honest, broken: found.broken && (await believe(commit, 'broken', found.broken, options)) };
  });
}
