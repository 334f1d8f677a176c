/** Runners that print TAP when they are asked to, by program. */
export const TAP_PROGRAMS: ReadonlyMap<string, { readonly name: string; readonly option: string }> = new Map([
  ['ava', { name: 'AVA', option: '--tap' }],
]);

/** What to do with programs whose results can't be read as they are, as a sentence. */
const HINTS: Readonly<Record<string, string>> = {
  uvu: 'uvu writes no results that can be read: run its files with vitest or node:test, or let a script write TAP.',
  tap: 'tap: use `npx tap --reporter=tap`.',
  tape: 'tape prints TAP by itself: leave out the program behind the `|`, for example `npx tape test/*.js`.',
  'tap-spec': 'tap-spec hides the TAP that it reads: leave it out behind the `|`.',
  jasmine: 'Jasmine: let the package jasmine-reporters write JUnit to junit.xml.',
  karma: 'Karma: let the package karma-junit-reporter write JUnit to junit.xml.',
  cypress: 'Cypress: use `npx cypress run --reporter junit --reporter-options mochaFile=junit.xml`.',
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
