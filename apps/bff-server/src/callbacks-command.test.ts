import { openSqliteStore, type Store } from '@bbb-room/bff'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { callbacksCommand } from './callbacks-command.ts'
import { systemClock as clock } from './system-clock.ts'

let store: Store
let written: string
let errors: string
beforeEach(async () => {
  store = await openSqliteStore({ file: ':memory:' }, { clock })
  written = ''
  errors = ''
})
afterEach(() => store.close())

const run = (...words: string[]) =>
  callbacksCommand(words, {
    store,
    tenantIds: ['acme', 'other'],
    write: (text) => (written += text),
    writeError: (text) => (errors += text),
  })
const lines = () =>
  written
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown)

describe('callbacks', () => {
  it('HOOK-13: lists what was parked with its reason and no facts, and replays one or all of it', async () => {
    await store.withTenant('acme', async ({ inbox }) => {
      for (const itemId of ['a', 'b', 'c']) {
        await inbox.accept({ itemId, kind: 'analytics', facts: { person: 'canary' }, receivedAt: 0 })
        await inbox.park(itemId, 'INTERNAL_ERROR', 86_400_000)
      }
    })
    expect(await run('list', 'acme')).toBe(0)
    expect(lines()[0]).toEqual({
      itemId: 'a',
      kind: 'analytics',
      reason: 'INTERNAL_ERROR',
      attempts: 1,
      receivedAt: '1970-01-01T00:00:00.000Z',
      parkedAt: '1970-01-02T00:00:00.000Z',
    })
    expect(lines()).toHaveLength(3)
    expect(written).not.toContain('canary')
    written = ''
    expect(await run('replay', 'other', 'a')).toBe(1)
    expect(await run('replay', 'acme', 'a')).toBe(0)
    expect(await run('replay', 'acme')).toBe(0)
    expect(await run('replay', 'acme')).toBe(1)
    expect(lines()).toEqual([{ replayed: 0 }, { replayed: 1 }, { replayed: 2 }, { replayed: 0 }])
    const due = await store.withTenant('acme', ({ inbox }) => inbox.claimDue(clock.now(), Infinity, 9))
    expect(due.map(({ itemId }) => itemId).sort()).toEqual(['a', 'b', 'c'])
  })

  it('R-56: shows operators the recordings that are nobody’s', async () => {
    await store.withTenant('acme', ({ orphans }) => orphans.keep({ recordID: 'r', meetingID: 'm' }, 0))
    expect(await run('orphans', 'acme')).toBe(0)
    expect(lines()).toMatchObject([{ recordID: 'r', meetingID: 'm', times: 1 }])
    written = ''
    expect(await run('orphans', 'other')).toBe(0)
    expect(written).toBe('')
  })

  it.each([[[]], [['list']], [['list', 'acme', 'x']], [['drop', 'acme']], [['replay', 'acme', 'x', 'y']]])(
    'refuses the words %j',
    async (words) => {
      expect(await run(...words)).toBe(2)
      expect(errors).toContain('Usage')
    },
  )

  it('knows only tenants of the configuration', async () => {
    expect(await run('list', 'nobody')).toBe(2)
    expect(errors).toContain('no such tenant')
  })
})
