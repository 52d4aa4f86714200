import { describe, expect, it } from 'vitest'
import { countAccepted } from './cuts.mjs'
import { joinParams } from './input/join-params.mjs'
import { recordingsXml } from './input/recordings-xml.mjs'
import { measureLines, verdictOf } from './lines.mjs'
import { countRoundTrips } from './round-trips.mjs'
import { median, ratios, spreadOf } from './rounds.mjs'

describe('the input', () => {
  it.each([
    [1, 2_818],
    [100, 271_945],
    [1000, 2_723_146],
  ])('of %i recordings is as large as what it stands for, within 4 %%', (n, bytes) => {
    expect(Math.abs(recordingsXml(n).length / bytes - 1)).toBeLessThan(0.04)
  })
  it('is the same every time', () => {
    expect(recordingsXml(20).equals(recordingsXml(20))).toBe(true)
    expect(Object.keys(joinParams(3))).toHaveLength(12)
  })
})

it('P7: core takes none of the broken answers for one', () => {
  expect(countAccepted()).toEqual({ tried: 204, accepted: 0 })
})

it('J5: a join asks the store once, and many launches at once are one transaction', async () => {
  expect(await countRoundTrips(8)).toEqual({ joinTransactions: 1, joinQuestions: 1, launchTransactions: 1 })
})

describe('a figure', () => {
  it('is the median, with its spread', () => {
    expect(median([3, 1, 2])).toBe(2)
    expect(median([4, 1, 2, 3])).toBe(2.5)
    expect(spreadOf([9, 10, 11])).toEqual({ median: 10, min: 9, max: 11, rounds: 3, isNoisy: false })
    expect(spreadOf([5, 10, 12]).isNoisy).toBe(true)
  })
  it('is a ratio inside its round', () => {
    expect(ratios([2, 9], [1, 3])).toEqual([2, 3])
  })
  it('holds its target, its floor or neither', () => {
    const speed = { target: 6, floor: 4, bound: /** @type {const} */ ('at least') }
    expect([6, 5.9, 4, 3.9].map((figure) => verdictOf(speed, figure))).toEqual(['target', 'floor', 'floor', 'FAILED'])
    const size = { target: 5, floor: 6.5, bound: /** @type {const} */ ('at most') }
    expect([5, 6, 7].map((figure) => verdictOf(size, figure))).toEqual(['target', 'floor', 'FAILED'])
  })
  it('is measured once more when it was noisy', async () => {
    let asked = 0
    const [line] = await measureLines({
      rounds: 2,
      random: { below: () => 0 },
      contenders: { a: () => (++asked <= 2 ? asked * 10 : 3), b: () => 1 },
      lines: [{ id: 'X1', what: 'a test', contender: 'a', reference: 'b', target: 2, floor: 1, bound: 'at least' }],
    })
    expect(line).toMatchObject({ median: 3, isNoisy: false, verdict: 'target' })
    expect(asked).toBe(4)
  })
})
