import { describe, expect, it } from 'vitest'
import { createStoreClock } from './store-clock.ts'

/** A database whose clock is an hour ahead, and which takes its time to say so. */
function start(roundTripsMs: number[]) {
  const time = { now: 1_000_000 }
  const store = {
    now: () => {
      const roundTripMs = roundTripsMs.shift() ?? 0
      const answer = time.now + 3_600_000
      time.now += roundTripMs
      return Promise.resolve(answer)
    },
  }
  const clock = createStoreClock(store, { now: () => time.now, sleep: () => Promise.resolve() })
  return { clock, error: () => clock.now() - (time.now + 3_600_000) }
}

describe('createStoreClock', () => {
  it('tells the time of the database, off by half of the round trip at most', async () => {
    const { clock, error } = start([40])
    await clock.synchronise()
    expect(Math.abs(error())).toBeLessThanOrEqual(20)
  })

  it('R-27: asks again where the answer was slow: the process may have stood still', async () => {
    const { clock, error } = start([60_000, 40])
    await clock.synchronise()
    expect(Math.abs(error())).toBeLessThanOrEqual(20)
  })

  it('R-20: keeps what it has measured well while every answer is slow', async () => {
    const { clock, error } = start([40, 5_000, 5_000, 5_000])
    await clock.synchronise()
    await clock.synchronise()
    expect(Math.abs(error())).toBeLessThanOrEqual(20)
  })

  it('takes a slow answer rather than none', async () => {
    const { clock, error } = start([2_000, 2_000, 2_000])
    await clock.synchronise()
    expect(Math.abs(error())).toBeLessThanOrEqual(1_000)
  })
})
