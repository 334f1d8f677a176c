import { createFinder } from '../../src/engine/code/reach/finder';
import type { CodeFinder } from '../../src/engine/contract/code-reach';

/** The real search for code, in this process, over files that are not on a disk. */
export function codeFinder(files: Readonly<Record<string, string>>): CodeFinder {
  const finder = createFinder();
  return {
    reach: (request) =>
      finder.find({ ...request, unsaved: new Map([...Object.entries(files), ...request.unsaved]) }, async () => {}),
  };
}
