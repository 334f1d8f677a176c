import path from 'node:path';
import { z } from 'zod';
import type { Diagnostic } from '../../contract/type-check';
import { withoutMirror } from '../../workspace/scratch/dependencies/package-mirror';

/** The first line of a diagnostic of `tsc --pretty false`; its further lines are indented. */
const PLAIN = /^(?:(.+)\((\d+),(\d+)\): )?(error|warning|message|suggestion) TS(\d+): (.*)$/;
/** The same as `tsc` prints it for people (`a.ts:1:2 - error TS2322: …`) and `astro check` (`… ts(2322): …`). */
const PRETTY = /^(\S.*?):(\d+):(\d+) - (error|warning|hint|message)\b ?(?:TS(\d+)|\w*\(([^)]*)\))?: ?(.*)$/;
/** A line of `svelte-check --output machine-verbose`. */
const MACHINE = /^\d+ (\{.*\})$/;

const machineSchema = z.object({
  type: z.enum(['ERROR', 'WARNING']),
  filename: z.string(),
  start: z.object({ line: z.number().int().nonnegative(), character: z.number().int().nonnegative() }),
  message: z.string(),
  code: z.union([z.number(), z.string()]).optional(),
});

/** The folders that a program's paths are seen from and written relative to, both absolute. */
export interface OutputPlace {
  readonly cwd: string;
  readonly root: string;
}

/**
 * Reads the diagnostics that compilers and checkers print, without colours. One that is not TypeScript's
 * own, such as an error of a component's syntax, has the code 0.
 */
export function parseDiagnostics(output: string, place: OutputPlace): Diagnostic[] {
  const found: Diagnostic[] = [];
  /** What further lines of the last diagnostic's message look like; undefined once another line came. */
  let further: RegExp | undefined;
  for (const line of output.split(/\r?\n/)) {
    const item = plain(line, place) ?? pretty(line, place) ?? machine(line, place);
    const last = found.at(-1);
    if (item) found.push(item);
    else if (last && further?.test(line)) found[found.length - 1] = { ...last, message: `${last.message}\n${line}` };
    if (item) further = PRETTY.test(line) ? /\S/ : /^ {2}/;
    else if (!further?.test(line)) further = undefined;
  }
  return found;
}

function plain(text: string, place: OutputPlace): Diagnostic | undefined {
  const [, file, row, column, category, code, message = ''] = PLAIN.exec(text) ?? [];
  if (code === undefined) return undefined;
  const where =
    file === undefined
      ? { path: '', line: 1, column: 1 }
      : { path: relativePath(file, place), line: Number(row), column: Number(column) };
  return { ...where, code: Number(code), message, category: category as Diagnostic['category'] };
}

function pretty(text: string, place: OutputPlace): Diagnostic | undefined {
  const [, file, row, column, category, ofCompiler, ofChecker, message = ''] = PRETTY.exec(text) ?? [];
  if (file === undefined) return undefined;
  return {
    path: relativePath(file, place),
    line: Number(row),
    column: Number(column),
    code: codeOf(Number(ofCompiler ?? ofChecker)),
    message,
    category: category === 'hint' ? 'suggestion' : (category as Diagnostic['category']),
  };
}

function machine(text: string, place: OutputPlace): Diagnostic | undefined {
  const json = MACHINE.exec(text)?.[1];
  if (json === undefined) return undefined;
  try {
    const { type, filename, start, message, code } = machineSchema.parse(JSON.parse(json));
    return {
      path: relativePath(filename, place),
      line: start.line + 1,
      column: start.character + 1,
      code: codeOf(Number(code)),
      message,
      category: type === 'ERROR' ? 'error' : 'warning',
    };
  } catch {
    return undefined;
  }
}

function codeOf(code: number): number {
  return Number.isInteger(code) && code > 0 ? code : 0;
}

function relativePath(file: string, { cwd, root }: OutputPlace): string {
  return withoutMirror(path.relative(root, path.resolve(cwd, file)).replaceAll('\\', '/'));
}
