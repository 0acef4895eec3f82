// A reporter of vitest: names every test that passed only when it was run again, so that a flake is seen where it passes.
export default class SecondAttempts {
  names = [];

  onTestCaseResult(test) {
    if (test.diagnostic()?.flaky) this.names.push(`${test.module.relativeModuleId}: ${test.fullName}`);
  }

  onTestRunEnd() {
    for (const name of this.names) console.log(`PASSED AT THE SECOND ATTEMPT: ${name}`);
  }
}
