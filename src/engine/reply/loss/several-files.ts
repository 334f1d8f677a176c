import { isCode } from '../../code/source';
import type { Evidence } from '../../contract/evidence';
import type { WholeEdit } from '../edits';
import { pathInComment } from '../paths/path-on-line';
import { refusal } from '../refusal';

/**
 * Refuses code that holds several files, each below a comment with its path: as the text of the first one, it would
 * take the others in. `readBefore` reads a file; undefined: there is none.
 */
export async function severalFiles(
  { path, line, lines, pathComment }: WholeEdit,
  readBefore: (path: string) => Promise<string | undefined>,
): Promise<Evidence | undefined> {
  if (!isCode(path)) return undefined;
  const known = new Set((await readBefore(path))?.split(/\r?\n/).map((text) => text.trim()));
  for (const [index, text] of lines.entries()) {
    if (index === 0 || !/^(?:\/\/|\/\*)/.test(text) || known.has(text.trim())) continue;
    const other = pathInComment(text, 'ts', new Set());
    if (other === undefined || other === path || path.endsWith(`/${other}`)) continue;
    if (pathComment === undefined && (await readBefore(other)) === undefined) continue;
    const message =
      `The code for ${path} on line ${line} of the reply holds \`${text.trim()}\`, so it seems to be several files. ` +
      'Write each file in a fence of its own that names its path.';
    return refusal('no-path', message, { path, identity: text.trim() });
  }
  return undefined;
}
