import { describe, expect, it } from 'vitest'
import type { BffFailure } from '../failure.ts'
import { createRateLimiter } from './rate-limit.ts'

function start() {
  const time = { now: 1_000_000 }
  const limiter = createRateLimiter({ clock: { now: () => time.now, sleep: () => Promise.resolve() } })
  const take = (key: string) => {
    try {
      limiter.take(key, 2)
      return 'taken'
    } catch (error) {
      return (error as BffFailure).retryAfterSeconds
    }
  }
  return { time, take }
}

describe('createRateLimiter', () => {
  it('DOS-1: lets through what is allowed in a minute, then says when it is over', () => {
    const { time, take } = start()
    expect([take('a'), take('a')]).toEqual(['taken', 'taken'])
    time.now += 20_000
    expect(take('a')).toBe(40)
    time.now += 40_000
    expect(take('a')).toBe('taken')
  })

  it('TENANT-9: counts each key by itself', () => {
    const { take } = start()
    take('a')
    take('a')
    expect(take('b')).toBe('taken')
  })

  it('DOS-6: is not made to forget one caller by a flood of others', () => {
    const { take } = start()
    take('a')
    take('a')
    for (let each = 0; each < 100_001; each += 1) take(`flood-${each}`)
    expect(take('a')).toBe(60)
  })
})
