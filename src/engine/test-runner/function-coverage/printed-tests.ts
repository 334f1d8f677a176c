import { RECORDER_FILE } from './recorder';

const RECORD_PRINTED = String.raw`
const recordPrinted = () => {
  let coverage;
  // The recorder is there only where it is wanted.
  try { coverage = require(PRINTED_RECORDER); } catch { return; }
  // Node-tap measures coverage unless it is told not to, and V8 counts for one asker only.
  process.env.TAP_DISABLE_COVERAGE ??= '1';
  if (!coverage.isOn) return;
  const { relative } = require('node:path');
  const { stripVTControlCharacters } = require('node:util');
  const write = process.stdout.write;
  // The tests of node-tap's runner are named below their file.
  const isOfTap = process.env.TAP_CHILD_ID !== undefined || process.env.TAP === '1';
  const above = isOfTap ? [relative(process.cwd(), process.argv[1] ?? '').replaceAll('\\', '/')] : [];
  const ended = (names, failed) => coverage.ended({ name: [...above, ...names].join(' > '), failed });

  let file = '';
  const marks = new Map();
  const readMark = (mark, before) => {
    const group = [file, before.replace(/[•✘] /g, '').trim()].filter((name) => name !== '');
    const count = (marks.get(group.join('\0')) ?? 0) + 1;
    marks.set(group.join('\0'), count);
    ended([...group, 'test ' + count], mark === '✘');
  };

  // Of TAP: the test that began with a comment, the subtest at the top, and the name of the first point that failed.
  let isTap = false;
  let isPlanned = false;
  let suite;
  let subtests = [];
  let failedAs;
  const endSuite = () => {
    if (suite !== undefined) ended(failedAs ?? [suite], failedAs !== undefined);
    else coverage.loaded();
    suite = failedAs = undefined;
  };
  const readTap = (text) => {
    const [, indent, subtest] = /^( *)# Subtest: (.*)$/.exec(text) ?? [];
    if (subtest !== undefined) {
      // It is printed with the first result of the subtest, and what loading ran counts for the first test.
      subtests = [...subtests.slice(0, indent.length / 4), subtest];
      return;
    }
    if (/^# /.test(text) && !isPlanned) {
      endSuite();
      suite = text.slice(2);
      coverage.started({ name: suite });
      return;
    }
    if (/^1\.\.\d+/.test(text)) {
      if (suite !== undefined) endSuite();
      isPlanned = true;
      return;
    }
    const [, space, not, point, directive] =
      /^( *)(not )?ok\b(?: \d+)?(?: -)? ?(.*?)(?: # time=[\d.]+\w*)?(?: # (SKIP|TODO)\b.*)?(?: \{)?$/i.exec(text) ?? [];
    if (point === undefined) return;
    const depth = space.length / 4;
    const name = point.trim() || 'unnamed';
    const isRed = not !== undefined && directive === undefined;
    const isInSuite = depth === 0 && suite !== undefined && suite !== name;
    const names = [...(isInSuite ? [suite] : subtests.slice(0, depth)), name];
    if (isRed) failedAs ??= names;
    if (depth > 0 || suite !== undefined) return;
    ended(failedAs ?? names, isRed);
    subtests = [];
    failedAs = undefined;
  };
  let line = '';
  const read = (text) => {
    const lines = (line + text).split('\n');
    const before = line;
    line = lines.pop().slice(0, 1000);
    const mark = /^[•✘](?= $)/.exec(text)?.[0];
    if (mark) readMark(mark, before);
    for (const each of lines) {
      isTap ||= /^ *TAP version 1[34]\r?$/.test(each);
      if (isTap) readTap(each.replace(/\r$/, ''));
      else if (/^[^\s•✘]+\.[cm]?[jt]sx?$/.test(each)) {
        file = each;
        if (marks.size === 0) coverage.loaded();
      }
    }
  };
  process.stdout.write = function (chunk, ...rest) {
    // What goes wrong here must not change what is printed.
    try {
      read(stripVTControlCharacters(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8')));
    } catch {}
    return write.call(this, chunk, ...rest);
  };
};
`;

/**
 * Source of `recordPrinted()` for the first module of a process whose program is no runner that we know: where it is
 * recorded what tests run, it tells the recorder of each test by what the process prints, as tape, uvu and the files of
 * node-tap do while their tests run. A test of tape begins with the comment that names it and ends with the next one,
 * one of uvu ends with its mark, and a test point of other TAP is a test itself.
 *
 * Names are those under which formats/tap.ts and formats/uvu.ts read the same text.
 */
export function recordPrinted(folder: string): string {
  return `const PRINTED_RECORDER = ${JSON.stringify(`${folder}/${RECORDER_FILE}`)};\n${RECORD_PRINTED}`;
}
