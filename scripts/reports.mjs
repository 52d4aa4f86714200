import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 * @typedef {{ numPassedTests: number, numFailedTests: number, numPendingTests?: number, numTodoTests?: number,
 *   testResults?: { status: string, assertionResults: { status: string }[] }[] }} Report as vitest's JSON reporter
 *   writes it; another runner writes at least the numbers
 */

/**
 * The members of the workspace that have tests.
 * @param {string} root
 * @returns {{ name: string, folder: string }[]}
 */
export function testedPackages(root) {
  return ['packages', 'apps', 'test']
    .filter((group) => existsSync(join(root, group)))
    .flatMap((group) => readdirSync(join(root, group)).map((name) => join(root, group, name)))
    .filter((folder) => existsSync(join(folder, 'package.json')))
    .map((folder) => ({ folder, ...JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) }))
    .filter(({ scripts }) => scripts?.test)
    .map(({ name, folder }) => ({ name, folder }))
}

/**
 * Removes what an earlier run reported, so that a suite that does not start cannot pass on old numbers.
 * @param {string} root
 */
export function removeReports(root) {
  for (const { folder } of testedPackages(root)) rmSync(join(folder, 'reports'), { recursive: true, force: true })
}

/**
 * Sums the reports of all suites. A suite without a readable report, and a test file that broke outside its tests,
 * count as one failure each.
 * @param {string} root
 * @returns {Counts & { crashed: string[] }} `crashed` names the suites that left no report
 */
export function collectReports(root) {
  const total = { passed: 0, failed: 0, skipped: 0, crashed: /** @type {string[]} */ ([]) }
  for (const { name, folder } of testedPackages(root)) {
    const reports = readReports(join(folder, 'reports'))
    if (reports.length === 0) {
      total.crashed.push(name)
      total.failed += 1
    }
    for (const report of reports) {
      total.passed += report.numPassedTests
      total.failed += report.numFailedTests + brokenFiles(report)
      total.skipped += (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0)
    }
  }
  return total
}

/** @param {Report} report */
function brokenFiles({ testResults = [] }) {
  return testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
  ).length
}

/**
 * @param {string} folder
 * @returns {Report[]}
 */
function readReports(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .flatMap((file) => {
      try {
        return [JSON.parse(readFileSync(join(folder, file), 'utf8'))]
      } catch {
        return [] // Cut off while it was written: the suite crashed.
      }
    })
    .filter((report) => Number.isInteger(report?.numPassedTests) && Number.isInteger(report?.numFailedTests))
}

/**
 * The last line of `npm test`.
 * @param {Counts} counts
 */
export function summary({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
