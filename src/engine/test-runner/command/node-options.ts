/** Options of Node whose value is the next word, apart from those of its test runner. */
export const NODE_OPTIONS_WITH_VALUE: ReadonlySet<string> = new Set([
  '--import',
  '--require',
  '-r',
  '--loader',
  '--experimental-loader',
  '-C',
  '--conditions',
  '--env-file',
  '--tsconfig',
]);
