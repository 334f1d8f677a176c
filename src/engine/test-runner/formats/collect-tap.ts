import { StringDecoder } from 'node:string_decoder';
import { stripVTControlCharacters } from 'node:util';

/** Characters kept of one line. Test points are short; only what tests print is longer. */
const MAX_LINE = 4_000;
/** Characters after which only the essential lines are kept: test points and plans, but no details. */
const MAX_DETAILS = 4_000_000;
/** Characters after which nothing is kept. The plan is then missing, so that the run isn't taken for complete. */
const MAX_TEXT = 32_000_000;
const ESSENTIAL = /^ *(?:(?:not )?ok\b|\d+\.\.\d+|# Subtest: |TAP version |Bail out!)/;

export interface TapCollector {
  /** Adds a chunk of standard output. */
  add(chunk: Buffer): void;
  /** Text from the first `TAP version` line on; undefined if there was none. */
  text(): string | undefined;
}

/** Collects TAP from output of any length in bounded memory. The capped output would lack its middle. */
export function collectTap(): TapCollector {
  const decoder = new StringDecoder('utf8');
  const lines: string[] = [];
  let started = false;
  let size = 0;
  let line = '';
  const endLine = (): void => {
    line = stripVTControlCharacters(line);
    started ||= /^TAP version 1[34]\r?$/.test(line);
    if (started && size < MAX_TEXT && (size < MAX_DETAILS || ESSENTIAL.test(line))) {
      lines.push(line);
      size += line.length + 1;
    }
    line = '';
  };
  const appendToLine = (text: string): void => {
    line += text.slice(0, Math.max(0, MAX_LINE - line.length));
  };
  return {
    add(chunk) {
      const text = decoder.write(chunk);
      let from = 0;
      for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', from)) {
        appendToLine(text.slice(from, at));
        endLine();
        from = at + 1;
      }
      appendToLine(text.slice(from));
    },
    text: () => (started ? [...lines, line].join('\n') : undefined),
  };
}
