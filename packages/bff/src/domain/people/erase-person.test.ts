import Database from 'libsql'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { startBff, type TestBff } from '../../routes/start-bff.test-support.ts'
import { openSqliteStore } from '../../storage/sqlite-store.ts'
import { tenantTables } from '../../storage/tables.ts'
import { createTestClock } from '../../test-clock.test-support.ts'
import { verifyAudit } from '../audit/verify-audit.ts'
import { createPseudonyms } from '../identity/pseudonyms.ts'
import { blockPerson } from './block-person.ts'
import { erasePerson, showPerson } from './erase-person.ts'

const folder = mkdtempSync(join(tmpdir(), 'bbb-room-erase-'))
const subject = 'subject-canary-7f3a9c'
const name = 'Zoë Canary-Name'
let test: TestBff | undefined
afterEach(async () => {
  await test?.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Every byte of the database's files, and every row as SQL would dump it. */
function dump(file: string): { bytes: string; rows: string } {
  const files = readdirSync(folder).map((each) => readFileSync(join(folder, each)))
  const database = new Database(file, { readonly: true })
  const rows = tenantTables.map((table) => JSON.stringify(database.prepare(`select * from ${table}`).all())).join('\n')
  database.close()
  return { bytes: Buffer.concat(files).toString('latin1'), rows }
}

it('LOG-7: after an erasure a full dump has no trace of the person, and the audit chain verifies', async () => {
  const file = join(folder, 'bff.sqlite')
  const clock = createTestClock()
  const store = await openSqliteStore({ file }, { clock })
  test = await startBff({ store, clock, tenants: { acme: { attendance: { keep: 'names' } } } })
  const services = { store, keys: test.keys }
  const person = { sub: subject, name, role: 'moderator' } as const
  const userId = createPseudonyms(test.keys).userIdOf('acme', subject)
  const traces = [subject, name, Buffer.from(name).toString('latin1'), userId]

  const headers = { 'Idempotency-Key': 'key-of-this-person' }
  await test.request('PUT', '/rooms/maths', {
    as: { ...person, scope: 'room:manage' },
    body: { name: 'Maths' },
    headers,
  })
  await test.enter(person)
  await test.enter({ sub: 'another', role: 'viewer' }).catch(() => undefined)
  await test.request('POST', '/rooms/maths/end', { as: person, body: {} })
  await blockPerson(services, 'acme', subject)
  await store.withTenant('acme', async ({ rooms, attendance }) => {
    const meetingRowId = (await rooms.look('maths'))!.meeting!.meetingRowId
    await attendance.mark({
      meetingRowId,
      person: userId,
      session: 's',
      joinedAt: 1,
      leftAt: 2,
      name,
      role: 'MODERATOR',
    })
  })
  const held = await showPerson(services, 'acme', subject)
  expect(held).toMatchObject({ userID: userId, isBlocked: true, attendance: [{ name }], others: 1 })
  expect(held.auditRows).toBeGreaterThan(3)
  const before = dump(file)
  expect([before.rows.includes(userId), before.rows.includes(name)]).toEqual([true, true])
  expect(before.rows).not.toContain(subject)

  expect(await erasePerson(services, 'acme', subject)).toMatchObject({ people: 1, blocks: 1, attendance: 1 })
  const after = dump(file)
  for (const trace of traces) {
    expect(after.rows.includes(trace), `a row holds ${trace}`).toBe(false)
    expect(after.bytes.includes(trace), `a file holds ${trace}`).toBe(false)
  }
  expect(await showPerson(services, 'acme', subject)).toMatchObject({ reference: undefined, auditRows: 0 })
  expect(after.rows).toContain(held.reference)
  expect(await verifyAudit(store, 'acme')).toMatchObject({ intact: true })
  const audit = await store.withTenant('acme', (rows) => rows.audit.list(0, 100))
  expect(audit.at(-1)).toMatchObject({ action: 'person:erase', actor: 'operator', detail: { people: 1, blocks: 1 } })
  expect((await erasePerson(services, 'acme', subject))['people']).toBe(0)
  expect(await store.withTenant('acme', (rows) => rows.audit.list(0, 100))).toHaveLength(audit.length)
  await store.close()
})
