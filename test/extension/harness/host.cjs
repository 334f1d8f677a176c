// The module that VS Code loads as `extensionTestsPath`; everything it requires is TypeScript. `import()` becomes
// `require()`, as in the build: VS Code's own loader of ES modules finds no TypeScript.
const { readFileSync } = require('node:fs');
const { transformSync } = require('esbuild');

require.extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), {
    loader: 'ts',
    format: 'cjs',
    target: 'node20',
    supported: { 'dynamic-import': false },
    sourcefile: filename,
    sourcemap: 'inline',
  });
  module._compile(code, filename);
};
exports.run = () => require('./host-mocha.ts').run();
