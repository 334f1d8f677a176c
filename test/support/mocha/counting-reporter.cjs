// Mocha's "spec" reporter, which also appends its counts and failures as one line of JSON to the file that
// LOOPCRAFT_COUNTS names. test/all.ts sums these lines over all runs, and shows the failures once more at the end.
const { appendFileSync } = require('node:fs');
const { reporters } = require('mocha');

module.exports = class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once('end', () => {
      const file = process.env.LOOPCRAFT_COUNTS;
      const { passes, failures, pending } = this.stats;
      const told = this.failures.map((test) => `${test.fullTitle()}\n${test.err?.stack ?? test.err?.message ?? ''}`);
      const line = { passed: passes, failed: failures, pending, failures: told };
      if (file) appendFileSync(file, `${JSON.stringify(line)}\n`);
    });
  }
};
