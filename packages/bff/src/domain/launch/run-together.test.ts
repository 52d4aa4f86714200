import { expect, it } from 'vitest'
import { runTogether } from './run-together.ts'

/** Each run ends when the test says so. */
function start(most = 100) {
  const runs: {
    key: string
    items: readonly number[]
    end: (results?: readonly string[]) => void
    fail: () => void
  }[] = []
  const run = runTogether<number, string>(
    (key, items) =>
      new Promise((resolve, reject) => {
        const end = (results: readonly string[] = items.map((item) => `${key}${item}`)) => resolve(results)
        runs.push({ key, items, end, fail: () => reject(new Error('failed')) })
      }),
    most,
  )
  const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
  return { runs, run, turn }
}

it('runs what arrives in one turn together, and answers each in its place', async () => {
  const { runs, run, turn } = start()
  const answers = Promise.all([run('a', 1), run('a', 2), run('b', 3)])
  await turn()
  expect(runs.map(({ key, items }) => [key, items])).toEqual([
    ['a', [1, 2]],
    ['b', [3]],
  ])
  for (const each of runs) each.end()
  expect(await answers).toEqual(['a1', 'a2', 'b3'])
})

it('lets what comes later wait for the next run, of so many at most', async () => {
  const { runs, run, turn } = start(2)
  const first = run('a', 1)
  await turn()
  const later = [run('a', 2), run('a', 3), run('a', 4)]
  await turn()
  expect(runs).toHaveLength(1)
  for (let n = 0; n < 3; n++) {
    runs[n]?.end()
    await turn()
  }
  expect(runs.map(({ items }) => items)).toEqual([[1], [2, 3], [4]])
  expect(await Promise.all([first, ...later])).toEqual(['a1', 'a2', 'a3', 'a4'])
})

it('fails those of one run, and goes on with the next', async () => {
  const { runs, run, turn } = start()
  const failing = run('a', 1)
  await turn()
  const next = run('a', 2)
  runs[0]?.fail()
  await expect(failing).rejects.toThrow('failed')
  await turn()
  runs[1]?.end()
  expect(await next).toBe('a2')
})
