import type { Evidence } from '../../contract/evidence';
import type { BlockEdit } from '../edits';
import { pathInComment, pathOnLine } from '../paths/path-on-line';
import { type PathContext, resolveWrittenPath } from '../paths/resolve-path';
import { refusal } from '../refusal';
import { isReplaceMarker, isSearchMarker, readBlock, skipBlock } from './read-blocks';

/** Collects the SEARCH/REPLACE blocks of a reply and numbers them from the reply's start. */
export interface BlockCollector {
  readonly refusals: Evidence[];
  /**
   * Reads the blocks among these lines, the first of which is `line` of the reply. A block's path is the one
   * on a line above it, otherwise `path`, otherwise the path of the block before it.
   */
  add(lines: readonly string[], line: number, path: string | undefined): BlockEdit[];
  /** Reports an end marker without a block before it. */
  endWithoutStart(line: number): void;
}

export function createBlockCollector(context: PathContext): BlockCollector {
  const refusals: Evidence[] = [];
  let number = 0;
  /** The path of the last block; at the start, the task's one file. */
  let last: string | undefined = context.focus.length === 1 ? context.focus[0] : undefined;

  const read = (lines: readonly string[], at: number, line: number, path: string | undefined): BlockEdit[] => {
    number++;
    const block = readBlock(lines, at);
    const written = path ?? last;
    if ('why' in block) refusals.push(malformed(line, number, block.why));
    else if (written === undefined) refusals.push(withoutPath(line, number, block.search));
    else {
      last = written;
      const { search, replace } = block;
      return [{ kind: 'block', path: resolveWrittenPath(written, context), line, number, search, replace }];
    }
    return [];
  };

  return {
    refusals,
    add(lines, line, path) {
      const found: BlockEdit[] = [];
      let here = path;
      for (let at = 0; at < lines.length; ) {
        const text = lines[at] ?? '';
        if (isSearchMarker(text)) {
          found.push(...read(lines, at, line + at, here));
          at = skipBlock(lines, at);
        } else {
          here = pathOnLine(text, context.known) ?? pathInComment(text, '', context.known) ?? here;
          if (isReplaceMarker(text)) this.endWithoutStart(line + at);
          at++;
        }
      }
      return found;
    },
    endWithoutStart(line) {
      refusals.push(malformed(line, number + 1, 'has no `<<<<<<< SEARCH` line at its start'));
    },
  };
}

function malformed(line: number, number: number, why: string): Evidence {
  return refusal(
    'malformed-block',
    `SEARCH/REPLACE block ${number} (line ${line} of the reply) ${why}. Write the block again, complete.`,
    { identity: why },
  );
}

function withoutPath(line: number, number: number, search: readonly string[]): Evidence {
  const message =
    `SEARCH/REPLACE block ${number} (line ${line} of the reply) does not say which file it is for. ` +
    "Put the file's path on the line above it.";
  return refusal('no-path', message, { identity: search.join('\n') });
}
