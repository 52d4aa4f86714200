import { describe, expect, it } from 'vitest'
import { BbbUnreachable } from '../errors/transport-errors.ts'
import { createCircuitBreaker } from './circuit-breaker.ts'
import { createConcurrencyLimit } from './concurrency-limit.ts'
import { startDeadline } from './deadline.ts'
import { systemPorts } from './ports.ts'
import { clampRetryAfterMs, createRetryBudget, retryDelayMs } from './retry.ts'

describe('the circuit breaker', () => {
  function setUp() {
    let nowMs = 0
    const breaker = createCircuitBreaker(() => nowMs)
    const isOpen = () => {
      try {
        breaker.admit('end')
        return false
      } catch {
        return true
      }
    }
    return { breaker, isOpen, pass: (ms: number) => (nowMs += ms) }
  }
  it('opens after five failures in a row', () => {
    const { breaker, isOpen } = setUp()
    for (let i = 0; i < 4; i++) breaker.record('failed')
    expect(isOpen()).toBe(false)
    breaker.record('answered')
    for (let i = 0; i < 4; i++) breaker.record('failed')
    expect(isOpen()).toBe(false)
    breaker.record('failed')
    expect(isOpen()).toBe(true)
  })
  it('opens when half of twenty calls within ten seconds failed', () => {
    const { breaker, isOpen, pass } = setUp()
    for (let i = 0; i < 19; i++) breaker.record(i % 2 === 0 ? 'failed' : 'answered')
    expect(isOpen()).toBe(false)
    breaker.record('answered')
    expect(isOpen()).toBe(true)
    const later = setUp()
    for (let i = 0; i < 40; i++) {
      later.breaker.record(i % 2 === 0 ? 'failed' : 'answered')
      later.pass(1_000)
    }
    expect(later.isOpen()).toBe(false)
    pass(0)
  })
  it('ignores calls that say nothing of the server', () => {
    const { breaker, isOpen } = setUp()
    for (let i = 0; i < 50; i++) breaker.record('unknown')
    expect(isOpen()).toBe(false)
  })
  it('lets one call through after five seconds, and opens again if it fails', () => {
    const { breaker, isOpen, pass } = setUp()
    for (let i = 0; i < 5; i++) breaker.record('failed')
    pass(4_999)
    expect(isOpen()).toBe(true)
    pass(1)
    expect(isOpen()).toBe(false)
    expect(isOpen()).toBe(true)
    breaker.record('failed')
    expect(isOpen()).toBe(true)
    pass(5_000)
    expect(isOpen()).toBe(false)
    breaker.record('unknown')
    expect(isOpen()).toBe(false)
    breaker.record('answered')
    expect([isOpen(), isOpen()]).toEqual([false, false])
  })
  it('is not closed by a call that began before it opened', () => {
    const { breaker, isOpen } = setUp()
    for (let i = 0; i < 5; i++) breaker.record('failed')
    breaker.record('answered')
    expect(isOpen()).toBe(true)
  })
})

describe('the retry budget', () => {
  it('starts with three and earns a fifth of each call', () => {
    const budget = createRetryBudget()
    expect([1, 2, 3, 4].map(() => budget.spend())).toEqual([true, true, true, false])
    for (let i = 0; i < 6; i++) budget.earn()
    expect([budget.spend(), budget.spend()]).toEqual([true, false])
  })
  it('saves ten at most', () => {
    const budget = createRetryBudget()
    for (let i = 0; i < 1_000; i++) budget.earn()
    let spent = 0
    while (budget.spend()) spent++
    expect(spent).toBe(10)
  })
})

describe('retryDelayMs', () => {
  const error = new BbbUnreachable({})
  it('spreads over 200 ms, then 400 ms, then gives up', () => {
    expect([0, 1, 2].map((retries) => retryDelayMs(error, retries, () => 0.5))).toEqual([100, 200, undefined])
    expect(retryDelayMs(error, 0, () => 0)).toBe(0)
  })
  it('adds its spread to what the server asked for, between 1 and 60 seconds', () => {
    expect(retryDelayMs(new BbbUnreachable({ retryAfterSeconds: 3 }), 0, () => 0.5)).toBe(3_100)
    expect([0, 1, 60, 3600].map(clampRetryAfterMs)).toEqual([1_000, 1_000, 60_000, 60_000])
  })
})

describe('the concurrency limit', () => {
  const ports = systemPorts()
  it('serves in order, and gives places back', async () => {
    const limit = createConcurrencyLimit(1, 10)
    const deadline = startDeadline('end', 1_000, ports)
    const release = await limit.acquire('end', deadline)
    const order: number[] = []
    const second = limit.acquire('end', deadline).then((release) => (order.push(2), release))
    const third = limit.acquire('end', deadline).then((release) => (order.push(3), release))
    release()
    ;(await second)()
    ;(await third)()
    expect(order).toEqual([2, 3])
    ;(await limit.acquire('end', deadline))()
    deadline.clear()
  })
  it('lets go of those whose time is over', async () => {
    const limit = createConcurrencyLimit(1, 10)
    const long = startDeadline('end', 5_000, ports)
    const release = await limit.acquire('end', long)
    const short = startDeadline('end', 10, ports)
    await expect(limit.acquire('end', short)).rejects.toMatchObject({ code: 'BBB_TIMEOUT' })
    await expect(limit.acquire('end', short)).rejects.toMatchObject({ code: 'BBB_TIMEOUT' })
    release()
    ;(await limit.acquire('end', long))()
    long.clear()
  })
})

describe('a deadline', () => {
  it('ends waits, and tells why', async () => {
    const controller = new AbortController()
    const deadline = startDeadline('end', 1_000, systemPorts(), controller.signal)
    expect(deadline.failure()).toBeUndefined()
    await deadline.wait(1)
    const wait = deadline.wait(10_000)
    controller.abort(new Error('mine'))
    await expect(wait).rejects.toMatchObject({ code: 'BBB_ABORTED' })
    await expect(deadline.wait(1)).rejects.toMatchObject({ code: 'BBB_ABORTED' })
    deadline.clear()
  })
  it('holds others within it', async () => {
    const deadline = startDeadline('end', 30, systemPorts())
    const inner = deadline.within(10_000)
    expect(inner.remainingMs()).toBeLessThanOrEqual(30)
    await expect(inner.wait(5_000)).rejects.toBeInstanceOf(Error)
    expect(inner.failure()).toBeDefined()
  })
})
