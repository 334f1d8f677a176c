import type { Evidence } from '../../contract/evidence';
import type { BlockEdit } from '../edits';
import { type PathContext, pathInComment, pathOnLine, resolveMention } from '../path-mention';
import { refusal } from '../refusal';
import { isReplaceMarker, isSearchMarker, readBlock, skipBlock } from './read-blocks';

/** Gathers the SEARCH/REPLACE blocks of a reply and numbers them from its start. */
export interface BlockCollector {
  readonly refusals: Evidence[];
  /**
   * Reads the blocks among these lines, the first of which is `line` of the reply. A path on a line
   * above a block is its path; else `path`; else the block is for the file of the one before it.
   */
  add(lines: readonly string[], line: number, path: string | undefined): BlockEdit[];
  /** An end marker that no block was open for. */
  strayEnd(line: number): void;
}

export function createBlockCollector(context: PathContext): BlockCollector {
  const refusals: Evidence[] = [];
  let number = 0;
  let last: string | undefined = context.focus.length === 1 ? context.focus[0] : undefined;

  const read = (lines: readonly string[], at: number, line: number, path: string | undefined): BlockEdit[] => {
    number++;
    const block = readBlock(lines, at);
    const mention = path ?? last;
    if ('why' in block) refusals.push(faulty(line, number, block.why));
    else if (mention === undefined) refusals.push(withoutPath(line, number, block.search));
    else {
      last = mention;
      const { search, replace } = block;
      return [{ kind: 'block', path: resolveMention(mention, context), line, number, search, replace }];
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
          if (isReplaceMarker(text)) this.strayEnd(line + at);
          at++;
        }
      }
      return found;
    },
    strayEnd(line) {
      refusals.push(faulty(line, number + 1, 'has no `<<<<<<< SEARCH` line at its start'));
    },
  };
}

function faulty(line: number, number: number, why: string): Evidence {
  return refusal(
    'malformed-block',
    `SEARCH/REPLACE block ${number} (line ${line} of the reply) ${why}. Write the block again, complete.`,
    { identity: why },
  );
}

function withoutPath(line: number, number: number, search: readonly string[]): Evidence {
  const message = `SEARCH/REPLACE block ${number} (line ${line} of the reply) does not say which file it is for. Put the file's path on the line above it.`;
  return refusal('no-path', message, { identity: search.join('\n') });
}
