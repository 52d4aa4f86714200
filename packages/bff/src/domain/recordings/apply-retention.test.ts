import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LedgerRecording, Meeting, Store } from '../../ports/store.ts'
import { openSqliteStore } from '../../storage/sqlite-store.ts'
import type { Services } from '../services.ts'
import { createApplyRetention } from './apply-retention.ts'
import { expectedRecording } from './ledger.ts'

const minute = 60_000
const day = 24 * 60 * minute

let now = 0
let store: Store
const clock = { now: () => now, sleep: () => Promise.resolve() }

beforeEach(async () => {
  now = 0
  store = await openSqliteStore({ file: ':memory:' }, { clock })
})
afterEach(() => store.close())

async function addOld(count: number): Promise<void> {
  await store.withTenant('acme', async ({ meetings, recordings }) => {
    for (let n = 0; n < count; n++) {
      const row = { meetingRowId: `row-${n}`, roomId: 'maths', meetingID: `m-${n}` }
      const parameters = { name: 'Maths', record: true }
      await meetings.insert({ ...row, parameters, fence: n, createdAt: 0, nextLookAt: 0 })
      await meetings.change(row.meetingRowId, ['creating'], { state: 'ended', nextLookAt: null })
      const meeting = { ...row, made: { createTime: 1, internalMeetingID: `internal-${n}` }, startedAt: 0 } as Meeting
      await recordings.expect({ ...expectedRecording(`our-${n}`, meeting, 0), state: 'published', name: 'Maths' })
    }
  })
}

/** @param isChangedMeanwhile whether somebody else saves that line first */
function start(isChangedMeanwhile: (line: LedgerRecording) => boolean = () => false) {
  const counted: string[] = []
  const services = {
    store: {
      ...store,
      withTenant: ((tenantId, work) =>
        store.withTenant(tenantId, (rows) =>
          work({
            ...rows,
            recordings: {
              ...rows.recordings,
              save: (line) => (isChangedMeanwhile(line) ? Promise.resolve(false) : rows.recordings.save(line)),
            },
          }),
        )) as Store['withTenant'],
    },
    clock,
    tenantOf: () => ({ retention: { recordingDays: 30 } }),
    tellHost: () => Promise.resolve(),
    wakeWorker: () => undefined,
    metrics: { count: (name: string) => void counted.push(name), observe: () => undefined },
  } as unknown as Services
  return { counted, applyRetention: createApplyRetention(services) }
}

describe('the age limit of recordings', () => {
  it('REC-8: marks all that are over it, however many, counts each, and asks for none of them again', async () => {
    await addOld(120)
    now = 31 * day
    const { applyRetention, counted } = start()
    expect(await applyRetention('acme')).toBe(120)
    expect(counted).toEqual(Array(120).fill('bbb_room_recordings_expired_total'))
    now += 2 * minute
    expect(await applyRetention('acme')).toBe(0)
  })

  it('REC-8: marks the others when somebody changes some meanwhile, and those a minute later', async () => {
    await addOld(120)
    now = 31 * day
    let isBusy = true
    const { applyRetention, counted } = start(({ recordingId }) => isBusy && recordingId === 'our-7')
    expect(await applyRetention('acme')).toBe(119)
    isBusy = false
    now += minute
    expect(await applyRetention('acme')).toBe(1)
    expect(counted).toHaveLength(120)
  })

  it('REC-8: gives up, for a minute, where every one is changed meanwhile', async () => {
    await addOld(60)
    now = 31 * day
    expect(await start(() => true).applyRetention('acme')).toBe(0)
    now += minute
    expect(await start().applyRetention('acme')).toBe(60)
  })
})
