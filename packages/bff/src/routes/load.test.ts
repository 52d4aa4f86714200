import { startFakeBbb } from '@bbb-room/fake-bbb'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { eventually, problemOf, startBff, type TestBff, type TestBffOptions } from './start-bff.test-support.ts'

vi.setConfig({ testTimeout: 30_000 })

let running: TestBff | undefined
afterEach(async () => {
  await running?.close()
  running = undefined
})
async function start(options: TestBffOptions): Promise<TestBff> {
  running = await startBff(options)
  return running
}
const createOnFirstJoin = { rooms: { createOnFirstJoin: true } } as const
const joinOf = (test: TestBff, room: string, as: object = {}) =>
  test.request('POST', `/rooms/${room}/join`, { as: { room, role: 'moderator', ...as }, body: {} })
const tally = (statuses: readonly number[]) =>
  Object.fromEntries(
    [...new Set(statuses)].map((status) => [status, statuses.filter((each) => each === status).length]),
  )

describe('DOS-1: limits', () => {
  it('of joins count per person, room and tenant, each by the tenant’s setting, and say when to come again', async () => {
    const limits = { joinsPerSubjectPerMinute: 3, joinsPerRoomPerMinute: 8, joinsPerTenantPerMinute: 12 }
    const test = await start({ tenants: { acme: { limits } }, isWorking: false })
    for (const room of ['maths', 'physics', 'music']) await test.declare(room)
    const statuses = async (room: string, sub: string, times: number) => {
      const all: number[] = []
      for (let n = 0; n < times; n++) all.push((await joinOf(test, room, { sub })).status)
      return tally(all)
    }
    expect(await statuses('maths', 'a', 4)).toEqual({ 200: 3, 429: 1 })
    expect(await statuses('maths', 'b', 3)).toEqual({ 200: 3 })
    expect(await statuses('maths', 'c', 3)).toEqual({ 200: 2, 429: 1 })
    expect(await statuses('physics', 'd', 3)).toEqual({ 200: 3 })
    const answer = await joinOf(test, 'music', { sub: 'e' })
    expect(await statuses('music', 'f', 1)).toEqual({ 429: 1 })
    expect(answer.status).toBe(200)
    const refused = await joinOf(test, 'music', { sub: 'g' })
    const { retry_after: after } = await problemOf(refused)
    expect(after).toBe(Number(refused.headers.get('Retry-After')))
    test.clock.advance((after ?? 0) * 1000)
    expect((await joinOf(test, 'music', { sub: 'g' })).status).toBe(200)
  })
})

describe('DOS-1: limits of playback', () => {
  it('count per recording: one that many watch keeps nobody from another', async () => {
    const test = await start({ tenants: { acme: { limits: { joinsPerRoomPerMinute: 1 } } }, isWorking: false })
    await test.declare('maths')
    const play = async (recording: string, sub: string) => {
      const as = { sub, scope: 'recording:read' }
      return (await test.request('POST', `/recordings/${recording}/playback`, { as, body: {} })).status
    }
    expect([await play('one', 'a'), await play('one', 'b'), await play('two', 'c')]).toEqual([404, 429, 404])
  })
})

describe('DOS-2: a herd', () => {
  it('of 1,000 joins costs BBB one create and at most five looks', async () => {
    const test = await start({})
    await test.declare('maths', { wait_for_moderator: false })
    const statuses = await Promise.all(
      Array.from({ length: 1000 }, async (_, n) => (await joinOf(test, 'maths', { sub: `person-${n}` })).status),
    )
    expect(tally(statuses)).toEqual({ 200: 1000 })
    await Promise.all(Array.from({ length: 500 }, () => test.request('GET', '/rooms/maths')))
    expect(test.bbb.journal.count('create')).toBe(1)
    expect(test.bbb.journal.count('getMeetingInfo')).toBeLessThanOrEqual(5)
  })
})

describe('DOS-3: a BBB that is slow', () => {
  it('is asked eight things at once, and keeps no other server’s tenants waiting', async () => {
    const other = await startFakeBbb({ secret: 'kT3qWz8nVb5mXc7rLp2sAe9dFg4h-0123456789' })
    const bbb = { baseUrl: other.baseUrl, sharedSecret: 'env:SECRET' }
    const tenants = { acme: createOnFirstJoin, other: { ...createOnFirstJoin, bbb } }
    const test = await start({ tenants, isWorking: false })
    test.bbb.faults.always('create', { kind: 'hang' })
    const slow = Array.from({ length: 30 }, (_, n) => joinOf(test, `room-${n}`, { sub: `person-${n}` }))
    await eventually(
      () => Promise.resolve(test.bbb.journal.count('create')),
      (count) => count === 8,
    )
    expect((await joinOf(test, 'maths', { tenant: 'other' })).status).toBe(200)
    expect(test.bbb.journal.count('create')).toBe(8)
    test.bbb.faults.always('create', { kind: 'reset' })
    await test.bbb.close()
    for (const answer of await Promise.all(slow)) expect(answer.status).toBe(503)
    await other.close()
  })

  it('R-1: is left alone once it failed five times in a row, and told of as busy', async () => {
    const test = await start({ tenants: { acme: createOnFirstJoin }, isWorking: false })
    for (const call of ['create', 'getMeetingInfo']) test.bbb.faults.always(call, { kind: 'status', status: 503 })
    for (let n = 0; n < 6; n++) await joinOf(test, `room-${n}`)
    const before = test.bbb.journal.entries.length
    const answer = await joinOf(test, 'maths')
    expect(await problemOf(answer)).toMatchObject({ status: 503, code: 'BBB_UNAVAILABLE', retryable: true })
    expect(test.logs.join('\n')).toContain('BBB_CIRCUIT_OPEN')
    expect(test.bbb.journal.entries.length).toBe(before)
  })
})

describe('DOS-4: a BBB that fails', () => {
  it('gets at most a fifth more calls than people asked', async () => {
    const test = await start({ tenants: { acme: createOnFirstJoin }, isWorking: false })
    for (const call of ['create', 'getMeetingInfo']) test.bbb.faults.always(call, { kind: 'status', status: 503 })
    const joins = Array.from({ length: 60 }, (_, n) => joinOf(test, `room-${n}`, { sub: `person-${n}` }))
    for (const answer of await Promise.all(joins)) expect(answer.status).toBe(503)
    expect(test.bbb.journal.entries.length).toBeLessThanOrEqual(1.2 * 60)
  })
})
