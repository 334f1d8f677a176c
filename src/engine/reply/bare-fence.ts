import { posix } from 'node:path';
import type { Evidence } from '../contract/evidence';
import type { Collected, UnnamedFence } from './collect-edits';
import type { Edit } from './edits';
import { isQuote } from './quotes';
import { refusal } from './refusal';

export const FORMATS =
  'Answer with SEARCH/REPLACE blocks below the path of their file, ' +
  'or with whole files in a fence that names the path (```ts src/file.ts).';

/**
 * In a reply without a path, the one code fence is for the task's one file; otherwise the reply is refused. Fences that
 * show what `current`, the file's text, holds now, or how the file is used, are not counted beside another one.
 */
export function bareFence(
  { unnamed }: Collected,
  focus: readonly string[],
  resolve: (written: string) => string,
  current: string | undefined,
): { readonly edits: readonly Edit[] } | { readonly refused: readonly Evidence[] } {
  const [path, second] = focus;
  const possible = path === undefined ? unnamed : unnamed.filter((fence) => couldBe(fence, path));
  const changing = possible.filter(({ body }) => current === undefined || !isQuote(body, current));
  const own = (changing.length > 0 ? changing : possible).filter(
    ({ body }) => path === undefined || !isUse(body, path),
  );
  const fitting = own.length > 0 ? own : possible;
  const [fence, another] = fitting;
  if (fence && own.length === 0) {
    const message =
      `The code on line ${fence.line} of the reply imports ${path}, so it is an example of its use and not the file. ` +
      FORMATS;
    return { refused: [refusal('no-path', message, { identity: fence.body.join('\n') })] };
  }
  if (!fence) return { refused: [refusal('no-code', `The reply holds no edit. ${FORMATS}`)] };
  const other = fence.near.find((written) => resolve(written) !== path);
  if (other !== undefined && path !== undefined) {
    const message =
      `The code on line ${fence.line} of the reply stands below words that name ${other}, so it is unclear which ` +
      `file it is. Put the path alone on the line above it. ${FORMATS}`;
    return { refused: [refusal('no-path', message, { identity: fence.body.join('\n') })] };
  }
  if (path === undefined || second !== undefined) {
    const message = `The code on line ${fence.line} of the reply does not say which file it is for. ${FORMATS}`;
    return { refused: [refusal('no-path', message, { identity: fence.body.join('\n') })] };
  }
  if (another) {
    const lines = fitting.map(({ line }) => line).join(', ');
    const message =
      `The reply holds ${fitting.length} code fences without a path (lines ${lines}), ` +
      `so it is unclear which one is ${path}. ${FORMATS}`;
    return { refused: [refusal('no-path', message)] };
  }
  if (!fence.diff) return { edits: [{ kind: 'whole', path, line: fence.line, lines: fence.body }] };
  return fence.diff.refusals.length > 0 ? { refused: fence.diff.refusals } : { edits: fence.diff.edits };
}

/** Whether the file can be written in the fence's language. */
function couldBe({ language, diff }: UnnamedFence, path: string): boolean {
  if (language === '' || diff) return true;
  const extension = /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
  const script = /^(?:[cm]?[jt]sx?|typescript(?:react)?|javascript(?:react)?)$/;
  return language === extension || (script.test(extension) && script.test(language)) || isMarkdown(extension, language);
}

function isMarkdown(extension: string, language: string): boolean {
  const markdown = /^(?:mdx?|markdown)$/;
  return markdown.test(extension) && markdown.test(language);
}

const IMPORT = /(?:\bfrom\s*|\brequire\(\s*|^\s*import\s*)['"](\.{1,2}\/[^'"]+)['"]/;

/** Whether the code imports the file itself, from beside it or from the workspace folder. */
function isUse(body: readonly string[], path: string): boolean {
  const bare = (name: string): string => name.replace(/\.[cm]?[jt]sx?$/, '');
  return body.some((line) => {
    const name = line.length > 1000 ? undefined : IMPORT.exec(line)?.[1];
    if (name === undefined) return false;
    const places = [posix.join(posix.dirname(path), name), name.replace(/^(?:\.{1,2}\/)+/, '')];
    return places.some((place) => bare(place) === bare(path));
  });
}
