import type { Edit, Segment } from './shell-line';

/** Runners that print TAP, when they get the option if there is one, by program. */
export const TAP_PROGRAMS: ReadonlyMap<string, { readonly name: string; readonly option?: string }> = new Map([
  ['tape', { name: 'tape' }],
  ['tap', { name: 'tap', option: '--reporter=tap' }],
]);

/** Programs that read TAP and print it for people. */
const TAP_FORMATTER = /^(?:tap-[\w-]+|faucet|tnyan)$/;

/** The program that a command's TAP is piped into, which would hide it: the edit that leaves it out. */
export function formatterBehind(
  line: string,
  segment: Segment,
  next: Segment | undefined,
): { readonly edit: Edit; readonly input: string } | undefined {
  const [start, end] = [segment.words.at(-1)?.end ?? 0, next?.words.at(-1)?.end ?? 0];
  const program = next?.words.find(({ text }) => text !== 'npx')?.text ?? '';
  if (line.slice(start, next?.words[0]?.start).trim() !== '|' || !TAP_FORMATTER.test(program)) return undefined;
  return { edit: { start, end, text: '' }, input: `a program for ${program}` };
}

/** What to do with programs whose results can't be read as they are, as a sentence. */
const HINTS: Readonly<Record<string, string>> = {
  uvu: 'uvu: what it prints could not be read here; run its files with vitest or node:test, or let a script write TAP.',
  jasmine: 'Jasmine: let the package jasmine-reporters write JUnit to junit.xml.',
  wtr: 'Web Test Runner: use junitReporter from @web/test-runner-junit-reporter, which writes test-results.xml.',
  'web-test-runner': 'Web Test Runner: use junitReporter from @web/test-runner-junit-reporter.',
  poku: 'poku writes no results that can be read: run its files with vitest or node:test.',
  karma:
    'Karma: let the package karma-junit-reporter write JUnit to junit.xml in a single run ' +
    "(junitReporter: outputDir '', outputFile 'junit.xml', useBrowserName false).",
  cypress:
    'Cypress: `npx cypress run --reporter junit --reporter-options mochaFile=junit.xml` (with --component for ' +
    'component tests) can be read for one spec file; each further one replaces junit.xml, so let a script merge them.',
  ng: 'Angular: let the package karma-junit-reporter write JUnit, or set a command of jest or vitest.',
  deno: 'Deno: use `deno test --junit-path=junit.xml`.',
  turbo: "turbo: run the packages' scripts directly, for example `npm test --workspaces --if-present`.",
  nx: "nx: run the packages' scripts directly, for example `npm test --workspaces --if-present`.",
  wireit: 'wireit: set the command that the script stands for, for example `npx vitest run`.',
};

/** What to do with a command of this program; undefined if it is not known. */
export function hintFor(program: string): string | undefined {
  return Object.hasOwn(HINTS, program) ? HINTS[program] : undefined;
}
