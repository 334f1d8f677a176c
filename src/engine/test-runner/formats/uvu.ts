import type { ResultLine } from '../results';

const FILE = /^[^\s•✘]+\.[cm]?[jt]sx?$/;
const MARKS = /^(.*?) ?((?:[•✘] )+) *\(\d+ \/ (\d+)\)$/;
const FAIL = /^ {2} FAIL .*?"(.+)"$/;
const TOTAL = /^ {2}Total: +(\d+)$/;

type TestLine = Extract<ResultLine, { kind: 'test' }>;

/**
 * Reads what uvu prints, without colours: a mark for each test, and a text for each that failed. It names no test
 * that passes, so all are named by their place in file and suite. Undefined where marks and totals differ, as in
 * output that was shortened.
 */
export function parseUvu(output: string): ResultLine[] | undefined {
  const tests: TestLine[] = [];
  const counts = new Map<string, number>();
  const texts = new Map<TestLine, string[]>();
  let file = '';
  let red: TestLine[] = [];
  let text: string[] | undefined;
  let total = 0;
  for (const line of output.split(/\r?\n/)) {
    const [, suite = '', marks, expected] = MARKS.exec(line) ?? [];
    const [, name] = FAIL.exec(line) ?? [];
    const [, sum] = TOTAL.exec(line) ?? [];
    if (marks === undefined && name === undefined && sum === undefined && !FILE.test(line)) {
      text?.push(line);
      continue;
    }
    text = undefined;
    if (FILE.test(line)) file = line;
    total += Number(sum ?? 0);
    if (marks !== undefined) {
      const found = [...marks].filter((mark) => mark !== ' ').map((mark) => testOf(mark, [file, suite.trim()], counts));
      if (found.length !== Number(expected)) return undefined;
      tests.push(...found);
      red = found.filter(({ status }) => status === 'failed');
    }
    const failed = name === undefined ? undefined : red.shift();
    if (failed) {
      text = [`"${name}":`];
      texts.set(failed, text);
    }
  }
  if (total === 0 || total !== tests.length) return undefined;
  const withTexts = tests.map((test) => ({ ...test, errors: failuresOf(texts.get(test)) }));
  return [...withTexts, { kind: 'end' }];
}

function failuresOf(text: readonly string[] | undefined): TestLine['errors'] {
  if (!text) return [];
  const lines = text.map((line) => line.trim());
  const frame = lines.findIndex((line) => /^at /.test(line));
  const message = lines.slice(0, frame === -1 ? lines.length : frame);
  const stack = frame === -1 ? [] : lines.slice(frame);
  return [{ message: message.filter((line) => line !== '').join('\n'), stack: stack.join('\n').trim() }];
}

function testOf(mark: string, group: readonly string[], counts: Map<string, number>): TestLine {
  const names = group.filter((name) => name !== '');
  const key = JSON.stringify(names);
  const count = (counts.get(key) ?? 0) + 1;
  counts.set(key, count);
  const status = mark === '✘' ? 'failed' : 'passed';
  return { kind: 'test', names: [...names, `test ${count}`], status, errors: [] };
}
