import { z } from 'zod';
import { showFile } from '../../prompt/show-file';
import { defineTool, refuse } from './tool';
import { findFile } from './visible-files';

export const readFile = defineTool({
  name: 'read_file',
  description: 'Shows a text file of the workspace, or its lines from–to (1-based).',
  input: z.object({ path: z.string(), from: z.number().optional(), to: z.number().optional() }),
  async look({ path: written, from = 1, to = Number.POSITIVE_INFINITY }, view) {
    const file = await findFile(written, view);
    if (!file.ok) return refuse(file.why);
    const { path } = file;
    const lines = file.text.replace(/\n$/, '').split('\n');
    const first = Math.max(1, Math.floor(from));
    if (first > lines.length) return refuse(`\`${path}\` has only ${lines.length} lines.`);
    const wanted = lines.slice(first - 1, Math.max(first, Math.floor(to)));
    const fitting = wholeLines(wanted, view.characters);
    const last = first + fitting.length - 1;
    const code = fitting.length > 0 ? fitting.join('\n') : (wanted[0] ?? '').slice(0, view.characters);
    const end = Math.max(first, last);
    const title = `${path}, lines ${first}-${end} of ${lines.length}`;
    const rest = first - 1 + wanted.length;
    const cut = end < rest ? `\n(cut for its length; go on with from ${end + 1})` : '';
    return {
      ok: true,
      text: `${title}:\n\n${showFile(path, code)}${cut}`,
      summary: title,
      shown: { path, startLine: first, endLine: end, code },
    };
  },
});

/** Whole lines from the beginning. */
function wholeLines(lines: readonly string[], characters: number): readonly string[] {
  let left = characters;
  const tooMuch = lines.findIndex((line) => {
    left -= line.length + 1;
    return left < 0;
  });
  return tooMuch < 0 ? lines : lines.slice(0, tooMuch);
}
