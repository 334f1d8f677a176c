import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import type { TextMatch, TextMatches, TextSearch } from '../contract/looking/text-search';
import { escapeRegExp } from '../platform/escape-reg-exp';

/** Bytes; a longer file is generated or data. */
const MAX_BYTES = 1_000_000;
/** Characters of a line that are returned. */
const MAX_LINE = 200;
/** Files that are read and matched without a break. */
const BATCH = 64;
/** Milliseconds that a regular expression may take over all files; it blocks its process for so long. */
const PATTERN_MS = 2000;
/** Milliseconds that reading and matching may take over all files. */
const SEARCH_MS = 10_000;

/**
 * Searches the files one after the other. A regular expression that takes too long is stopped: some need longer than
 * the age of the universe for one line. Links are left out, because the files that they lead to have paths of their
 * own.
 */
export async function searchTexts(request: TextSearch, checkpoint: () => Promise<void>): Promise<TextMatches> {
  const { text, isPattern } = request;
  if (text === '') return nothing('the text to find is empty');
  const pattern = isPattern ? patternOf(text, '') : new RegExp(escapeRegExp(text), 'gm');
  if ('problem' in pattern) return nothing(pattern.problem);
  const found = await searchFor(pattern, request, checkpoint);
  if (found.matches.length > 0 || found.problem !== undefined) return found;
  const anyCase = await searchFor(new RegExp(pattern.source, 'gim'), request, checkpoint);
  return { ...anyCase, ignoredCase: anyCase.matches.length > 0 };
}

async function searchFor(
  pattern: RegExp,
  { root, files, overlay, isPattern, maxMatches }: TextSearch,
  checkpoint: () => Promise<void>,
): Promise<TextMatches> {
  const matches: TextMatch[] = [];
  const match = isPattern ? withinTime(pattern) : (texts: readonly Text[]) => matchingLines(pattern, texts);
  const startedAt = performance.now();
  let total = 0;
  let skipped = 0;
  for (let done = 0; done < files.length; done += BATCH) {
    await checkpoint();
    if (performance.now() - startedAt > SEARCH_MS)
      return { ...result(), problem: `only ${done} of ${files.length} files were searched in ${SEARCH_MS / 1000} s` };
    const batch = files.slice(done, done + BATCH);
    const texts = batch.flatMap((path): Text[] => {
      const text = overlay.get(path) ?? textOf(join(root, path));
      return text === undefined ? [] : [{ path, text }];
    });
    skipped += batch.length - texts.length;
    const found = match(texts);
    if (found === 'too-slow')
      return { ...result(), problem: 'the regular expression took too long and was stopped; write a simpler one' };
    matches.push(...found.slice(0, Math.max(0, maxMatches - matches.length)));
    total += found.length;
  }
  return result();

  function result(): TextMatches {
    return { matches, more: total - matches.length, skipped, ignoredCase: false };
  }
}

interface Text {
  readonly path: string;
  readonly text: string;
}

/** Matches within the time that one regular expression has for all texts together. */
function withinTime(pattern: RegExp): (texts: readonly Text[]) => TextMatch[] | 'too-slow' {
  let texts: readonly Text[] = [];
  let leftMs = PATTERN_MS;
  const context = createContext({ search: () => matchingLines(pattern, texts) });
  return (next) => {
    texts = next;
    const before = performance.now();
    try {
      // This time limit ends whatever runs inside, also the regular expression itself.
      return runInContext('search()', context, { timeout: Math.max(1, Math.ceil(leftMs)) }) as TextMatch[];
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return 'too-slow';
      throw error;
    } finally {
      leftMs -= performance.now() - before;
    }
  };
}

function patternOf(source: string, flags: string): RegExp | { readonly problem: string } {
  try {
    return new RegExp(source, `gm${flags}`);
  } catch (error) {
    return { problem: `it is no regular expression (${error instanceof Error ? error.message : String(error)})` };
  }
}

/** Each line in which a match begins, once. */
function matchingLines(pattern: RegExp, texts: readonly Text[]): TextMatch[] {
  const found: TextMatch[] = [];
  for (const { path, text } of texts) {
    let line = 1;
    let counted = 0;
    pattern.lastIndex = 0;
    for (let match = pattern.exec(text); match && match.index < text.length; match = pattern.exec(text)) {
      const start = match.index === 0 ? 0 : text.lastIndexOf('\n', match.index - 1) + 1;
      for (; counted < start; counted += 1) if (text[counted] === '\n') line += 1;
      const end = endOfLine(text, match.index);
      found.push({ path, line, text: text.slice(start, Math.min(end, start + MAX_LINE)).trimEnd() });
      pattern.lastIndex = end + 1;
      if (end === text.length) break;
    }
  }
  return found;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

/** Undefined for what is no short text file. */
function textOf(path: string): string | undefined {
  try {
    const info = lstatSync(path);
    if (!info.isFile() || info.size > MAX_BYTES) return undefined;
    const text = readFileSync(path, 'utf8');
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}

function nothing(problem: string): TextMatches {
  return { matches: [], more: 0, ignoredCase: false, skipped: 0, problem };
}
