import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Clock } from '../../ports/clock.ts'
import type { Store } from '../../ports/store.ts'
import { openSqliteStore } from '../../storage/sqlite-store.ts'
import { createTestClock } from '../../test-clock.test-support.ts'
import { createRoomEventHub } from './room-event-hub.ts'

const room = { tenantId: 'acme', roomId: 'maths', seq: 0 }
const signal = new AbortController().signal

let opened: Store
let sleeps: number
/** Whoever sleeps is woken by nothing but the time, which is over at once. */
let clock: Clock
beforeEach(async () => {
  const real = createTestClock()
  let passed = 0
  sleeps = 0
  clock = {
    now: () => real.now() + passed,
    sleep(durationMs) {
      sleeps += 1
      passed += durationMs
      return Promise.resolve()
    },
  }
  opened = await openSqliteStore({ file: ':memory:' }, { clock })
})
afterEach(() => opened.close())

/** A store to which something happens between the end of each transaction and whoever waits for it. */
function storeWith(afterEach: () => Promise<void>): Store {
  return {
    ...opened,
    async withTenant(tenantId, work) {
      const result = await opened.withTenant(tenantId, work)
      await afterEach()
      return result
    },
  }
}

it('what is new while it reads is told at once, to all who share that read', async () => {
  let isWritten = false
  const store = storeWith(async () => {
    if (isWritten) return
    isWritten = true
    await opened.withTenant('acme', ({ events }) => events.append('maths', 'meeting-started', 1))
  })
  const hub = createRoomEventHub({ store, clock })
  const options = { waitMs: 25_000, signal }
  const told = await Promise.all([hub.after(room, options), hub.after(room, options)])
  expect(told).toMatchObject([[{ type: 'meeting-started' }], [{ type: 'meeting-started' }]])
  expect(sleeps).toBe(0)
})

it('sleeps once, for as long as it may, where there are no news', async () => {
  const hub = createRoomEventHub({ store: storeWith(() => Promise.resolve()), clock })
  expect(await hub.after(room, { waitMs: 25_000, signal })).toEqual([])
  expect(sleeps).toBe(1)
})
