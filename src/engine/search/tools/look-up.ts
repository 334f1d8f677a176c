import { z } from 'zod';
import type { LookUpRequest } from '../../contract/looking/code-lookup';
import { plural } from '../../platform/plural';
import { showFile } from '../../prompt/show-file';
import { defineTool, type Look, refuse, type Tool, type View } from './tool';
import { findFile, overlayOf, visibleFiles } from './visible-files';

const input = z.object({ path: z.string(), name: z.string(), line: z.number().optional() });

export const findDefinition = lookUpTool('find_definition', 'definition', 'Shows where a name in a file is declared.');
export const findReferences = lookUpTool('find_references', 'references', 'Lists where a name in a file is used.');
export const typeAt = lookUpTool('type_at', 'type', 'Tells the type of a name in a file.');

/** What the compiler knows of a name; `line` says which of several is meant. */
function lookUpTool(tool: string, kind: LookUpRequest['kind'], description: string): Tool {
  return defineTool({
    name: tool,
    description,
    input,
    isFor: 'code',
    async look({ path: written, name, line }, view, signal) {
      const file = await findFile(written, view);
      if (!file.ok) return refuse(file.why);
      const { root } = view.snapshot;
      const overlay = new Map<string, string | null>([...view.files, ...overlayOf(view)]);
      const found = await view.lookup.lookUp({ root, overlay, kind, path: file.path, name, line }, signal);
      if (found.problem !== undefined) return refuse(found.problem);
      const what = `${name} in ${file.path}`;
      if (kind === 'type')
        return { ok: true, text: showFile('a.ts', found.text ?? ''), summary: `the type of ${what}` };
      return placesOf(found.places, { kind, what }, view);
    },
  });
}

/** Of files that the tools don't show, only declarations of packages. */
function placesOf(
  all: Awaited<ReturnType<View['lookup']['lookUp']>>['places'],
  { kind, what }: { readonly kind: LookUpRequest['kind']; readonly what: string },
  view: View,
): Look {
  const visible = new Set(visibleFiles(view));
  const places = all.filter(({ path }) => visible.has(path) || /(?:^|\/)node_modules\//.test(path));
  if (places.length === 0) return refuse(`The compiler finds no place for ${what}.`);
  const summary = `${plural(places.length, kind === 'definition' ? 'declaration' : 'use')} of ${what}`;
  if (kind === 'references')
    return {
      ok: true,
      text: places.map(({ path, startLine, text }) => `${path}:${startLine}: ${text.trim()}`).join('\n'),
      summary,
    };
  const texts = places.map(
    ({ path, startLine, endLine, text }) => `${path}, lines ${startLine}-${endLine}:\n\n${showFile(path, text)}`,
  );
  const [only] = places;
  const shown = places.length === 1 && only && visible.has(only.path) ? { ...only, code: only.text } : undefined;
  return { ok: true, text: texts.join('\n\n'), summary, shown };
}
