import { StringDecoder } from 'node:string_decoder';

/** Characters kept of one line: points are short, only what tests print is longer. */
const MAX_LINE = 4_000;
/** Characters after which only the lines that decide are kept: points and plans, but no details. */
const MAX_DETAILS = 4_000_000;
/** Characters after which nothing is kept, so that the plan is missed and the run is not taken for whole. */
const MAX_TEXT = 32_000_000;
const DECIDES = /^ *(?:(?:not )?ok\b|\d+\.\.\d+|# Subtest: |TAP version |Bail out!)/;

export interface TapCollector {
  /** What came on standard output. */
  add(chunk: Buffer): void;
  /** From the first `TAP version` line on; undefined when there was none. */
  text(): string | undefined;
}

/** Collects TAP from an output of any length in bounded memory: the capped output would lack its middle. */
export function collectTap(): TapCollector {
  const decoder = new StringDecoder('utf8');
  const lines: string[] = [];
  let started = false;
  let size = 0;
  let line = '';
  const end = (): void => {
    started ||= /^TAP version 1[34]\r?$/.test(line);
    if (started && size < MAX_TEXT && (size < MAX_DETAILS || DECIDES.test(line))) {
      lines.push(line);
      size += line.length + 1;
    }
    line = '';
  };
  const grow = (text: string): void => {
    line += text.slice(0, Math.max(0, MAX_LINE - line.length));
  };
  return {
    add(chunk) {
      const text = decoder.write(chunk);
      let from = 0;
      for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', from)) {
        grow(text.slice(from, at));
        end();
        from = at + 1;
      }
      grow(text.slice(from));
    },
    text: () => (started ? [...lines, line].join('\n') : undefined),
  };
}
