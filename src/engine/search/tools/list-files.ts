import { z } from 'zod';
import { plural } from '../../platform/plural';
import { defineTool, refuse } from './tool';
import { visibleFiles } from './visible-files';

/** A folder with up to so many files is listed with all of them, a larger one without those in its folders. */
const MAX_WHOLE = 150;
/** Entries of one answer. */
const MAX_ENTRIES = 300;

export const listFiles = defineTool({
  name: 'list_files',
  description: 'Lists the files of a folder of the workspace.',
  input: z.object({ folder: z.string().optional() }),
  isFor: 'documents',
  async look({ folder: written = '' }, view) {
    const folder = written.replaceAll('\\', '/').replace(/^(?:\.\/)+|^\.$|\/+$/g, '');
    const base = folder === '' ? '' : `${folder}/`;
    const below = visibleFiles(view).filter((path) => path.startsWith(base));
    if (below.length === 0)
      return refuse(`The workspace has no folder \`${written}\` with files that git does not ignore.`);
    const entries = below.length <= MAX_WHOLE ? below.map((path) => path.slice(base.length)) : entriesOf(below, base);
    const shown = entries.slice(0, MAX_ENTRIES);
    const more = entries.length > shown.length ? [`(and ${entries.length - shown.length} more)`] : [];
    const title = `${folder || 'the workspace'}: ${plural(below.length, 'file')}`;
    return { ok: true, text: [`${title}`, ...shown, ...more].join('\n'), summary: title };
  },
});

/** Files of the folder itself, and its folders with the number of files in them. */
function entriesOf(paths: readonly string[], base: string): string[] {
  const folders = new Map<string, number>();
  const files: string[] = [];
  for (const path of paths) {
    const end = path.indexOf('/', base.length);
    if (end < 0) files.push(path.slice(base.length));
    else {
      const name = path.slice(base.length, end + 1);
      folders.set(name, (folders.get(name) ?? 0) + 1);
    }
  }
  return [...[...folders].map(([name, count]) => `${name} (${plural(count, 'file')})`), ...files];
}
