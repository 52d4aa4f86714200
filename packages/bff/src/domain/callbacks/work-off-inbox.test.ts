import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BffFailure } from '../../failure.ts'
import type { InboxItem, Meeting, Store } from '../../ports/store.ts'
import { openSqliteStore } from '../../storage/sqlite-store.ts'
import { createTestClock, type TestClock } from '../../test-clock.test-support.ts'
import type { TenantConfig } from '../../config/bff-config.ts'
import { expectedRecording } from '../recordings/ledger.ts'
import { createWorkOffInbox } from './work-off-inbox.ts'

const minute = 60_000
const tenant = { id: 'acme', attendance: { keep: 'off', activity: false, days: 30 } } as TenantConfig
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }

let store: Store
let clock: TestClock
let counted: string[]
beforeEach(async () => {
  clock = createTestClock()
  store = await openSqliteStore({ file: ':memory:' }, { clock })
  counted = []
})
afterEach(() => store.close())

/** @param look what asking BBB about a meeting does */
function start(look: (meetingRowId: string) => Promise<void>) {
  const noted: string[] = []
  const asked: string[] = []
  const looked = new Set<string>()
  const metrics = {
    count: (name: string, labels = {}) => void counted.push(`${name} ${JSON.stringify(labels)}`),
    observe: () => undefined,
  }
  const workOffInbox = createWorkOffInbox(
    { store, clock, log: quiet, metrics, tenantOf: () => tenant, tellHost: () => Promise.resolve() },
    {
      noteEndTold: (_tenant, meetingRowId) => Promise.resolve(void noted.push(meetingRowId)),
      reconcileMeeting: (_tenant, meetingRowId) => {
        asked.push(meetingRowId)
        return look(meetingRowId)
      },
    },
  )
  /** As the worker does: in portions, until nothing is due. @returns how many items were worked on */
  async function workOff(): Promise<number> {
    let worked = 0
    for (;;) {
      const now = clock.now()
      const items = await store.withTenant('acme', ({ inbox }) => inbox.claimDue(now, now + 20_000, 20))
      if (items.length === 0) return worked
      worked += items.length
      for (const meetingRowId of await workOffInbox('acme', items)) looked.add(meetingRowId)
    }
  }
  return { noted, asked, looked, workOff }
}

async function accept(items: readonly Pick<InboxItem, 'itemId' | 'kind' | 'facts'>[]): Promise<void> {
  const at = clock.now()
  await store.withTenant('acme', async ({ inbox }) => {
    for (const [n, item] of items.entries()) await inbox.accept({ ...item, receivedAt: at - 1000 + n })
  })
}
const parked = () => store.withTenant('acme', ({ inbox }) => inbox.listParked(100))
const ended = (n: number, meetingRowId: string) =>
  ({ itemId: `item-${n}`, kind: 'meeting-ended', facts: { meetingRowId, n: String(n) } }) as const

describe('HOOK-13: one that fails keeps nothing else', () => {
  it('one poison among a hundred: the others are done, in their order for each meeting, and it is parked and counted', async () => {
    const items = Array.from({ length: 100 }, (_, n) => ended(n, n === 37 ? 'poison' : `meeting-${n % 7}`))
    await accept(items)
    const order = new Map<string, number[]>()
    const { workOff } = start((meetingRowId) =>
      meetingRowId === 'poison' ? Promise.reject(new TypeError('canary')) : Promise.resolve(),
    )
    const withTenant = store.withTenant.bind(store)
    store.withTenant = (tenantId, work) =>
      withTenant(tenantId, (rows) =>
        work({
          ...rows,
          inbox: {
            ...rows.inbox,
            done: (itemId, at) => {
              const n = Number(itemId.slice(5))
              order.set(`meeting-${n % 7}`, [...(order.get(`meeting-${n % 7}`) ?? []), n])
              return rows.inbox.done(itemId, at)
            },
          },
        }),
      )
    expect(await workOff()).toBe(100)
    expect([...order.values()].flat()).toHaveLength(99)
    for (const done of order.values()) expect(done).toEqual([...done].sort((a, b) => a - b))
    expect(await parked()).toEqual([])
    const tries: number[] = []
    for (let passed = 0; passed < 30 * minute; passed += 5000) {
      clock.advance(5000)
      tries.push(await workOff())
    }
    expect(tries.filter((count) => count > 0)).toHaveLength(7)
    expect(await parked()).toMatchObject([{ itemId: 'item-37', reason: 'INTERNAL_ERROR', attempts: 8 }])
    expect(counted.filter((line) => line.startsWith('bbb_room_callbacks_parked_total'))).toEqual([
      'bbb_room_callbacks_parked_total {"tenant":"acme","kind":"meeting-ended","reason":"INTERNAL_ERROR"}',
    ])

    expect(await store.withTenant('acme', ({ inbox }) => inbox.replay('item-37', clock.now()))).toBe(1)
    const healed = start(() => Promise.resolve())
    expect(await healed.workOff()).toBe(1)
    expect(healed.asked).toEqual(['poison'])
    expect(await parked()).toEqual([])
  })

  it('BBB being away for hours parks nothing', async () => {
    await accept([ended(1, 'm')])
    let isAway = true
    const { workOff } = start(() => (isAway ? Promise.reject(new BffFailure('BBB_UNAVAILABLE')) : Promise.resolve()))
    for (let hour = 0; hour < 6; hour++) {
      for (let n = 0; n < 6; n++) {
        await workOff()
        clock.advance(10 * minute)
      }
    }
    expect(await parked()).toEqual([])
    isAway = false
    expect(await workOff()).toBe(1)
    expect(await store.withTenant('acme', ({ inbox }) => inbox.nextDueAt())).toBeUndefined()
  })
})

