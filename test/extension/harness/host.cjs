// The module that VS Code loads as `extensionTestsPath`; everything it requires is TypeScript, through tsx.
require('tsx/cjs');
exports.run = () => require('./host-mocha.ts').run();
