import { afterEach, beforeEach, it } from 'vitest'
import type { Store } from '../../ports/store.ts'
import { eventually, startBff, type TestBff } from '../../routes/start-bff.test-support.ts'
import { openSqliteStore } from '../../storage/sqlite-store.ts'
import { createTestClock, type TestClock } from '../../test-clock.test-support.ts'

const hours = 3_600_000
const days = 24 * hours

let clock: TestClock
let store: Store
let test: TestBff | undefined
beforeEach(async () => {
  clock = createTestClock()
  store = await openSqliteStore({ file: ':memory:' }, { clock })
})
afterEach(async () => {
  await test?.close()
  test = undefined
  await store.close()
})

/** BBB spoke of a recording of nobody's, so long ago. */
async function spokeOf(recordID: string, ...agoMs: number[]): Promise<void> {
  const now = clock.now()
  await store.withTenant('acme', async ({ orphans }) => {
    for (const ago of agoMs) await orphans.keep({ recordID, meetingID: 'foreign' }, now - ago)
  })
}
const kept = async () =>
  (await store.withTenant('acme', ({ orphans }) => orphans.list(9))).map(({ recordID }) => recordID).sort()
const isKept = (...recordIDs: string[]) => eventually(kept, (found) => found.join() === recordIDs.join())

it('R-56: a recording of nobody’s is kept aside for 30 days after BBB last spoke of it, and no longer', async () => {
  await spokeOf('a-minute-more', 30 * days + 60_000)
  await spokeOf('spoken-of-again', 40 * days, 30 * days - 2 * hours)
  await spokeOf('young', 1 * days)
  test = await startBff({ store, clock, tenants: { acme: { retention: { meetingDays: 400 } } } })
  await isKept('spoken-of-again', 'young')
  clock.advance(2 * hours + 60_000)
  await isKept('young')
  clock.advance(29 * days)
  await isKept()
})

it('R-56: it is kept no longer than the tenant keeps its meetings', async () => {
  await spokeOf('older', 10 * days + 60_000)
  await spokeOf('younger', 10 * days - 2 * hours)
  test = await startBff({ store, clock, tenants: { acme: { retention: { meetingDays: 10 } } } })
  await isKept('younger')
})
