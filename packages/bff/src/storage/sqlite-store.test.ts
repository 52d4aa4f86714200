import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Store } from '../ports/store.ts'
import { openSqliteStore } from './sqlite-store.ts'

/** A command beside the server, say. */
describe('R-25: where another process writes into the same file', () => {
  let folder: string
  let store: Store
  let other: Database.Database
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bbb-room-sqlite-'))
    const file = join(folder, 'bff.sqlite')
    store = await openSqliteStore({ file }, { clock: { now: () => Date.now(), sleep: () => Promise.resolve() } })
    other = new Database(file)
  })
  afterEach(async () => {
    other.close()
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const addWebhook = (messageId: string, meanwhile = () => {}) =>
    store.withTenant('acme', async ({ webhooks }) => {
      await webhooks.nextDueAt()
      meanwhile()
      await webhooks.add([{ messageId, endpointId: 'host', type: 'meeting.ended', body: '{}', createdAt: 1 }])
    })
  const webhooks = () => other.prepare('select message_id from webhook_outbox').all().length
  const writeThere = (name: string) =>
    other.exec(`insert into facts (tenant_id, name, value, since) values ('acme', '${name}', 'x', 1)`)

  it('a transaction that reads first is not overtaken: the other process waits', async () => {
    let refusal: unknown
    await addWebhook('a', () => {
      try {
        writeThere('meanwhile')
      } catch (error) {
        refusal = error
      }
    })
    expect(refusal).toMatchObject({ code: 'SQLITE_BUSY' })
    expect(webhooks()).toBe(1)
  })

  it('a transaction that waited in vain fails as a store that is away, and the next ones work', async () => {
    other.exec('begin immediate')
    await expect(addWebhook('a')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
    other.exec('rollback')
    for (const messageId of ['b', 'c']) {
      writeThere(`before ${messageId}`)
      await addWebhook(messageId)
    }
    expect(webhooks()).toBe(2)
  })
})
