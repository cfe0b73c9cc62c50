// Mocha's usual report, and the figures of the suite in a file for the summary of test/run.mjs.
const { writeFileSync } = require("node:fs");
const { reporters, Runner } = require("mocha");

class Summarised extends (process.env.CI ? reporters.Dot : reporters.Spec) {
  constructor(runner, options) {
    super(runner, options);
    const result = { passing: 0, failing: 0, skipped: [], failures: [] };
    const { EVENT_TEST_PASS, EVENT_TEST_FAIL, EVENT_TEST_PENDING, EVENT_RUN_END } = Runner.constants;
    runner.on(EVENT_TEST_PASS, () => result.passing++);
    runner.on(EVENT_TEST_FAIL, (test) => {
      result.failing++;
      result.failures.push(test.fullTitle());
    });
    runner.on(EVENT_TEST_PENDING, (test) => result.skipped.push(test.titlePath()));
    runner.on(EVENT_RUN_END, () => {
      if (process.env.COURTYARD_TEST_RESULT) writeFileSync(process.env.COURTYARD_TEST_RESULT, JSON.stringify(result));
    });
  }
}

module.exports = Summarised;
