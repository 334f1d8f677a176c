import type { Lines } from '../../contract/code-reach';
import { CAUTION, EVERYWHERE, type HistoryRequest, TOGETHER } from './rank-files';
import type { TouchedLines } from './touched-lines';
import { stemsOf } from './words';

/** How likely lines of a file are to change with a request; 0: nothing is known of them. */
export type LikelyLines = (path: string, lines: Lines) => number;

/**
 * Says of lines what {@link rankFiles} says of files: how much more often they changed in commits with the request's
 * words, and together with the task's files, than they change anyway.
 */
export function rankLines(touched: TouchedLines, { text, files }: HistoryRequest): LikelyLines {
  const all = touched.commits;
  const groups: { readonly weight: number; readonly commits: ReadonlySet<number> }[] = [];
  const add = (commits: readonly number[] = [], weight: number): void => {
    const set = new Set(commits);
    if (set.size === 0 || set.size > all * EVERYWHERE + 1) return;
    groups.push({ weight: weight * Math.log(1 + all / (set.size + 1)), commits: set });
  };
  for (const word of stemsOf(text)) add(touched.words.get(word), 1);
  for (const file of new Set(files)) add(touched.files.get(file), TOGETHER);
  return (path, { startLine, endLine }) => {
    const touches = touched.touches.get(path) ?? [];
    const commits = new Set<number>();
    for (const touch of touches)
      if (touch.startLine <= endLine && startLine <= touch.endLine) commits.add(touch.commit);
    if (commits.size === 0) return 0;
    const usual = commits.size / all;
    let score = 0;
    for (const group of groups) {
      let times = 0;
      for (const commit of commits) if (group.commits.has(commit)) times += 1;
      const share = (times + CAUTION * usual) / (group.commits.size + CAUTION);
      if (share > usual) score += group.weight * (share - usual);
    }
    return score;
  };
}
