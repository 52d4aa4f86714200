import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

const testsOf = (suite) => [...suite.tests, ...suite.suites.flatMap(testsOf)]

/** Writes how many tests passed, failed and were left out. A file that did not run at all counts as a failure. */
export const countsReporter = (file) => ({
  onTestRunFinished({ sessions }) {
    const counts = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0 }
    for (const session of sessions) {
      const tests = session.testResults ? testsOf(session.testResults) : []
      for (const test of tests) {
        if (test.skipped) counts.numPendingTests++
        else if (test.passed) counts.numPassedTests++
        else counts.numFailedTests++
      }
      if (!session.passed && tests.every((test) => test.passed || test.skipped)) counts.numFailedTests++
    }
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, `${JSON.stringify(counts)}\n`)
  },
})
