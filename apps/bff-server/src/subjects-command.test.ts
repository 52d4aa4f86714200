import { openSqliteStore, Secret, type Store, verifyAudit } from '@bbb-room/bff'
import { afterEach, describe, expect, it } from 'vitest'
import { subjectsCommand } from './subjects-command.ts'
import { systemClock as clock } from './system-clock.ts'

let store: Store
afterEach(() => store.close())

async function start() {
  store = await openSqliteStore({ file: ':memory:' }, { clock })
  const key = new Secret('a key of this test, 32 bytes and more')
  let written = ''
  const run = (words: string[], input = 'alice\n') =>
    subjectsCommand(words, {
      store,
      keys: { pseudonym: key, callback: { current: key, previous: undefined } },
      tenantIds: ['acme', 'beta'],
      readInput: () => Promise.resolve(input),
      write: (text) => (written += text),
      writeError: (text) => (written += text),
    })
  const last = () => JSON.parse(written.trim().split('\n').at(-1)!) as Record<string, unknown>
  return { run, last, text: () => written }
}

describe('subjects', () => {
  it('TICKET-13, LOG-7: blocks a person, shows what is held of them, and forgets them', async () => {
    const { run, last, text } = await start()
    expect(await run(['block', 'acme'])).toBe(0)
    expect(last()).toEqual({ changed: true })
    await run(['block', 'acme'], 'alice')
    expect(last()).toEqual({ changed: false })
    await run(['show', 'acme'])
    expect(last()).toMatchObject({ isBlocked: true, auditRows: 1, attendance: [], others: 0 })
    await run(['show', 'beta'])
    expect(last()).toMatchObject({ isBlocked: false, auditRows: 0 })
    await run(['unblock', 'acme'])
    await run(['erase', 'acme'])
    expect(last()).toMatchObject({ deleted: { people: 1, blocks: 0 } })
    await run(['show', 'acme'])
    expect(last()).toMatchObject({ isBlocked: false, auditRows: 0 })
    expect(await verifyAudit(store, 'acme')).toMatchObject({ intact: true, rows: 3 })
    expect(text()).not.toContain('alice')
  })

  it.each([
    [['erase', 'acme', 'alice'], 'alice', 'Usage'],
    [['erase', 'gamma'], 'alice', 'no such tenant'],
    [['erase', 'acme'], '\n', 'one subject'],
    [['erase', 'acme'], 'a\nb\n', 'one subject'],
    [['erase', 'acme'], 'x'.repeat(129), 'one subject'],
    [['toString', 'acme'], 'alice', 'Usage'],
    [['erase'], 'alice', 'Usage'],
    [[], '', 'Usage'],
  ])('refuses the words %j', async (words, input, answer) => {
    const { run, text } = await start()
    expect(await run(words, input)).toBe(2)
    expect(text()).toContain(answer)
  })
})
