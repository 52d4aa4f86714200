import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { collectReports, removeReports, summary } from '../../../scripts/reports.mjs'

let root: string

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'bbb-room-reports-'))
})
afterEach(() => rm(root, { recursive: true }))

async function put(path: string, content: unknown): Promise<void> {
  const file = join(root, path)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content))
}

async function suite(path: string, reports: Record<string, unknown>): Promise<void> {
  await put(`${path}/package.json`, { name: path, scripts: { test: 'vitest run' } })
  for (const [name, report] of Object.entries(reports)) await put(`${path}/reports/${name}`, report)
}

const passing = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 1 }

it('sums every report of every package', async () => {
  await suite('packages/a', { 'vitest.json': passing, 'browser.json': { numPassedTests: 2, numFailedTests: 1 } })
  await suite('test/b', { 'vitest.json': { ...passing, numTodoTests: 2 } })
  const counts = collectReports(root)
  expect(counts).toMatchObject({ passed: 8, failed: 1, skipped: 4, crashed: [] })
  expect(summary(counts)).toBe('8 passed, 1 failed, 4 skipped')
})

it('says nothing of skipped tests when there are none', () => {
  expect(summary({ passed: 8, failed: 0, skipped: 0 })).toBe('8 passed, 0 failed')
})

it('counts a suite that left no report as a failure', async () => {
  await suite('packages/a', { 'vitest.json': passing })
  await suite('packages/b', {})
  expect(collectReports(root)).toMatchObject({ passed: 3, failed: 1, crashed: ['packages/b'] })
})

it('counts a report that was cut off as a failure', async () => {
  await suite('packages/a', { 'vitest.json': '{"numPassedTests": 3, "numFai' })
  expect(collectReports(root)).toMatchObject({ passed: 0, failed: 1, crashed: ['packages/a'] })
})

it('counts a file that broke before its tests as a failure', async () => {
  const broken = { status: 'failed', assertionResults: [] }
  const failing = { status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'passed' }] }
  const report = { numPassedTests: 1, numFailedTests: 1, testResults: [broken, failing] }
  await suite('packages/a', { 'vitest.json': report })
  expect(collectReports(root)).toMatchObject({ passed: 1, failed: 2 })
})

it('does not ask packages without tests for a report', async () => {
  await put('packages/a/package.json', { name: 'a', scripts: { build: 'tsc' } })
  expect(collectReports(root)).toMatchObject({ passed: 0, failed: 0 })
})

it('removes what an earlier run reported', async () => {
  await suite('packages/a', { 'vitest.json': passing })
  removeReports(root)
  expect(collectReports(root)).toMatchObject({ passed: 0, failed: 1, crashed: ['packages/a'] })
})
