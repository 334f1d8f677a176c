// What VS Code loads as `extensionTestsPath`; from here on everything is TypeScript through tsx.
require('tsx/cjs');
exports.run = () => require('./host-mocha.ts').run();
