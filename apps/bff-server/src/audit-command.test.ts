import { openSqliteStore, type Store } from '@bbb-room/bff'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { auditCommand } from './audit-command.ts'
import { systemClock as clock } from './system-clock.ts'

let store: Store
afterEach(() => store.close())

async function start() {
  store = await openSqliteStore({ file: ':memory:' }, { clock })
  for (const tenantId of ['acme', 'beta']) {
    await store.withTenant(tenantId, async ({ audit }) => {
      for (const at of [1, 2, 3]) await audit.append({ at, action: 'meeting:join', actor: 'operator' })
    })
  }
  let written = ''
  const run = (words: string[], changed: Store = store) =>
    auditCommand(words, {
      store: changed,
      tenantIds: ['acme', 'beta'],
      write: (text) => (written += text),
      writeError: (text) => (written += text),
    })
  return { run, lines: () => written.trim().split('\n'), text: () => written }
}

describe('audit', () => {
  it('exports the rows of one tenant, in order', async () => {
    const { run, lines } = await start()
    expect(await run(['export', 'acme'])).toBe(0)
    const rows = lines().map((line) => JSON.parse(line) as { seq: number; actor: string })
    expect(rows.map(({ seq, actor }) => [seq, actor])).toEqual([1, 2, 3].map((seq) => [seq, 'operator']))
  })

  it('LOG-4: verifies every chain, and answers 1 when one is broken', async () => {
    const { run, lines } = await start()
    expect(await run(['verify'])).toBe(0)
    expect(lines().map((line) => JSON.parse(line) as object)).toMatchObject([
      { tenantId: 'acme', intact: true, rows: 3 },
      { tenantId: 'beta', intact: true, rows: 3 },
    ])
    const tampered: Store = {
      ...store,
      withTenant: (tenantId, work) =>
        store.withTenant(tenantId, (rows) =>
          work({
            ...rows,
            audit: {
              ...rows.audit,
              list: async (after, limit) =>
                (await rows.audit.list(after, limit)).map((row) => (row.seq === 2 ? { ...row, at: 9 } : row)),
            },
          }),
        ),
    }
    expect(await run(['verify', 'beta'], tampered)).toBe(1)
    expect(JSON.parse(lines().at(-1)!)).toEqual({ tenantId: 'beta', intact: false, firstBadSeq: 2 })
  })

  it.each([[[]], [['export']], [['forget']], [['verify', 'gamma']], [['export', 'acme', 'x']]])(
    'answers 2 and what it knows for %j',
    async (words) => {
      const { run, text } = await start()
      expect(await run(words)).toBe(2)
      expect(text()).toMatch(/Usage|no such tenant/)
    },
  )

  it('a program without a command tells what there is', async () => {
    await start()
    const run = () => execFileSync(process.execPath, [join(import.meta.dirname, '../dist/cli.js')], { stdio: 'pipe' })
    expect(run).toThrow(/serve.*\n.*audit export TENANT/)
  })
})
