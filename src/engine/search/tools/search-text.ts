import { z } from 'zod';
import { plural } from '../../platform/plural';
import { defineTool, refuse } from './tool';
import { overlayOf, visibleFiles } from './visible-files';

/** Lines of one answer. */
const MAX_MATCHES = 60;

export const searchText = defineTool({
  name: 'search_text',
  description: 'Finds lines that contain a text, or with regex match a regular expression. path: a file or folder.',
  input: z.object({ text: z.string(), regex: z.boolean().optional(), path: z.string().optional() }),
  isFor: 'documents',
  async look({ text, regex = false, path = '' }, view, signal) {
    const { snapshot, searcher } = view;
    const place = path.replaceAll('\\', '/').replace(/^(?:\.\/)+|\/+$/g, '');
    const isBelow = (file: string): boolean => file === place || file.startsWith(`${place}/`);
    const files = visibleFiles(view).filter((file) => place === '' || place === '.' || isBelow(file));
    if (files.length === 0)
      return refuse(`There are no files to search in \`${path}\`; list_files shows what there is.`);
    const request = { root: snapshot.root, files, overlay: overlayOf(view), text, isPattern: regex };
    const found = await searcher.searchText({ ...request, maxMatches: MAX_MATCHES }, signal);
    const { matches, more, ignoredCase, problem } = found;
    if (matches.length === 0 && problem !== undefined) return refuse(`Nothing was found: ${problem}.`);
    const where = place === '' ? '' : ` in ${place}`;
    const summary = `${plural(matches.length + more, 'line')} with ${quoted(text)}${where}`;
    if (matches.length === 0) return { ok: true, text: `No line of ${plural(files.length, 'file')} has it.`, summary };
    const notes = [
      ...(ignoredCase ? ['Only in another case:'] : []),
      ...matches.map((match) => `${match.path}:${match.line}: ${match.text}`),
      ...(more > 0 ? [`(and ${more} more; narrow it down with path)`] : []),
      ...(problem === undefined ? [] : [`(not all: ${problem})`]),
    ];
    return { ok: true, text: notes.join('\n'), summary };
  },
});

function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
