import { openSqliteStore, Secret, type Store } from '@bbb-room/bff'
import { hash } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { systemClock as clock } from './system-clock.ts'
import { webhooksCommand } from './webhooks-command.ts'

let store: Store
afterEach(() => store.close())

async function start() {
  store = await openSqliteStore({ file: ':memory:' }, { clock })
  const webhooks = ['https://one.example/', 'https://two.example/canary'].map((url) => ({
    url,
    keys: [new Secret('x')] as const,
    events: ['meeting.ended'] as const,
  }))
  const gone = hash('sha256', 'https://two.example/canary', 'base64url')
  await store.withTenant('acme', (rows) => rows.webhooks.stop(gone, 1))
  let written = ''
  const run = (...words: string[]) =>
    webhooksCommand(words, {
      store,
      tenants: [{ id: 'acme', webhooks }],
      write: (text) => (written += text),
      writeError: (text) => (written += text),
    })
  return { run, text: () => written }
}

describe('webhooks', () => {
  it('shows which addresses are stopped, and takes one up again', async () => {
    const { run, text } = await start()
    expect(await run('list', 'acme')).toBe(0)
    expect(text()).toBe('{"place":0,"isStopped":false}\n{"place":1,"isStopped":true}\n')
    expect(await run('resume', 'acme', '1')).toBe(0)
    expect(await store.withTenant('acme', (rows) => rows.webhooks.stopped())).toEqual(new Set())
  })

  it.each([
    [['resume', 'acme', '2'], 'no address'],
    [['resume', 'acme'], 'Usage'],
    [['resume', 'acme', 'x'], 'Usage'],
    [['list', 'beta'], 'no such tenant'],
    [['list'], 'Usage'],
    [['list', 'acme', '1'], 'Usage'],
    [['list', 'acme', '1', '2'], 'Usage'],
    [['other', 'acme'], 'Usage'],
    [[], 'Usage'],
  ])('refuses the words %j', async (words, answer) => {
    const { run, text } = await start()
    expect(await run(...words)).toBe(2)
    expect(text()).toContain(answer)
    expect(text()).not.toContain('canary')
  })
})