describe('HOOK-10: many callbacks of one meeting', () => {
  it('ask BBB once, after everything that bears on the answer is noted', async () => {
    await accept([
      { itemId: 'a', kind: 'webhook', facts: { about: 'people', meetingRowId: 'm' } },
      { itemId: 'b', kind: 'webhook', facts: { about: 'end', meetingRowId: 'm' } },
      { itemId: 'c', kind: 'meeting-ended', facts: { meetingRowId: 'm' } },
    ])
    let notedWhenAsked = -1
    const { workOff, noted, asked } = start(() => {
      notedWhenAsked = noted.length
      return Promise.resolve()
    })
    await workOff()
    expect(asked).toEqual(['m'])
    expect(notedWhenAsked).toBe(2)
  })
})

it('says which meetings BBB was asked about, so that those alone need no look by the clock', async () => {
  await accept([
    { itemId: 'a', kind: 'webhook', facts: { about: 'presence', meetingRowId: 'present' } },
    { itemId: 'b', kind: 'analytics', facts: { meetingRowId: 'counted' } },
    { itemId: 'c', kind: 'webhook', facts: { about: 'people', meetingRowId: 'asked' } },
  ])
  const { workOff, asked, looked } = start(() => Promise.resolve())
  await workOff()
  expect(asked).toEqual(['asked'])
  expect([...looked]).toEqual(['asked'])
})

describe('R-56: a recording of a meeting that nobody knows', () => {
  it('is waited for, then kept aside once however often BBB speaks of it, and forgotten once it is known', async () => {
    const facts = { meetingID: 'foreign', recordID: 'foreign-1' }
    const { workOff } = start(() => Promise.resolve())
    const orphans = () => store.withTenant('acme', (rows) => rows.orphans.list(9))
    for (let round = 0; round < 3; round++) {
      await accept([{ itemId: `r${round}`, kind: 'recording-ready', facts }])
      for (let n = 0; n < 12; n++) {
        await workOff()
        if (round === 0 && n === 2) expect(await orphans()).toEqual([])
        clock.advance(minute)
      }
    }
    expect(await orphans()).toMatchObject([{ recordID: 'foreign-1', meetingID: 'foreign', times: 3 }])
    expect(await parked()).toEqual([])
    expect(counted.filter((line) => line.includes('recordings_orphaned'))).toHaveLength(3)

    await store.withTenant('acme', async ({ meetings, recordings }) => {
      const row = { meetingRowId: 'm', roomId: 'maths', meetingID: 'm', parameters: { name: 'Maths', record: true } }
      await meetings.insert({ ...row, fence: 1, createdAt: 0, nextLookAt: 0 })
      const made = { createTime: 1, internalMeetingID: 'foreign-1' }
      const meeting = { ...row, startedAt: 0, made } as unknown as Meeting
      await recordings.expect(expectedRecording('ours', meeting, clock.now()))
    })
    await accept([{ itemId: 'r3', kind: 'recording-ready', facts }])
    await workOff()
    expect(await orphans()).toEqual([])
  })
})
