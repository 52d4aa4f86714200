import { createTenants, openSqliteStore, readTenants, type Store } from '@bbb-room/bff'
import { startFakeBbb } from '@bbb-room/fake-bbb'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { systemClock as clock } from './system-clock.ts'
import { tenantsCommand } from './tenants-command.ts'

const folder = mkdtempSync(join(tmpdir(), 'bff-server-tenants-'))
const secrets = { GOOD: 'a-secret-of-this-test-0123456789', OLD: 'an-old-secret-of-this-test-012345' }
let store: Store
afterEach(() => store.close())
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function start({ baseUrl = 'https://bbb.example/', sharedSecret = ['env:GOOD'] } = {}) {
  store = await openSqliteStore({ file: ':memory:' }, { clock })
  const tenants = readTenants({ tenants: { acme: { bbb: { baseUrl, sharedSecret } } } }, ({ name }) =>
    name === 'OLD' ? secrets.OLD : secrets.GOOD,
  )
  let written = ''
  const run = (words: string[], openOwnerStore = () => Promise.resolve<Store | undefined>(store)) =>
    tenantsCommand(words, {
      store,
      openOwnerStore,
      tenants: createTenants(tenants).all(),
      write: (text) => (written += text),
      writeError: (text) => (written += text),
    })
  return { run, text: () => written, last: () => JSON.parse(written.trim().split('\n').at(-1)!) as object }
}

describe('tenants', () => {
  it('TENANT-12: asks BBB whether it takes each secret, by a call that changes nothing', async () => {
    const bbb = await startFakeBbb({ secret: secrets.GOOD })
    const { run, last, text } = await start({ baseUrl: bbb.baseUrl, sharedSecret: ['env:GOOD', 'env:OLD'] })
    expect(await run(['check'])).toBe(0)
    expect(last()).toEqual({ tenantId: 'acme', secrets: ['accepted', 'BBB_SECRET_REFUSED'] })
    bbb.swapSecret('one that nobody was told')
    expect(await run(['check', 'acme'])).toBe(1)
    expect(last()).toEqual({ tenantId: 'acme', secrets: ['BBB_SECRET_REFUSED', 'BBB_SECRET_REFUSED'] })
    expect(new Set(bbb.journal.entries.map(({ call }) => call))).toEqual(new Set(['getMeetingInfo']))
    await bbb.close()
    expect(await run(['check'])).toBe(1)
    expect(last()).toEqual({ tenantId: 'acme', secrets: ['BBB_UNAVAILABLE', 'BBB_UNAVAILABLE'] })
    for (const secret of Object.values(secrets)) expect(text()).not.toContain(secret)
  }, 30_000)

  it('TICKET-13: cuts tokens off, and never those to come', async () => {
    const { run, last } = await start()
    expect(await run(['cut-off', 'acme', '2026-01-02T03:04:05Z'])).toBe(0)
    expect(last()).toEqual({ tokensRefusedBefore: '2026-01-02T03:04:05.000Z' })
    expect(await run(['cut-off', 'acme'])).toBe(0)
    expect(await store.withTenant('acme', ({ blocks }) => blocks.tokensRefusedBefore())).toBeGreaterThan(
      Date.now() - 60_000,
    )
    const rows = await store.withTenant('acme', ({ audit }) => audit.list(0, 9))
    expect(rows[0]).toMatchObject({ action: 'tokens:cut-off', detail: { before: '2026-01-02T03:04:05.000Z' } })
  })

  it('TENANT-11: exports the audit log, then deletes every row', async () => {
    const { run, last, text } = await start()
    const append = () =>
      store.withTenant('gone', ({ audit }) => audit.append({ at: 1, action: 'a', actor: { person: 'p' } }))
    await append()
    await append()
    const file = join(folder, 'audit.jsonl')
    expect(await run(['remove', 'gone', file])).toBe(0)
    expect(last()).toMatchObject({ audit: { intact: true, rows: 2 }, deleted: { audit: 2, people: 1, rooms: 0 } })
    const kept = readFileSync(file, 'utf8').trim().split('\n')
    expect(kept.map((line) => (JSON.parse(line) as { seq: number }).seq)).toEqual([1, 2])
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(await store.withTenant('gone', ({ audit }) => audit.list(0, 9))).toEqual([])
    expect(await run(['remove', 'gone', file])).toBe(2)
    expect(text()).toContain('there already')
  })

  it('TENANT-11: deletes nothing while something still adds rows, or without the owner', async () => {
    const { run, text } = await start()
    const append = () =>
      store.withTenant('gone', ({ audit }) => audit.append({ at: 1, action: 'a', actor: 'operator' }))
    await append()
    expect(await run(['remove', 'gone', join(folder, 'none.jsonl')], () => Promise.resolve(undefined))).toBe(2)
    const busy: Store = {
      ...store,
      removeTenant: async (tenantId, rows) => {
        await append()
        return store.removeTenant(tenantId, rows)
      },
      close: () => Promise.resolve(),
    }
    expect(await run(['remove', 'gone', join(folder, 'busy.jsonl')], () => Promise.resolve(busy))).toBe(1)
    expect(text()).toContain('Nothing was deleted')
    expect(await store.withTenant('gone', ({ audit }) => audit.list(0, 9))).toHaveLength(2)
  })

  it.each([
    [['remove', 'acme', 'file'], 'out of the configuration'],
    [['remove', 'gone'], 'Usage'],
    [['check', 'gone'], 'no such tenant'],
    [['cut-off', 'gone'], 'no such tenant'],
    [['cut-off', 'acme', 'yesterday'], 'TIME'],
    [['cut-off', 'acme', '2999-01-01T00:00:00Z'], 'still to come'],
    [['cut-off'], 'Usage'],
    [['check', 'acme', 'x'], 'Usage'],
    [['a', 'b', 'c', 'd'], 'Usage'],
    [[], 'Usage'],
  ])('refuses the words %j', async (words, answer) => {
    const { run, text } = await start()
    expect(await run(words)).toBe(2)
    expect(text()).toContain(answer)
  })
})
