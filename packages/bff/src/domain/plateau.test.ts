import { afterEach, expect, it } from 'vitest'
import type { RecordingList } from '@bbb-room/bff-api'
import Database from 'libsql'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqliteStore } from '../storage/sqlite-store.ts'
import { tenantTables } from '../storage/tables.ts'
import { createTestClock } from '../test-clock.test-support.ts'
import { eventually, startBff, type TestBff } from '../routes/start-bff.test-support.ts'
import { verifyAudit } from './audit/verify-audit.ts'
import { createPseudonyms } from './identity/pseudonyms.ts'

const folder = mkdtempSync(join(tmpdir(), 'bbb-room-plateau-'))
let test: TestBff | undefined
afterEach(async () => {
  await test?.close()
  rmSync(folder, { recursive: true, force: true })
})

const stepHours = 24
const days = 44
const teacher = { sub: 'teacher', role: 'moderator' } as const

it('DOS-6, LOG-5: six weeks of lessons leave tables that stop growing, and an audit log that verifies', async () => {
  const clock = createTestClock()
  const file = join(folder, 'bff.sqlite')
  const store = await openSqliteStore({ file }, { clock })
  const retention = { meetingDays: 2, auditDays: 30, inboxDays: 2, recordingDays: 2, trashDays: 0 }
  let purges = 0
  const withTenant = store.withTenant.bind(store)
  store.withTenant = (tenantId, work, ...rest) =>
    withTenant(
      tenantId,
      (rows) =>
        work(
          new Proxy(rows, {
            get(target, part: keyof typeof rows) {
              if (part === 'orphans') purges += 1
              return target[part]
            },
          }),
        ),
      ...rest,
    )
  test = await startBff({
    store,
    clock,
    tenants: { acme: { retention, attendance: { keep: 'pseudonymous', days: 2 } } },
  })
  const bff = test
  await bff.declare('maths', { wait_for_moderator: false, record: true })
  const database = new Database(file, { readonly: true })
  const sizes: Record<string, number>[] = []

  for (let step = 0; step < (days * 24) / stepHours; step++) {
    const location = await bff.enter({ ...teacher, sub: `teacher-${step}` })
    await bff.request('PUT', '/rooms/maths', {
      as: { sub: 'host', scope: 'room:manage' },
      body: { name: 'Maths', wait_for_moderator: false, record: true },
      headers: { 'Idempotency-Key': `key-of-step-${step}` },
    })
    const meetingID = location.searchParams.get('meetingID') ?? ''
    const meeting = await store.withTenant('acme', ({ meetings }) => meetings.findByMeetingID(meetingID))
    const person = createPseudonyms(bff.keys).userIdOf('acme', `teacher-${step}`)
    const mark = { meetingRowId: meeting?.meetingRowId ?? '', person, session: 's', joinedAt: 1, leftAt: 2 }
    await store.withTenant('acme', ({ attendance }) => attendance.mark({ ...mark, name: null, role: null }))
    bff.bbb.endMeeting(meetingID)
    await bff.request('POST', '/rooms/maths/end', { as: teacher, body: {} })
    await eventually(
      () => store.withTenant('acme', ({ meetings }) => meetings.findByMeetingID(meetingID)),
      (found) => found === undefined || found.state === 'ended' || found.state === 'lost',
    )
    const before = purges
    clock.advance(stepHours * 3600 * 1000)
    await eventually(
      () => Promise.resolve(purges),
      (count) => count > before,
    )
    const count = (table: string) =>
      (database.prepare(`select count(*) as count from ${table}`).get() as { count: number }).count
    sizes.push(Object.fromEntries(tenantTables.map((table) => [table, count(table)])))
  }
  database.close()

  const day = 24 / stepHours
  const most = (table: string, from: number, to: number) =>
    Math.max(...sizes.slice(from * day, to * day).map((size) => size[table] ?? 0))
  for (const table of tenantTables) {
    const grownTo = most(table, 34, 39)
    expect(most(table, 39, 44), `${table} goes on growing`).toBeLessThanOrEqual(Math.ceil(grownTo * 1.05) + 2)
  }
  for (const table of ['audit', 'meetings', 'recordings', 'attendance', 'people', 'room_events']) {
    expect(most(table, 34, 44), table).toBeGreaterThan(0)
  }
  expect(await verifyAudit(store, 'acme')).toMatchObject({ intact: true, trimmedThrough: expect.any(Number) as number })
  const list = (await (await bff.request('GET', '/rooms/maths/recordings', { as: teacher })).json()) as RecordingList
  expect(list.recordings.length).toBeLessThan(20)
  await store.close()
}, 120_000)
