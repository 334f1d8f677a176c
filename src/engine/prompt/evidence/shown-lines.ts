import type { Lines } from '../../contract/code-reach';

/** Whether the prompt shows this line of the workspace. */
export type IsShown = (path: string, line: number) => boolean;

export function shownLines(shown: readonly { readonly path: string; readonly lines: readonly Lines[] }[]): IsShown {
  return (path, line) =>
    shown.some(
      (file) => file.path === path && file.lines.some(({ startLine, endLine }) => startLine <= line && line <= endLine),
    );
}
