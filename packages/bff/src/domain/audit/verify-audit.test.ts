import { afterEach, describe, expect, it } from 'vitest'
import type { AuditRow, Store } from '../../ports/store.ts'
import { openSqliteStore } from '../../storage/sqlite-store.ts'
import { exportAudit, verifyAudit } from './verify-audit.ts'

let store: Store | undefined
afterEach(async () => {
  await store?.close()
})

async function filled(rows: number): Promise<Store> {
  const clock = { now: () => Date.now(), sleep: () => Promise.resolve() }
  store = await openSqliteStore({ file: ':memory:' }, { clock })
  await store.withTenant('acme', async ({ audit }) => {
    for (let n = 0; n < rows; n++) {
      await audit.append({
        at: n,
        action: 'meeting:join',
        actor: { person: `p${n}` },
        roomId: 'maths',
        detail: { role: 'viewer' },
      })
    }
  })
  return store
}

/** A store whose rows somebody laid hands on. */
function tampered(original: Store, change: (rows: AuditRow[]) => AuditRow[]): Store {
  return {
    ...original,
    withTenant: (tenantId, work) =>
      original.withTenant(tenantId, (rows) =>
        work({
          ...rows,
          audit: { ...rows.audit, list: async (after, limit) => change(await rows.audit.list(after, limit)) },
        }),
      ),
  }
}

describe('LOG-4: the audit log', () => {
  it('is intact as written, however many portions it is read in', async () => {
    const written = await filled(2500)
    const check = await verifyAudit(written, 'acme')
    expect(check).toMatchObject({ intact: true, rows: 2500 })
    const rows: AuditRow[] = []
    for await (const row of exportAudit(written, 'acme')) rows.push(row)
    expect(rows.at(-1)?.hash).toBe('head' in check && check.head)
    expect(await verifyAudit(written, 'other')).toEqual({ intact: true, rows: 0, head: '', trimmedThrough: 0 })
  })

  it.each<[string, (rows: AuditRow[]) => AuditRow[], number]>([
    ['a changed action', (rows) => rows.map((row) => (row.seq === 3 ? { ...row, action: 'meeting:end' } : row)), 3],
    ['another person', (rows) => rows.map((row) => (row.seq === 4 ? { ...row, actor: 'p0' } : row)), 4],
    [
      'another detail',
      (rows) => rows.map((row) => (row.seq === 2 ? { ...row, detail: { role: 'moderator' } } : row)),
      2,
    ],
    ['a row taken out', (rows) => rows.filter((row) => row.seq !== 5), 5],
    ['the oldest taken out', (rows) => rows.filter((row) => row.seq > 3), 1],
    [
      'the oldest taken out, with a row that vouches for others',
      (rows) =>
        rows.filter((row) => row.seq > 3).map((row) => ({ ...row, detail: { through: 2, hash: row.previousHash } })),
      4,
    ],
    ['rows swapped', (rows) => [...rows.slice(0, 2), ...rows.slice(2, 4).reverse(), ...rows.slice(4)], 3],
  ])('shows where it was touched: %s', async (_name, change, firstBadSeq) => {
    const touched = tampered(await filled(8), change)
    expect(await verifyAudit(touched, 'acme')).toEqual({ intact: false, firstBadSeq })
  })
})
