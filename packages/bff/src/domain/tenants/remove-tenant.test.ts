import Database from 'libsql'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import type { AuditRow } from '../../ports/store.ts'
import { eventually, startBff, type TestBff } from '../../routes/start-bff.test-support.ts'
import { openSqliteStore } from '../../storage/sqlite-store.ts'
import { createTestClock } from '../../test-clock.test-support.ts'
import { chainHash } from '../audit/verify-audit.ts'
import { createPseudonyms } from '../identity/pseudonyms.ts'
import { blockPerson } from '../people/block-person.ts'
import { removeTenant } from './remove-tenant.ts'

const folder = mkdtempSync(join(tmpdir(), 'bbb-room-remove-'))
let test: TestBff | undefined
afterEach(async () => {
  await test?.close()
  rmSync(folder, { recursive: true, force: true })
})

it('TENANT-11: after the removal a full dump has no row and no text of the tenant, and its audit log is kept', async () => {
  const file = join(folder, 'bff.sqlite')
  const clock = createTestClock()
  const store = await openSqliteStore({ file }, { clock })
  const tenants = { 'leaving-canary': {}, staying: {} }
  test = await startBff({ store, clock, tenants })
  const texts = ['leaving-canary', 'room-canary', 'Name-canary', 'welcome-canary', 'subject-canary']
  for (const [tenant, room, name] of [
    ['leaving-canary', 'room-canary', 'Name-canary'],
    ['staying', 'maths', 'Maths'],
  ] as const) {
    await test.declare(room, { name, welcome: `welcome-${tenant}`, record: true, wait_for_moderator: false }, tenant)
    const person = { tenant, sub: 'subject-canary', role: 'moderator', room } as const
    const location = await test.enter(person, room)
    test.bbb.endMeeting(location.searchParams.get('meetingID') ?? '')
    const list = () => test!.request('GET', `/rooms/${room}/recordings`, { as: person })
    await eventually(
      async () => (await (await list()).json()) as { recordings: unknown[] },
      ({ recordings }) => recordings.length > 0,
    )
    await blockPerson({ store, keys: test.keys }, tenant, 'subject-canary')
    texts.push(createPseudonyms(test.keys).userIdOf('leaving-canary', 'subject-canary'))
  }
  await test.bff.stop()

  const kept: AuditRow[] = []
  const isKept = () => Promise.resolve()
  const removal = await removeTenant(store, 'leaving-canary', { keep: (row) => void kept.push(row), isKept })
  expect(removal).toMatchObject({
    audit: { intact: true },
    deleted: { rooms: 1, meetings: 1, recordings: 1, blocks: 1 },
  })

  const database = new Database(file, { readonly: true })
  const tables = database.prepare("select name from sqlite_master where type = 'table'").all() as { name: string }[]
  const dumped = tables.map(({ name }) => JSON.stringify(database.prepare(`select * from "${name}"`).all())).join()
  database.close()
  const bytes = Buffer.concat(readdirSync(folder).map((each) => readFileSync(join(folder, each)))).toString('latin1')
  for (const text of texts) {
    expect(dumped.includes(text), `a row holds ${text}`).toBe(false)
    expect(bytes.includes(text), `a file holds ${text}`).toBe(false)
  }
  expect(dumped).toContain('staying')

  let head = ''
  for (const row of kept) {
    expect(row.hash).toBe(chainHash(head, row))
    head = row.hash
  }
  expect(kept.length).toBeGreaterThan(3)
  const exported = JSON.stringify(kept)
  for (const text of ['subject-canary', texts.at(-1)!, 'Name-canary']) expect(exported).not.toContain(text)
  const again = await store.withTenant('staying', ({ rooms }) => rooms.look('maths'))
  expect(again).toBeDefined()
  await store.close()
}, 20_000)
