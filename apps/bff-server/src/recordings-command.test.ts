import { openSqliteStore, type Store } from '@bbb-room/bff'
import { afterEach, describe, expect, it } from 'vitest'
import { recordingsCommand } from './recordings-command.ts'
import { systemClock as clock } from './system-clock.ts'

let store: Store
afterEach(() => store.close())

async function start() {
  store = await openSqliteStore({ file: ':memory:' }, { clock })
  let written = ''
  const run = (...words: string[]) =>
    recordingsCommand(words, {
      store,
      tenantIds: ['acme'],
      write: (text) => (written += text),
      writeError: (text) => (written += text),
    })
  return { run, text: () => written }
}

describe('recordings', () => {
  it.each([
    [['hold', 'acme', 'no-such'], 'no such recording'],
    [['release', 'acme', 'no-such'], 'no such recording'],
    [['hold', 'beta', 'x'], 'no such tenant'],
    [['hold', 'acme'], 'Usage'],
    [['hold', 'acme', 'x', 'y'], 'Usage'],
    [['delete', 'acme', 'x'], 'Usage'],
    [[], 'Usage'],
  ])('refuses the words %j', async (words, answer) => {
    const { run, text } = await start()
    expect(await run(...words)).toBe(2)
    expect(text()).toContain(answer)
  })
})
