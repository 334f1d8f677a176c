// Mocha's "spec" reporter, which also appends its counts as one line of JSON to the file that LOOPCRAFT_COUNTS names.
// test/all.ts sums these lines over all runs.
const { appendFileSync } = require('node:fs');
const { reporters } = require('mocha');

module.exports = class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once('end', () => {
      const file = process.env.LOOPCRAFT_COUNTS;
      const { passes, failures, pending } = this.stats;
      if (file) appendFileSync(file, `${JSON.stringify({ passed: passes, failed: failures, pending })}\n`);
    });
  }
};
